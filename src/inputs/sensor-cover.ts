import type { Corrections } from '../flow/clocks.ts'
import type { LocalTime } from '../lib/time.ts'
import type { Span } from '../store/store.ts'
import type { Covered } from './coverage.ts'
import type { CoveredDay } from './covered-times.ts'
import type { SeenZone } from './rotations.ts'
import type { SensorCount } from './sensor-count.ts'
import { usualDays, type UsualDays } from './usual-days.ts'

/** Local days, both inclusive. */
export interface DayRange {
  readonly from: number
  readonly to: number
}

/** A sensor's days, and what of its records lies within them. */
export interface SensorCover extends Covered {
  /** Of each of its views; none where all counts. */
  readonly spans: readonly Span[]
  /** Days on which all that is there lies outside of the spans. */
  readonly odd: readonly CoveredDay[]
  readonly usual: UsualDays
  /** The time zone by which its logs were rotated, where that is not the site's. */
  readonly zone: SeenZone | undefined
}

/** Seconds by which corrected times are rounded, and more. */
const margin = 1

/** What a sensor covers. Days that were asked for count, whatever is on them; of those within a narrowing all are told. */
export function sensorCover(
  sensor: SensorCount,
  time: LocalTime,
  ahead: Corrections,
  asked: DayRange | undefined,
  within: (day: number) => boolean,
): SensorCover {
  const all = sensor.days(ahead)
  const excerpt = sensor.isExcerpt(all)
  const usual = excerpt ? { days: all, odd: [], last: all, rest: [], over: true } : usualDays(all)
  const wanted = ({ day }: CoveredDay) => asked !== undefined && day >= asked.from && day <= asked.to
  const days = [...usual.days, ...usual.odd.filter(wanted)].sort((a, b) => a.day - b.day)
  const span = usual.odd.length ? spanOf(days, time) : undefined
  if (span) sensor.cut({ since: days[0]!.first, until: days.at(-1)!.last })
  return {
    sensor: sensor.name,
    excerpt,
    days: days.map(({ day }) => day).filter(within),
    last: lastWithin(usual, within),
    spans: span ? sensor.views.map(view => ({ view, ...span })) : [],
    odd: usual.odd.filter(day => !wanted(day) && !(span && lies(day, span))),
    usual,
    zone: sensor.rotations.zone(time),
  }
}

/** The last days of usual size; where a narrowing leaves these out, the last one that it has. */
function lastWithin({ days, last }: UsualDays, within: (day: number) => boolean): number[] {
  const left = last.map(({ day }) => day).filter(within)
  return left.length
    ? left
    : days
        .map(({ day }) => day)
        .filter(within)
        .slice(-1)
}

type Times = Pick<Span, 'since' | 'until'>

const spanOf = (days: readonly CoveredDay[], time: LocalTime): Times => ({
  since: midnight(days[0]!, time),
  until: days.at(-1)!.last + margin,
})

/** When a day began, in epoch seconds: local days begin on quarter hours of UTC. */
function midnight({ day, first }: CoveredDay, time: LocalTime): number {
  let start = Math.floor(first / 900) * 900
  while (time.day(start - 900) === day) start -= 900
  return start
}

/** Whether a session of a day lasts into a time. */
const lies = ({ last, end }: CoveredDay, { since, until }: Times): boolean => last < until && end >= since
