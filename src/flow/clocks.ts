import { bisectRight, group, max, min, sum } from 'd3-array'
import { densest } from '../lib/densest.ts'
import type { Sighting } from './sighting.ts'

/** How far a view's clock is ahead of another's. */
export interface Clock {
  readonly view: number
  readonly reference: number
  /** Seconds, to the millisecond; where that changes, in the middle of all. */
  readonly ahead: number
  /** Where it changes, by how many seconds it is ahead from when on, in epoch seconds by the view's clock; else empty. */
  readonly steps: readonly Step[]
  /** How many flows of both agree on it. */
  readonly flows: number
}

interface Step {
  readonly from: number
  readonly ahead: number
}

/** Differences beyond these are no clock's: more than any mistaken time zone. */
const furthest = 26 * 3600
/** Differences of two views that are looked at, and of each part of the time. */
const mostDifferences = { all: 200_000, ofPart: 2000 }
/** Flows of one 5-tuple that are compared with each other: where there are more, they tell little. */
const mostOfOne = 16
/** Seconds within which differences agree. */
const agreement = 2
/** How many flows must agree, and what part of those that both views have. */
const least = { flows: 20, share: 0.5 }
/** Seconds in which a clock is taken to be steady: one that drifts by 20 millionths, as quartz may, goes wrong by 0.4. */
export const steadyFor = 6 * 3600

/** Differences of two clocks, and how many flows they come from. */
interface Differences {
  readonly list: number[]
  flows: number
}

/** The differences of two views' clocks, as the flows that both have show them, by parts of the view's time. */
interface Pair {
  readonly parts: Map<number, Differences>
  count: number
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
    if (!pair) this.#pairs.set(key, (pair = { parts: new Map(), count: 0 }))
    const ofPart = group(starts, start => Math.floor(start / steadyFor))
    const flows = Math.min(references.length, starts.length) / starts.length
    for (const [number, ownStarts] of ofPart) {
      let part = pair.parts.get(number)
      if (!part) pair.parts.set(number, (part = { list: [], flows: 0 }))
      if (pair.count >= mostDifferences.all || part.list.length >= mostDifferences.ofPart) continue
      part.flows += flows * ownStarts.length
      for (const reference of references)
        for (const start of ownStarts)
          if (Math.abs(start - reference) <= furthest) {
            part.list.push(start - reference)
            pair.count++
          }
    }
  }

  /** Each view's clock against that of the view before it with which it shares most. */
  clocks(): Clock[] {
    const best = new Map<number, Clock>()
    for (const [key, { parts }] of this.#pairs) {
      const [reference, view] = key.split(' ').map(Number) as [number, number]
      const clock = clockOf(parts)
      if (!clock) continue
      const known = best.get(view)
      const worse =
        known && (known.flows > clock.flows || (known.flows === clock.flows && known.reference < reference))
      if (!worse) best.set(view, { view, reference, ...clock })
    }
    return [...best.values()].sort((a, b) => a.view - b.view)
  }
}

/** One difference for all the time where most flows agree on one; else those of the parts whose flows agree. */
function clockOf(
  parts: ReadonlyMap<number, Differences>,
): Pick<Clock, 'ahead' | 'steps' | 'flows'> | undefined {
  const all = [...parts.values()]
  const steady = agreed({ list: all.flatMap(({ list }) => list), flows: sum(all, ({ flows }) => flows) })
  const told = [...parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, part]) => {
      const found = agreed(part)
      return found ? [{ from: number * steadyFor, ...found }] : []
    })
  const spread = (max(told, ({ ahead }) => ahead) ?? 0) - (min(told, ({ ahead }) => ahead) ?? 0)
  if (spread <= agreement) return steady && { ...steady, steps: [] }
  const flows = sum(told, part => part.flows)
  const steps = told
    .filter(({ ahead }, i) => ahead !== told[i - 1]?.ahead)
    .map(({ from, ahead }) => ({ from, ahead }))
  const middle = told.map(({ ahead }) => ahead).sort((a, b) => a - b)[told.length >> 1]!
  return { ahead: middle, steps, flows }
}

function agreed({ list, flows }: Differences): Pick<Clock, 'ahead' | 'flows'> | undefined {
  const { count, median } = densest(list, agreement)
  if (count < least.flows || count < least.share * flows) return undefined
  return { ahead: Math.round(median * 1000) / 1000, flows: count }
}

/** Seconds that may be corrected, and that are worth it: below, exporters' own rounding says more than their clocks. */
const correctable = { least: 0.1, most: 3600 }

export function isCorrected({ ahead, steps }: Pick<Clock, 'ahead' | 'steps'>): boolean {
  const seconds = [ahead, ...steps.map(step => step.ahead)].map(Math.abs)
  return max(seconds)! >= correctable.least && max(seconds)! <= correctable.most
}

/** Of each view whose clock is wrong, the seconds to take off a time by it, which stay the same for `steadyFor`. */
export type Corrections = ReadonlyMap<number, (ts: number) => number>

/** `clocks` are ordered by view. */
export function corrections(clocks: readonly Clock[]): Corrections {
  const found = new Map<number, (ts: number) => number>()
  for (const clock of clocks) {
    const own = isCorrected(clock) ? aheadAt(clock) : undefined
    const reference = found.get(clock.reference)
    if (own && reference) found.set(clock.view, ts => own(ts) + reference(ts - own(ts)))
    else if (own ?? reference) found.set(clock.view, (own ?? reference)!)
  }
  return found
}

/** Before its first step a clock is as wrong as from that on. */
function aheadAt({ ahead, steps }: Clock): (ts: number) => number {
  if (!steps.length) return () => ahead
  const froms = steps.map(({ from }) => from)
  return ts => steps[Math.max(0, bisectRight(froms, ts) - 1)]!.ahead
}

/** The true time of what a view's clock says. */
export const trueTime = (ahead: Corrections, view: number, ts: number): number =>
  ts - (ahead.get(view)?.(ts) ?? 0)
