import { densest } from '../lib/densest.ts'
import type { Sighting } from './sighting.ts'

/** How far a view's clock is ahead of another's. */
export interface Clock {
  readonly view: number
  readonly reference: number
  /** Seconds, to the millisecond. */
  readonly ahead: number
  /** How many flows of both agree on it. */
  readonly flows: number
}

/** Differences beyond these are no clock's: more than any mistaken time zone. */
const furthest = 26 * 3600
/** Differences of two views that are looked at. */
const mostDifferences = 20_000
/** Flows of one 5-tuple that are compared with each other: where there are more, they tell little. */
const mostOfOne = 16
/** Seconds within which differences agree. */
const agreement = 2
/** How many flows must agree, and what part of those that both views have. */
const least = { flows: 20, share: 0.5 }

/** The differences of two views' clocks, as the flows that both have show them. */
interface Pair {
  readonly differences: number[]
  flows: number
}

/** Estimates how the clocks of views differ. Give it the flows of each 5-tuple that several views have, in a fixed order. */
export class Clocks {
  readonly #pairs = new Map<string, Pair>()

  /** Adds the sightings of one 5-tuple. */
  add(sightings: readonly Sighting[]): void {
    const views = [...new Set(sightings.map(({ view }) => view))].sort((a, b) => a - b)
    if (sightings.length > mostOfOne || views.length < 2) return
    const starts = views.map(view => sightings.filter(each => each.view === view).map(({ start }) => start))
    for (let i = 0; i < views.length; i++)
      for (let j = i + 1; j < views.length; j++) this.#add(`${views[i]} ${views[j]}`, starts[i]!, starts[j]!)
  }

  #add(key: string, references: readonly number[], starts: readonly number[]): void {
    let pair = this.#pairs.get(key)
    if (!pair) this.#pairs.set(key, (pair = { differences: [], flows: 0 }))
    if (pair.differences.length >= mostDifferences) return
    pair.flows += Math.min(references.length, starts.length)
    for (const reference of references)
      for (const start of starts)
        if (Math.abs(start - reference) <= furthest) pair.differences.push(start - reference)
  }

  /** Each view's clock against that of the view before it with which it shares most. */
  clocks(): Clock[] {
    const best = new Map<number, Clock>()
    for (const [key, pair] of this.#pairs) {
      const [reference, view] = key.split(' ').map(Number) as [number, number]
      const { count, median } = densest(pair.differences, agreement)
      if (count < least.flows || count < least.share * pair.flows) continue
      const known = best.get(view)
      const worse = known && (known.flows > count || (known.flows === count && known.reference < reference))
      if (!worse) best.set(view, { view, reference, ahead: Math.round(median * 1000) / 1000, flows: count })
    }
    return [...best.values()].sort((a, b) => a.view - b.view)
  }
}

/** Seconds that may be corrected, and that are worth it: below, exporters' own rounding says more than their clocks. */
const correctable = { least: 0.1, most: 3600 }

export const isCorrected = ({ ahead }: Clock): boolean =>
  Math.abs(ahead) >= correctable.least && Math.abs(ahead) <= correctable.most

/** Seconds to take off the times of each view whose clock is wrong; `clocks` are ordered by view. */
export function corrections(clocks: readonly Clock[]): Map<number, number> {
  const seconds = new Map<number, number>()
  for (const clock of clocks) {
    const ahead = (isCorrected(clock) ? clock.ahead : 0) + (seconds.get(clock.reference) ?? 0)
    if (ahead !== 0) seconds.set(clock.view, ahead)
  }
  return seconds
}
