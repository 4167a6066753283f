import { min } from 'd3-array'
import { dayText } from '../lib/time.ts'

/** Which local days a sensor saw any flow on. */
export interface Covered {
  readonly sensor: string
  readonly days: readonly number[]
  /** Captures of cases, not of the network's days: no history. */
  readonly excerpt: boolean
  /** The days to judge where none are asked for. */
  readonly last: readonly number[]
}

/** When sensors were there. */
export interface Coverage {
  /** Whether a sensor had just come into view on a day: what it alone shows may be old in the network. */
  newlySeen(sensor: string, day: number): boolean
  readonly statements: readonly string[]
}

/** Days from its first on a sensor is new for: by then its usual traffic has come by. */
const newDays = 3
/** Stretches without a sensor that are told one by one. */
const mostTold = 3

/** Tells sensors that come into view, and outages, from what is new in the network. */
export function coverage(covered: readonly Pick<Covered, 'sensor' | 'days'>[]): Coverage {
  const seen = covered.filter(({ days }) => days.length)
  const first = min(seen, ({ days }) => min(days)) ?? Infinity
  const begins = new Map<string, number>()
  for (const { sensor, days } of seen)
    begins.set(sensor, Math.min(begins.get(sensor) ?? Infinity, min(days)!))
  const later = [...begins].filter(([, begin]) => begin > first)
  const news = later.map(
    ([sensor, begin]) =>
      `${sensor} came into view on ${dayText(begin)}: links that it alone shows are not told as new in its first ${newDays} days`,
  )
  return {
    newlySeen: (sensor, day) => {
      const begin = begins.get(sensor) ?? first
      return begin > first && day < begin + newDays
    },
    statements: [...news, ...seen.flatMap(({ sensor, days }) => outages(sensor, days))],
  }
}

/** The stretches of days on which a sensor saw nothing at all, between days on which it saw something. */
function outages(sensor: string, days: readonly number[]): string[] {
  const sorted = [...days].sort((a, b) => a - b)
  const gaps = sorted.flatMap((day, i) =>
    i && day > sorted[i - 1]! + 1 ? [[sorted[i - 1]! + 1, day - 1]] : [],
  )
  if (!gaps.length) return []
  const told = gaps
    .slice(0, mostTold)
    .map(([from, to]) => (from === to ? dayText(from!) : `${dayText(from!)} to ${dayText(to!)}`))
  const more = gaps.length > mostTold ? ` and ${gaps.length - mostTold} more times` : ''
  return [`${sensor} saw nothing at all on ${told.join(', ')}${more}: these days teach no habits`]
}
