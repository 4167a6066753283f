import fc from 'fast-check'
import { expect, test } from 'vitest'
import { flowBatch, pushFlow } from '../../src/flow/batch.ts'
import { established, rejected } from '../../src/flow/codes.ts'
import type { DeviceBatch } from '../../src/flow/link-day.ts'
import { Services } from '../../src/flow/services.ts'
import type { Records } from '../../src/profile/records.ts'
import { Sessions, type SessionLimits } from '../../src/profile/sessions.ts'

const services = new Services()

interface Row {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly duration: number
  readonly service: string
}

const row = (from: number, to: number, start: number, duration: number, service = 'ssh'): Row => ({
  from,
  to,
  start,
  duration,
  service,
})

function records(rows: readonly Row[], state = established): Records {
  const batches = Array.from({ length: Math.ceil(rows.length / 2048) }, (_, n) => {
    const batch = flowBatch()
    const own = rows.slice(2048 * n, 2048 * (n + 1))
    for (const { from, to, start, duration, service } of own)
      pushFlow(batch, { src: from, dst: to, start, duration, service: services.code(service), state })
    const devices = { srcDevice: own.map(({ from }) => from), dstDevice: own.map(({ to }) => to) }
    return { ...batch, ...devices } as unknown as DeviceBatch
  })
  const none = async function* () {}
  return {
    linkDays: none,
    eventsBySource: none,
    flowsBySource: async function* () {
      yield* batches
    },
  }
}

const sessionsOf = (rows: readonly Row[], limits?: SessionLimits) =>
  Sessions.of(records(rows), services, limits)

const hosts = (found: ReturnType<Sessions['leadingTo']>) => found.map(({ source }) => source)

test.each([
  ['no session leads to a host that nobody came in to', [], 3, 100, []],
  ['a session that lives leads on', [row(1, 2, 0, 500), row(2, 3, 50, 10)], 3, 55, [1, 2]],
  ['one that ended two minutes ago leads on', [row(1, 2, 0, 30), row(2, 3, 150, 10)], 3, 155, [1, 2]],
  ['one that ended earlier does not', [row(1, 2, 0, 29), row(2, 3, 150, 10)], 3, 155, [2]],
  ['one that began later does not', [row(1, 2, 60, 500), row(2, 3, 50, 100)], 3, 70, [2]],
  ['two that began at the same second lead on, in either order', [row(2, 3, 0, 9), row(1, 2, 0, 9)], 3, 5, [1, 2]],
  ['the first gives a seat', [row(1, 2, 0, 500, 'smb'), row(2, 3, 50, 10)], 3, 55, [2]],
  ['those after the first may be of any service', [row(1, 2, 0, 500), row(2, 3, 50, 10, 'smb')], 3, 55, [1, 2]],
  ['a host is passed once', [row(3, 2, 0, 500), row(2, 3, 50, 10)], 3, 55, [2]],
  ['of two the one that lives longest is taken', [row(1, 3, 0, 500), row(2, 3, 9, 200)], 3, 55, [1]],
  ['at most five', [1, 2, 3, 4, 5, 6].map(n => row(n, n + 1, n, 500)), 7, 55, [2, 3, 4, 5, 6]],
] as [string, Row[], number, number, number[]][])('%s', async (_, rows, device, time, expected) =>
  expect(hosts((await sessionsOf(rows)).leadingTo(device, time))).toEqual(expected),
) // prettier-ignore

test('sessions that were refused lead nowhere', async () =>
  expect(
    (await Sessions.of(records([row(1, 2, 0, 9)], rejected), services)).leadingTo(2, 5),
  ).toEqual([])) // prettier-ignore

/** The longest run by trying all of them. */
function longestByTrying(rows: readonly Row[], device: number, time: number, passed: number[] = []): number {
  if (passed.length >= 5) return 0
  const lengths = rows
    .filter(
      ({ from, to, start, duration }) =>
        to === device &&
        from !== device &&
        start <= time &&
        start + duration + 120 >= time &&
        !passed.includes(from),
    ) // prettier-ignore
    .map(({ from, start, service }) => {
      const before = longestByTrying(rows, from, start, [...passed, device])
      return before ? before + 1 : service === 'ssh' ? 1 : 0
    })
  return lengths.reduce((a, b) => Math.max(a, b), 0)
}

test('what is found is a run, and with room enough none is longer', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          from: fc.nat(5),
          to: fc.nat(5),
          start: fc.nat(300),
          duration: fc.nat(200),
          service: fc.constantFrom('ssh', 'smb'),
        }),
        { maxLength: 14 },
      ),
      fc.nat(5),
      fc.nat(600),
      async (rows, device, time) => {
        const sessions = await sessionsOf(rows, { sessions: 100, looks: 100, runs: 100 })
        const found = sessions.leadingTo(device, time)
        const own = rows.filter(({ from, to }) => from !== to)
        expect(found.length).toBe(longestByTrying(own, device, time))
        expect(new Set([...hosts(found), device]).size).toBe(found.length + 1)
        for (const [i, { flow }] of found.entries()) {
          const next = found[i + 1]?.flow.start ?? time
          expect(flow.dst).toBe(found[i + 1]?.source ?? device)
          expect(next).toBeGreaterThanOrEqual(flow.start)
          expect(next).toBeLessThanOrEqual(flow.start + flow.duration + 120)
        }
      },
    ),
    { numRuns: 300 },
  ))

/** Every host opens `parallel` sessions to every other one, all of which live. */
const mesh = (size: number, parallel: number): Row[] =>
  Array.from({ length: size * size * parallel }, (_, i) =>
    row(i % size, Math.floor(i / size) % size, Math.floor((i * 7919) % 3600), 7200),
  )

test('a mesh with parallel sessions is followed as far as five hops, and what was not looked at is said', async () => {
  const sessions = await sessionsOf(mesh(30, 6), { sessions: 5000, looks: 64, runs: 4 })
  expect(sessions.leadingTo(7, 3600)).toHaveLength(5)
  expect(sessions.statements()).toEqual([
    '220 sessions beyond the first 5000 were not followed onward',
    'on hosts with more than 64 earlier sessions, only the latest 64 were looked at for where a session came from',
  ])
})
