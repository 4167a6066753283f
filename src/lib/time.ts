/** A site's local time. Days are counted from 1970-01-01, hours run from 0 to 23. */
export interface LocalTime {
  day(seconds: number): number
  hour(seconds: number): number
  /** What a clock on the wall shows, in seconds since it showed 1970-01-01 00:00. */
  wall(seconds: number): number
}

/** Offsets change on these boundaries of UTC at the finest (Lord Howe Island shifts by half an hour). */
const slot = 1800

/** Ten years of half hours. */
const mostOffsets = 175_200

/** Local time in an IANA time zone; throws RangeError for an unknown one. Offsets are worked out once a half hour. */
export function localTime(timezone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsets = new Map<number, number>()
  const offset = (seconds: number): number => {
    const key = Math.floor(seconds / slot)
    let value = offsets.get(key)
    if (value === undefined) {
      value = offsetAt(format, key * slot)
      if (offsets.size >= mostOffsets) offsets.clear()
      offsets.set(key, value)
    }
    return value
  }
  const local =
    timezone === 'UTC' ? (seconds: number) => seconds : (seconds: number) => seconds + offset(seconds)
  return {
    wall: local,
    day: seconds => Math.floor(local(seconds) / 86_400),
    hour: seconds => Math.floor((((local(seconds) % 86_400) + 86_400) % 86_400) / 3600),
  }
}

/** Times beyond what a Date holds have no offset. */
const limit = 8.64e12

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  if (!(Math.abs(seconds) < limit)) return 0
  const part = Object.fromEntries(
    format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]),
  )
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!)
  return wall / 1000 - seconds
}

/** Whether a local day is a Saturday or a Sunday; 1970-01-01 was a Thursday. */
export const isWeekend = (day: number): boolean => (day + 4) % 7 === 0 || (day + 4) % 7 === 6

/** YYYY-MM-DD of a day number; `?` where no calendar has it. */
export function dayText(day: number): string {
  const date = new Date(day * 86_400_000)
  return Number.isNaN(date.getTime()) ? '?' : date.toISOString().slice(0, 10)
}

/** The day number of YYYY-MM-DD; undefined where the text is no date of the calendar. */
export function dayNumber(text: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / 86_400_000 : NaN
  return Number.isInteger(day) && dayText(day) === text ? day : undefined
}

/** Epoch seconds of a time: epoch seconds, YYYY-MM-DD, or an ISO 8601 time (UTC unless it says otherwise); undefined for others. */
export function timeSeconds(text: string): number | undefined {
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text)
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text))
    return undefined
  // A Date takes the 30th of February for the 2nd of March.
  if (dayNumber(text.slice(0, 10)) === undefined) return undefined
  const zoned = text.length === 10 || /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`
  const time = Date.parse(zoned.replace(' ', 'T')) / 1000
  return Number.isNaN(time) ? undefined : time
}
