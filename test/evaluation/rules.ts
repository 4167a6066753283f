// What teams use today: four rules without statistics, on the same records. Each yields groups of flows with a score.
import { group, rollup } from 'd3-array'
import type { PlainFlow } from './recent.ts'
import { noAnswer, rejected } from '../../src/flow/codes.ts'

export interface RuledDays {
  /** Flows before the judged days, and on them; in time order. */
  readonly past: readonly PlainFlow[]
  readonly live: readonly PlainFlow[]
  readonly day: (seconds: number) => number
}

/** What a rule shows: flows, and by what it ranks them. */
export interface Shown {
  readonly flows: readonly PlainFlow[]
  readonly score: number
}

export type Rule = (days: RuledDays) => Shown[]

const targets = (flows: readonly PlainFlow[]): number => new Set(flows.map(({ dst }) => dst)).size
const linkOf = ({ src, dst, port }: PlainFlow): string => `${src} ${dst} ${port}`

export const rules: Readonly<Record<string, Rule>> = {
  /** ATT&CK's own query for T1021: more than 20 connections of a source to a target's port on a day. */
  'count over 20': ({ live, day }) =>
    [...group(live, flow => `${day(flow.ts)} ${linkOf(flow)}`).values()]
      .filter(flows => flows.length > 20)
      .map(flows => ({ flows, score: flows.length })),

  /** Links that the history never held, by source and day; more new targets first. */
  'first seen': ({ past, live, day }) => {
    const seen = new Set(past.map(linkOf))
    const fresh = live.filter(flow => !seen.has(linkOf(flow)))
    return [...group(fresh, flow => `${day(flow.ts)} ${flow.src}`).values()].map(flows => ({
      flows,
      score: targets(flows),
    }))
  },

  /** As Zeek's scan script: attempts that failed on a port of 25 targets within 5 minutes. */
  'scan of 25 in 5 min': ({ live }) =>
    [...group(live.filter(isFailure), ({ src, port }) => `${src} ${port}`).values()].flatMap(scans),

  /** More targets on a day than on any day of the history; by how many more. */
  'more targets than ever': ({ past, live, day }) => {
    const daily = rollup(past, targets, flow => flow.src, flow => day(flow.ts)) // prettier-ignore
    const most = (src: number) => Math.max(0, ...(daily.get(src)?.values() ?? []))
    return [...group(live, ({ src, ts }) => `${day(ts)} ${src}`).values()]
      .map(flows => ({ flows, score: targets(flows) - most(flows[0]!.src) }))
      .filter(({ score }) => score > 0)
  },
}

const isFailure = ({ state }: PlainFlow): boolean => state === noAnswer || state === rejected

function scans(flows: readonly PlainFlow[]): Shown[] {
  const found: Shown[] = []
  let from = 0
  flows.forEach((flow, i) => {
    while (flow.ts - flows[from]!.ts > 300) from++
    const window = flows.slice(from, i + 1)
    if (targets(window) < 25) return
    found.push({ flows: window, score: targets(window) })
    from = i + 1
  })
  return found
}
