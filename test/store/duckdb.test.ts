import { readdirSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Flow } from '../../src/flow/batch.ts'
import { established, noAnswer, rejected } from '../../src/flow/codes.ts'
import { numericNames } from '../../src/flow/columns.ts'
import { seenDay } from '../../src/flow/seen-day.ts'
import { EngineError } from '../../src/lib/errors.ts'
import { openDuckdb } from '../../src/store/stores.ts'
import { folder } from '../commands/cli.ts'
import { batches, event, many, shuffled, stored, time, type Added } from './stored.ts'

vi.setConfig({ testTimeout: 60_000 })

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
  const expected = new Map<string, Record<'flows' | 'established' | 'failed' | 'first' | 'hours', number>>()
  for (const { src, dst, service, start, duration, state, space } of flows) {
    const key = `${seenDay(start!, duration ?? 0, time.day)} ${src} ${dst} ${service} ${space}`
    const row = expected.get(key) ?? { flows: 0, established: 0, failed: 0, first: Infinity, hours: 0 }
    expected.set(key, {
      flows: row.flows + 1,
      established: row.established + (state === established ? 1 : 0),
      failed: row.failed + (state === noAnswer || state === rejected ? 1 : 0),
      first: Math.min(row.first, start!),
      hours: row.hours | (1 << time.hour(start!)),
    })
  }
  expect(links.length).toBe(expected.size)
  for (const { day, src, dst, service, space, ...row } of links)
    expect(row).toEqual({
      ...expected.get(`${day} ${src} ${dst} ${service} ${space}`),
      srcAddress: src,
      dstAddress: dst,
    })
  expect(links.map(({ day }) => day)).toEqual(links.map(({ day }) => day).toSorted((a, b) => a - b))
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
