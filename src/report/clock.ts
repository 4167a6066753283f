import { dayName } from './format.ts'

/** Epoch seconds as a site's people write them. */
export interface Clock {
  /** `2026-03-03` */
  day(seconds: number): string
  /** `02:14:07` */
  time(seconds: number): string
  /** Seconds since the local midnight. */
  ofDay(seconds: number): number
}

/** The largest time that a Date holds, in seconds. */
const limit = 8.64e12

/** A clock for an IANA time zone. Times that no calendar has are shown as `?`. */
export function clockFor(timezone: string): Clock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const parts = (seconds: number): Record<string, string> =>
    Math.abs(seconds) < limit
      ? Object.fromEntries(format.formatToParts(seconds * 1000).map(part => [part.type, part.value]))
      : {}
  return {
    day(seconds) {
      const { year, month, day } = parts(seconds)
      return year ? `${year}-${month}-${day}` : '?'
    },
    time(seconds) {
      const { hour, minute, second } = parts(seconds)
      return hour ? `${hour}:${minute}:${second}` : '?'
    },
    ofDay(seconds) {
      const { hour, minute, second } = parts(seconds)
      return hour ? Number(hour) * 3600 + Number(minute) * 60 + Number(second) : 0
    },
  }
}

/** `02:14:07 to 02:18:11`, with the days where they are not `day`. */
export function range(clock: Clock, start: number, end: number, day: string): string {
  const at = (seconds: number, known: string): string => {
    const own = clock.day(seconds)
    return own === known ? clock.time(seconds) : `${dayName(own)} ${clock.time(seconds)}`
  }
  const from = at(start, day)
  const to = at(end, clock.day(start))
  return clock.time(start) === to ? from : `${from} to ${to}`
}

/** `4 s`, `12 min`, `2 h 10 min`, `3 d 4 h`: the two largest units. */
export function span(seconds: number): string {
  if (!(seconds >= 0)) return '?'
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`
  const total = Math.round(seconds)
  const units = [
    [Math.floor(total / 86400), 'd'],
    [Math.floor(total / 3600) % 24, 'h'],
    [Math.floor(total / 60) % 60, 'min'],
    [total % 60, 's'],
  ] as const
  const first = units.findIndex(([n]) => n > 0)
  return units
    .slice(first, first + 2)
    .filter(([n]) => n > 0)
    .map(([n, unit]) => `${n} ${unit}`)
    .join(' ')
}
