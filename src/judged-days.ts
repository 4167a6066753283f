import { dayText } from './lib/time.ts'

/** Earlier days that make a history. */
const enough = 3

export interface Judged {
  /** Local days. */
  readonly days: ReadonlySet<number>
  readonly history: boolean
  /** Days with traffic before the first judged one. */
  readonly historyDays: number
  /** What the reader of the output must know about the choice. */
  readonly statements: readonly string[]
}

/**
 * Which days to judge: a range, or the last day that each sensor covers; `covered` are the days of each sensor.
 * Days with fewer than three days before them have no history: they are left out where others have one, and where none has,
 * all days are judged by what needs no history.
 */
export function judgedDays(
  covered: readonly (readonly number[])[],
  range: { from: number; to: number } | undefined,
): Judged {
  const all = [...new Set(covered.flat())].sort((a, b) => a - b)
  const asked = all.filter(day =>
    range ? day >= range.from && day <= range.to : covered.some(days => days.length && day === latest(days)),
  )
  if (!asked.length) return { ...nothing, statements: [`nothing to judge: ${spanOf(all)}`] }
  const judged = asked.filter(day => all.indexOf(day) >= enough)
  if (judged.length)
    return {
      days: new Set(judged),
      history: true,
      historyDays: all.indexOf(judged[0]!),
      statements: tooEarly(asked.filter(day => !judged.includes(day))),
    }
  const short = `no history: ${all.indexOf(asked[0]!)} days lie before the judged ones, ${enough} are needed. All days are judged, by what needs no history: new links, odd hours and unusual flows are not told`
  return { ...nothing, days: new Set(range ? asked : all), statements: [short] }
}

const nothing = { days: new Set<number>(), history: false, historyDays: 0 }

const latest = (days: readonly number[]): number => days.reduce((last, day) => Math.max(last, day))

const spanOf = (days: readonly number[]): string =>
  days.length ? `the flows span ${dayText(days[0]!)} to ${dayText(days.at(-1)!)}` : 'there are no flows'

const tooEarly = (days: readonly number[]): string[] =>
  days.length
    ? [`not judged: ${days.map(dayText).join(', ')}: fewer than ${enough} days of history lie before`]
    : []
