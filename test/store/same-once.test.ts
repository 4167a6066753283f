import { expect, test, vi } from 'vitest'
import type { Event } from '../../src/flow/event.ts'
import { openDuckdb } from '../../src/store/stores.ts'
import { batches, collect, event, many, shuffled, stored, time } from './stored.ts'

vi.setConfig({ testTimeout: 60_000 })

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
