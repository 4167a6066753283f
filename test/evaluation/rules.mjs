// What teams use today: four rules without statistics, on the same records. Each yields groups of flows with a score.
import { group, rollup } from 'd3-array'
import { noAnswer, rejected } from '../../dist/flow/codes.js'

const targets = flows => new Set(flows.map(({ dst }) => dst)).size
const linkOf = ({ src, dst, port }) => `${src} ${dst} ${port}`

export const rules = {
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
    const daily = rollup(past, targets, ({ src }) => src, ({ ts }) => day(ts)) // prettier-ignore
    const most = src => Math.max(0, ...(daily.get(src)?.values() ?? []))
    return [...group(live, ({ src, ts }) => `${day(ts)} ${src}`).values()]
      .map(flows => ({ flows, score: targets(flows) - most(flows[0].src) }))
      .filter(({ score }) => score > 0)
  },
}

const isFailure = ({ state }) => state === noAnswer || state === rejected

function scans(flows) {
  const found = []
  let from = 0
  flows.forEach((flow, i) => {
    while (flow.ts - flows[from].ts > 300) from++
    const window = flows.slice(from, i + 1)
    if (targets(window) < 25) return
    found.push({ flows: window, score: targets(window) })
    from = i + 1
  })
  return found
}
