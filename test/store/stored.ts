import {
  batchCapacity,
  flowAt,
  flowBatch,
  pushFlow,
  type Flow,
  type FlowBatch,
} from '../../src/flow/batch.ts'
import type { Event } from '../../src/flow/event.ts'
import type { Holding } from '../../src/flow/link-day.ts'
import { localTime } from '../../src/lib/time.ts'
import { openDuckdb } from '../../src/store/stores.ts'

export const time = localTime('Europe/Oslo')

export function batches(flows: readonly Partial<Flow>[]): FlowBatch[] {
  const all: FlowBatch[] = []
  for (const flow of flows) {
    if (!all.length || all.at(-1)!.length === batchCapacity) all.push(flowBatch())
    pushFlow(all.at(-1)!, { sensor: 's', protocol: 6, ...flow })
  }
  return all
}

export interface Added {
  readonly flows?: readonly Partial<Flow>[]
  readonly aside?: readonly Partial<Flow>[]
  readonly events?: readonly Event[]
  readonly holdings?: readonly Holding[]
  readonly judgeAside?: boolean
}

export async function collect<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = []
  for await (const page of pages) all.push(page)
  return all
}

/** Everything that a store gives back. */
export async function stored({
  flows = [],
  aside = [],
  events = [],
  holdings = [],
  judgeAside = false,
}: Added) {
  const store = await openDuckdb(time)
  try {
    for (const batch of batches(flows)) await store.add({ flows: batch })
    for (const batch of batches(aside)) await store.add({ flows: batch }, 0, true)
    if (events.length) await store.add({ events })
    await store.seal(holdings, judgeAside)
    const links = await collect(store.linkDays())
    const rows = []
    for await (const batch of store.flowsBySource())
      for (let i = 0; i < batch.length; i++)
        rows.push({
          ...flowAt({ ...batch, history: [], tunnel: [] }, i),
          srcDevice: batch.srcDevice[i]!,
          dstDevice: batch.dstDevice[i]!,
        })
    return { links: links.flat(), rows, events: (await collect(store.eventsBySource())).flat() }
  } finally {
    await store.close()
  }
}

/** Flows of a small linear congruential generator (Numerical Recipes), the same in every run. */
export function many(count: number): Partial<Flow>[] {
  let state = 7
  const below = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * n)
  }
  return Array.from({ length: count }, (_, i) => ({
    start: 1.7e9 + below(30 * 86_400) + below(1e6) / 1e6,
    duration: below(1e6) / 1e3,
    src: below(500),
    dst: below(500),
    srcPort: below(65_536),
    dstPort: 22 + below(3),
    service: 1 + below(3),
    state: below(4),
    srcBytes: below(1e9),
    dstBytes: 2 ** 40 + below(1e9),
    vlan: below(4096),
    uid: `C${i.toString(36)}`,
    space: below(2) ? '' : 'branch',
  }))
}

export const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items.map((item, i) => ({ item, key: Math.imul(i + 1, 2654435761) >>> 0 })).sort((a, b) => a.key - b.key).map(({ item }) => item) // prettier-ignore

/** A log-in. */
export const event = (more: Partial<Event>): Event => ({
  sensor: 's', space: '', uid: 'C1', ts: 1.7e9, src: 1, dst: 2, srcPort: 40000, dstPort: 22, protocol: 6, service: 1,
  kind: 'login', user: 'ann', outcome: 'success', detail: { method: 'publickey', attempts: 1 }, ...more,
}) // prettier-ignore
