import { quantileSorted, sum } from 'd3-array'
import { isWeekend } from '../lib/time.ts'
import type { CoveredDay } from './covered-times.ts'

/** Days of usual size that tell what is usual. */
const enough = 3
/** Other days of the same kind, of the week or of its end, from which on they alone tell it. */
const enoughAlike = 2
/** Parts of the usual hours and flows from which on a day is one: of both, or of the hours alone. */
const part = { both: 1 / 3, hours: 2 / 3 }
/** Hours of a usual day below which its last one tells nothing. */
const longDay = 6
/** Hours by which a whole day may end before the others do. */
const slack = 2

/** Which of a sensor's days are days of the network, by what it usually sees on one. */
export interface UsualDays {
  /** Ascending: from the first day of usual size to the last, and those right after it. */
  readonly days: readonly CoveredDay[]
  /** Days that come before or after all that, with hardly anything on them. */
  readonly odd: readonly CoveredDay[]
  /** The last day of usual size, and the one before where the last is not over by its usual hours. */
  readonly last: readonly CoveredDay[]
  /** Days after the last of usual size: rests of a few hours, or next to nothing. */
  readonly rest: readonly CoveredDay[]
  /** Whether the last of `last` is over. */
  readonly over: boolean
}

/** What a day of a sensor holds in the middle of all, counted by hours: neither many stray records nor one flood moves it. */
interface Usual {
  readonly flows: number
  readonly hours: number
}

/** Tells a sensor's days by their usual flows and hours; `all` are ascending. A sensor with few days has no usual ones: all count. */
export function usualDays(all: readonly CoveredDay[]): UsualDays {
  const usual = usualOf(all)
  const full = all.filter(day =>
    isFull(
      day,
      usualFor(
        day,
        all.filter(other => isFull(other, usual)),
        usual,
      ),
    ),
  )
  if (full.length < enough) return { days: all, odd: [], last: all.slice(-1), rest: [], over: true }
  const [first, last] = [full[0]!, full.at(-1)!]
  const rest = following(
    all.filter(({ day }) => day > last.day),
    last.day,
  )
  const until = rest.at(-1)?.day ?? last.day
  const within = (day: CoveredDay) => day.day >= first.day && day.day <= until
  const over = isOver(last, full)
  return {
    days: all.filter(within),
    odd: all.filter(day => !within(day)),
    last: full.slice(over ? -1 : -2),
    rest,
    over,
  }
}

/** The days that follow one another from a day on. */
function following(later: readonly CoveredDay[], after: number): CoveredDay[] {
  const end = later.findIndex(({ day }, i) => day !== after + 1 + i)
  return later.slice(0, end < 0 ? later.length : end)
}

const usualOf = (days: readonly CoveredDay[]): Usual => ({
  flows: middle(days, ({ flows }) => flows),
  hours: middle(days, hoursOf),
})

/** The usual day of a day's own kind, of the week or of its end, where there are others of it. */
function usualFor({ day }: CoveredDay, full: readonly CoveredDay[], usual: Usual): Usual {
  const alike = full.filter(other => other.day !== day && isWeekend(other.day) === isWeekend(day))
  return alike.length >= enoughAlike ? usualOf(alike) : usual
}

function isFull(day: CoveredDay, usual: Usual): boolean {
  const hours = hoursOf(day) / usual.hours
  return hours >= part.hours || (hours >= part.both && day.flows >= part.both * usual.flows)
}

/** Whether a day goes on for as long as the others do. */
function isOver(last: CoveredDay, full: readonly CoveredDay[]): boolean {
  const others = full.filter(({ day }) => day !== last.day)
  if (middle(others, hoursOf) < longDay) return true
  const alike = others.filter(({ day }) => isWeekend(day) === isWeekend(last.day))
  const ends = (alike.length >= enough ? alike : others).map(lastHour).sort((a, b) => a - b)
  const [low, high] = [quantileSorted(ends, 0.25)!, quantileSorted(ends, 0.75)!]
  return lastHour(last) >= low - Math.max(slack, 1.5 * (high - low))
}

/** The hour, 0 to 23, in which the last flow of a day began. */
export const lastHour = ({ hours }: CoveredDay): number => 31 - Math.clz32(hours)

export function hoursOf({ hours }: CoveredDay): number {
  let count = 0
  for (let rest = hours; rest; rest &= rest - 1) count++
  return count
}

/** The median, days counting by their hours. */
function middle(days: readonly CoveredDay[], of: (day: CoveredDay) => number): number {
  const sorted = [...days].sort((a, b) => of(a) - of(b))
  let left = sum(sorted, hoursOf) / 2
  const found = sorted.find(day => (left -= hoursOf(day)) <= 0)
  return found ? of(found) : 0
}
