import type { DayRange } from '../inputs/sensor-cover.ts'
import { UsageError } from '../lib/errors.ts'
import { dayNumber, localTime, type LocalTime } from '../lib/time.ts'

/**
 * What `--evaluate` names: FROM..TO, both inclusive, or one day; each is YYYY-MM-DD or `yesterday`, in the site's time as of
 * `now`, in epoch seconds. Throws UsageError.
 */
export function evaluatedDays(text: string, now: number): (time: LocalTime) => DayRange {
  const [first = '', last = first, more] = text.split('..')
  const [from, to] = [first, last].map(end => dayFor(end, now))
  if (!from || !to || more !== undefined)
    throw new UsageError(
      `--evaluate ${text} is no day nor range of days; write YYYY-MM-DD, yesterday or YYYY-MM-DD..YYYY-MM-DD`,
    )
  const days = (time: LocalTime) => ({ from: from(time), to: to(time) })
  const inUtc = days(localTime('UTC'))
  if (inUtc.from > inUtc.to)
    throw new UsageError(`--evaluate ${text} ends before it begins; exchange the days`)
  return days
}

function dayFor(text: string, now: number): ((time: LocalTime) => number) | undefined {
  if (text === 'yesterday') return time => time.day(now) - 1
  const day = dayNumber(text)
  return day === undefined ? undefined : () => day
}
