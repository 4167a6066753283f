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

/** A longer silence than so many days ends a history: what lies before it is another time, or another case. */
const longestGap = 30

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
  const before = daysBefore(all)
  const known = all.filter(day => before.get(day)! >= enough)
  const judged = known.filter(day => asked.includes(day))
  if (judged.length)
    return {
      days: new Set(judged),
      history: true,
      historyDays: before.get(judged[0]!)!,
      statements: [
        ...tooEarly(asked.filter(day => !judged.includes(day))),
        ...(range ? [] : taken(known.filter(day => !judged.includes(day)))),
      ],
    }
  const short = `no history: ${before.get(asked[0]!)} days lie before the judged ones, ${enough} are needed (those before a silence of over ${longestGap} days do not count). All days are judged, by what needs no history: new links, odd hours and unusual flows are not told`
  return { ...nothing, days: new Set(range ? asked : all), statements: [short] }
}

/** Of each day, given in order, how many lie before it without a long silence. */
function daysBefore(all: readonly number[]): Map<number, number> {
  let begin = 0
  return new Map(
    all.map((day, i) => {
      if (i > 0 && day - all[i - 1]! > longestGap) begin = i
      return [day, i - begin]
    }),
  )
}

/** What a reader could take for an all-clear. */
const taken = (days: readonly number[]): string[] =>
  days.length
    ? [
        `judged is the last day alone; --evaluate ${dayText(days[0]!)}..${dayText(days.at(-1)!)} judges the earlier ones, each on the days before it`,
      ]
    : []

const nothing = { days: new Set<number>(), history: false, historyDays: 0 }

const latest = (days: readonly number[]): number => days.reduce((last, day) => Math.max(last, day))

const spanOf = (days: readonly number[]): string =>
  days.length ? `the flows span ${dayText(days[0]!)} to ${dayText(days.at(-1)!)}` : 'there are no flows'

const tooEarly = (days: readonly number[]): string[] =>
  days.length
    ? [`not judged: ${days.map(dayText).join(', ')}: fewer than ${enough} days of history lie before`]
    : []
