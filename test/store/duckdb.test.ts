import { readdirSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  batchCapacity,
  flowAt,
  flowBatch,
  pushFlow,
  type Flow,
  type FlowBatch,
} from '../../src/flow/batch.ts'
import { numericNames } from '../../src/flow/columns.ts'
import type { Event } from '../../src/flow/event.ts'
import type { Holding } from '../../src/flow/link-day.ts'
import { EngineError } from '../../src/lib/errors.ts'
import { localTime } from '../../src/lib/time.ts'
import { openDuckdb } from '../../src/store/stores.ts'
import { folder } from '../commands/cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const time = localTime('Europe/Oslo')

function batches(flows: readonly Partial<Flow>[]): FlowBatch[] {
  const all: FlowBatch[] = []
  for (const flow of flows) {
    if (!all.length || all.at(-1)!.length === batchCapacity) all.push(flowBatch())
    pushFlow(all.at(-1)!, { sensor: 's', protocol: 6, ...flow })
  }
  return all
}

interface Added {
  readonly flows?: readonly Partial<Flow>[]
  readonly aside?: readonly Partial<Flow>[]
  readonly events?: readonly Event[]
  readonly holdings?: readonly Holding[]
  readonly judgeAside?: boolean
}

async function collect<Page>(pages: AsyncIterable<Page>): Promise<Page[]> {
  const all: Page[] = []
  for await (const page of pages) all.push(page)
  return all
}

/** Everything that a store gives back. */
async function stored({ flows = [], aside = [], events = [], holdings = [], judgeAside = false }: Added) {
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
function many(count: number): Partial<Flow>[] {
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

const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items.map((item, i) => ({ item, key: Math.imul(i + 1, 2654435761) >>> 0 })).sort((a, b) => a.key - b.key).map(({ item }) => item) // prettier-ignore

test('a hundred thousand flows come back as they went in, ordered by source and time', async () => {
  const flows = many(100_000)
  const { rows } = await stored({ flows })
  const order = (a: Partial<Flow>, b: Partial<Flow>) =>
    a.src! - b.src! || a.start! - b.start! || (a.uid! < b.uid! ? -1 : 1)
  const expected = flows.toSorted(order)
  expect(rows.length).toBe(expected.length)
  rows.forEach((row, i) => {
    for (const name of [...numericNames, 'uid', 'space', 'sensor'] as const) {
      const value = { sensor: 's', protocol: 6, ...expected[i] }[name] ?? 0
      if (row[name] !== value) expect.fail(`row ${i}: ${name} is ${row[name]}, not ${value}`)
    }
  })
})

test('a link’s day has its counts, its first flow and the hours it was used in, local time', async () => {
  const flows = many(20_000)
  const { links } = await stored({ flows })
  const expected = new Map<string, { flows: number; established: number; first: number; hours: number }>()
  for (const { src, dst, service, start, state } of flows) {
    const key = `${time.day(start!)} ${src} ${dst} ${service}`
    const row = expected.get(key) ?? { flows: 0, established: 0, first: Infinity, hours: 0 }
    expected.set(key, {
      flows: row.flows + 1,
      established: row.established + (state === 1 ? 1 : 0),
      first: Math.min(row.first, start!),
      hours: row.hours | (1 << time.hour(start!)),
    })
  }
  expect(links.length).toBe(expected.size)
  for (const { day, src, dst, service, ...row } of links)
    expect(row).toEqual({
      ...expected.get(`${day} ${src} ${dst} ${service}`),
      srcAddress: src,
      dstAddress: dst,
    })
  expect(links.map(({ day }) => day)).toEqual(links.map(({ day }) => day).toSorted((a, b) => a - b))
})

const event = (more: Partial<Event>): Event => ({
  sensor: 's', space: '', uid: 'C1', ts: 1.7e9, src: 1, dst: 2, srcPort: 40000, dstPort: 22, protocol: 6, service: 1,
  kind: 'login', user: 'ann', outcome: 'success', detail: { method: 'publickey', attempts: 1 }, ...more,
}) // prettier-ignore

test('neither the order of adding nor adding twice changes what comes back', async () => {
  const flows = many(5000)
  const events = Array.from({ length: 5000 }, (_, i) =>
    event({ uid: `C${i % 70}`, src: i % 11, ts: 1.7e9 + (i % 97), detail: { i } }),
  )
  const once = await stored({ flows, events })
  expect(once.events.length).toBe(5000)
  expect(await stored({ flows: shuffled(flows), events: shuffled(events) })).toEqual(once)
  const twice = await stored({
    flows: shuffled([...flows, ...flows]),
    events: shuffled([...events, ...events]),
  })
  expect(twice).toEqual(once)
})

test('the same flow told by two sensors counts once, by the sensor whose name comes first', async () => {
  const flow = { start: 1.7e9, src: 1, dst: 2, srcPort: 1, dstPort: 22, service: 1, uid: 'C1' }
  const [west, east] = [
    { ...flow, sensor: 'west' },
    { ...flow, sensor: 'east' },
  ]
  for (const flows of [
    [west, east],
    [east, west],
  ]) {
    const { rows, links } = await stored({ flows, events: flows.map(({ sensor }) => event({ sensor })) })
    expect(rows.map(({ sensor }) => sensor)).toEqual(['east'])
    expect(links.map(({ flows }) => flows)).toEqual([1])
  }
  const other = { ...flow, space: 'branch' }
  expect((await stored({ flows: [flow, other] })).rows.length).toBe(2)
})

test('what two views show counts once, by the first of them and its clock, with the events of whoever has more', async () => {
  const start = (i: number) => 1.7e9 + 60 * i
  const flow = (i: number) => ({
    start: start(i), src: 1, dst: 2, srcPort: i, dstPort: 22, service: 1, srcPackets: 3, dstPackets: 3, uid: `A${i}`,
  }) // prettier-ignore
  const turned = (i: number) => ({
    ...flow(i), src: 2, srcPort: 22, dst: 1, dstPort: i, start: start(i) + 95, uid: `B${i}`,
  }) // prettier-ignore
  const numbers = Array.from({ length: 50 }, (_, i) => i)
  const seenBy = (view: string, i: number, more: Partial<Event>) =>
    event({ sensor: view, uid: `${view}${i}`, srcPort: i, ts: start(i), ...more })
  const store = await openDuckdb(time)
  try {
    for (const batch of batches(numbers.slice(10).map(turned))) await store.add({ flows: batch }, 1)
    for (const batch of batches(numbers.slice(0, 40).map(flow))) await store.add({ flows: batch }, 0)
    const late = { ts: start(20) + 95 }
    const kerberos = (view: string, ahead: number) =>
      seenBy(view, 77, { dstPort: 88, kind: 'login', ts: start(7) + ahead })
    const both = [seenBy('A', 20, {}), seenBy('B', 20, late), seenBy('B', 20, { ...late, user: 'bob' })]
    for (const [view, name] of ['A', 'B'].entries())
      await store.add(
        { events: [...both, kerberos('A', 0), kerberos('B', 95)].filter(({ sensor }) => sensor === name) },
        view,
      )
    const { clocks, repeated } = await store.reconcile()
    expect(clocks).toMatchObject([{ view: 1, reference: 0, ahead: 95 }])
    expect([...repeated]).toEqual([[1, 30]])
    await store.seal([], false)
    const rows: (string | number)[][] = []
    for await (const batch of store.flowsBySource())
      for (let i = 0; i < batch.length; i++) rows.push([batch.uid[i]!, batch.start[i]!])
    expect(rows.sort()).toEqual(numbers.map(i => [i < 40 ? `A${i}` : `B${i}`, start(i)]).sort())
    const events = (await collect(store.eventsBySource())).flat()
    expect(events.map(({ uid, user, ts }) => [uid, user, ts]).sort()).toEqual(
      [['A20', 'ann', start(20)], ['A20', 'bob', start(20)], ['A77', 'ann', start(7)]], // prettier-ignore
    )
    const days = (await collect(store.linkDays())).flat()
    expect(new Set(days.map(({ day }) => day))).toEqual(new Set(numbers.map(i => time.day(start(i)))))
  } finally {
    await store.close()
  }
})

test('flows aside count only where the seal says so, and events keep their texts', async () => {
  const flow = { start: 1.7e9, src: 1, dst: 2, service: 1, uid: 'in' }
  const aside = [{ ...flow, uid: 'out' }]
  const uids = async (added: Added) => (await stored(added)).rows.map(({ uid }) => uid)
  expect(await uids({ flows: [flow], aside })).toEqual(['in'])
  expect(await uids({ flows: [flow], aside, judgeAside: true })).toEqual(['in', 'out'])
  expect(await uids({ aside })).toEqual([])
  const odd = event({
    user: 'a\0b\u2028"\\\u{1f600}',
    detail: { banner: 'x\ny', ok: true, size: 2 ** 53 - 1 },
  })
  expect((await stored({ events: [odd] })).events).toEqual([{ ...odd, srcAddress: 1, target: 2 }])
})

test('addresses stand for the devices that held them at the time', async () => {
  const holdings = [
    { space: '', address: 1, from: 2000, device: 91 },
    { space: '', address: 1, from: 1000, device: 90 },
    { space: '', address: 1, from: 1500, device: 90 },
    { space: '', address: 2, from: 1000, device: 92 },
  ]
  const flows = [10, 1000, 1999, 2000, 1e9].map((start, i) => ({
    start,
    src: 1,
    dst: 2 + (i % 2),
    service: 1,
    uid: `C${i}`,
  }))
  const { rows, links, events } = await stored({
    flows,
    holdings,
    events: [event({ ts: 2500 }), event({ ts: 5 })],
  })
  expect(rows.map(({ start, src, srcDevice, dstDevice }) => [start, src, srcDevice, dstDevice])).toEqual([
    [10, 1, 90, 92],
    [1000, 1, 90, 3],
    [1999, 1, 90, 92],
    [2000, 1, 91, 3],
    [1e9, 1, 91, 92],
  ])
  expect(new Set(links.map(({ src }) => src))).toEqual(new Set([90, 91]))
  expect(events.map(({ src, srcAddress, dst, target }) => [src, srcAddress, dst, target])).toEqual([
    [90, 1, 2, 92],
    [91, 1, 2, 92],
  ])
})

test('the same address in two address plans is two devices', async () => {
  const holdings = [{ space: 'branch', address: 1, from: 0, device: 90 }]
  const flow = { start: 5, src: 1, dst: 2, service: 1, uid: 'C1' }
  const { rows, links, events } = await stored({
    flows: [flow, { ...flow, space: 'branch' }],
    events: [event({}), event({ space: 'branch' })],
    holdings,
  })
  expect(rows.map(({ space, srcDevice }) => [space, srcDevice])).toEqual([['', 1], ['branch', 90]]) // prettier-ignore
  expect(links.map(({ src, srcAddress }) => [src, srcAddress])).toEqual([[1, 1], [90, 1]]) // prettier-ignore
  expect(events.map(({ src }) => src)).toEqual([1, 90])
})

test('times that no calendar has are kept, and break nothing', async () => {
  const starts = [-1e300, -1, 0, 1e15, 1e300]
  const flows = starts.map((start, i) => ({ start, src: 1, dst: 2, service: 1, uid: `C${i}` }))
  const { rows } = await stored({ flows: shuffled(flows) })
  expect(rows.map(({ start }) => start)).toEqual(starts)
})

test('two streams of one store can be read side by side', async () => {
  const store = await openDuckdb(time)
  for (const batch of batches(many(10_000))) await store.add({ flows: batch })
  await store.seal([], false)
  const [a, b] = [store.flowsBySource(), store.flowsBySource()].map(flows => flows[Symbol.asyncIterator]())
  let rows = 0
  for (;;) {
    const [one, other] = [await a!.next(), await b!.next()]
    if (one.done || other.done) break
    expect(one.value.uid).toEqual(other.value.uid)
    rows += one.value.length
  }
  expect(rows).toBe(10_000)
  await store.close()
})

test('a store leaves nothing behind, also where its stream was not read to the end', async () => {
  const at = folder()
  vi.stubEnv('TMPDIR', at)
  onTestFinished(() => void vi.unstubAllEnvs())
  const store = await openDuckdb(time)
  expect(readdirSync(at).length).toBe(1)
  for (const batch of batches(many(5000))) await store.add({ flows: batch })
  await store.seal([], false)
  for await (const batch of store.flowsBySource()) if (batch.length) break
  await store.close()
  expect(readdirSync(at)).toEqual([])
})

test('a store that cannot be made says where, and what to do', async () => {
  vi.stubEnv('TMPDIR', '/none')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(openDuckdb(time)).rejects.toThrow(EngineError)
  await expect(openDuckdb(time)).rejects.toThrow(
    /^the store in \/none failed: ENOENT.*; is there room in that folder\? \(TMPDIR chooses another\)$/,
  )
})
