import type { Hits, Told, Truth } from './truth.ts'

/** An incident with its place among its day's, from 1. */
export interface Ranked {
  readonly told: Told
  readonly rank: number
  readonly hits: Hits
}

/** What an analyst sees who reads so many incidents a day. */
export interface BudgetScore {
  readonly budget: number
  readonly caught: readonly string[]
  readonly missed: readonly string[]
  /** Incidents that were read, and those of them that show an attack. */
  readonly read: number
  readonly good: number
  /** Attack pairs shown, and all there are. */
  readonly pairs: number
  readonly allPairs: number
  /** Mean share of attack pairs among the pairs of the incidents that show an attack; 0 without any. */
  readonly purity: number
}

/** Each day's incidents, highest score first. */
export function ranked(incidents: readonly Told[], truth: Truth): Ranked[] {
  const byDay = new Map<string, Told[]>()
  for (const told of incidents) byDay.set(told.day, [...(byDay.get(told.day) ?? []), told])
  return [...byDay.values()].flatMap(day =>
    day.sort((a, b) => b.score - a.score).map((told, i) => ({ told, rank: i + 1, hits: truth.hits(told) })),
  )
}

export function scoreAt(all: readonly Ranked[], truth: Truth, budget: number): BudgetScore {
  const read = all.filter(({ rank }) => rank <= budget)
  const good = read.filter(({ hits }) => hits.campaigns.size)
  const caught = new Set(good.flatMap(({ hits }) => [...hits.campaigns]))
  const { campaigns } = truth
  return {
    budget,
    caught: campaigns.filter(campaign => caught.has(campaign)),
    missed: campaigns.filter(campaign => !caught.has(campaign)),
    read: read.length,
    good: good.length,
    pairs: new Set(good.flatMap(({ hits }) => [...hits.pairs])).size,
    allPairs: truth.pairs,
    purity: good.reduce((sum, { hits }) => sum + hits.purity, 0) / Math.max(1, good.length),
  }
}

/** A campaign's incident of the best place, if any shows it. */
export const bestOf = (campaign: string, all: readonly Ranked[]): Ranked | undefined =>
  all
    .filter(({ hits }) => hits.campaigns.has(campaign))
    .sort((a, b) => a.rank - b.rank || b.told.score - a.told.score)[0]
