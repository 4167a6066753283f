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

/** The local days of a sensor. */
export interface SensorDays {
  readonly days: readonly number[]
  /** Captures of cases, not of the network's days: they are no history, and each of them is of interest. */
  readonly excerpt: boolean
  /** The days to judge where none are asked for. */
  readonly last: readonly number[]
}

/**
 * Which days to judge: a range, or the last day that each sensor covers.
 * Days with fewer than three days before them have no history: they are left out where others have one, and where none has,
 * all days are judged by what needs no history.
 */
export function judgedDays(
  covered: readonly SensorDays[],
  range: { from: number; to: number } | undefined,
): Judged {
  const all = inOrder(covered)
  const ends = new Set(covered.flatMap(({ last }) => last))
  const asked = all.filter(day => (range ? day >= range.from && day <= range.to : ends.has(day)))
  if (!asked.length) return { ...nothing, statements: [`nothing to judge: ${spanOf(all)}`] }
  const before = daysBefore(all, new Set(inOrder(covered.filter(({ excerpt }) => !excerpt))))
  const known = all.filter(day => before.get(day)! >= enough)
  const wanted = new Set(asked)
  const judged = known.filter(day => wanted.has(day))
  if (judged.length) {
    const days = new Set(judged)
    return {
      days,
      history: true,
      historyDays: before.get(judged[0]!)!,
      statements: [
        ...tooEarly(asked.filter(day => !days.has(day))),
        ...(range ? [] : taken(known.filter(day => !days.has(day) && day < judged.at(-1)!))),
      ],
    }
  }
  const short = `no history: of the network's days ${before.get(asked[0]!)} lie before the judged ones, ${enough} are needed (short captures, and days before a silence of over ${longestGap}, do not count). All days are judged, by what needs no history: new links, odd hours and unusual flows are not told`
  return { ...nothing, days: new Set(range ? asked : all), statements: [short] }
}

const inOrder = (covered: readonly SensorDays[]): number[] =>
  [...new Set(covered.flatMap(({ days }) => days))].sort((a, b) => a - b)

/** Of each day, given in order, how many that make a history lie before it without a long silence. */
function daysBefore(all: readonly number[], solid: ReadonlySet<number>): Map<number, number> {
  let count = 0
  let last = -Infinity
  return new Map(
    all.map(day => {
      if (day - last > longestGap) count = 0
      const before = count
      if (solid.has(day)) {
        count++
        last = day
      }
      return [day, before]
    }),
  )
}

/** What a reader could take for an all-clear. */
const taken = (days: readonly number[]): string[] =>
  days.length
    ? [
        `of the sensors' days the last is judged; --evaluate ${dayText(days[0]!)}..${dayText(days.at(-1)!)} judges the earlier ones, each on the days before it`,
      ]
    : []

const nothing = { days: new Set<number>(), history: false, historyDays: 0 }

const spanOf = (days: readonly number[]): string =>
  days.length ? `the flows span ${dayText(days[0]!)} to ${dayText(days.at(-1)!)}` : 'there are no flows'

const tooEarly = (days: readonly number[]): string[] =>
  days.length
    ? [`not judged: ${days.map(dayText).join(', ')}: fewer than ${enough} days of history lie before`]
    : []
