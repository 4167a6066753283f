import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Hosts } from '../../src/flow/hosts.ts'
import { Notes } from '../../src/lib/notes.ts'
import type { Event } from '../../src/flow/event.ts'
import { blankEvent } from '../../src/flow/event.ts'
import { flowBatch, pushFlow } from '../../src/flow/batch.ts'
import { Identity } from '../../src/inputs/identity.ts'
import { Neighbours } from '../../src/inputs/neighbours.ts'

const day = 86_400
const hour = 3600
const start = Date.UTC(2026, 0, 5) / 1000

/** An address that was seen with the hardware address 02:00:00:00:00:xx on some days, from 08:00 on, every two hours. */
type Seen = readonly [days: string, card: string, address: string, hours?: number]

const known = ({ joined }: { joined: { device: string; address: string }[] }) =>
  joined.map(({ device, address }) => `${device.slice(15)} ${address}`)

function told(seen: readonly Seen[], alsoAt: readonly string[] = []) {
  const hosts = new Hosts()
  const identity = new Identity(hosts, new Notes(), true)
  const flows = flowBatch()
  for (const [days, card, address, hours = 4] of seen)
    for (const at of days)
      for (let i = 0; i < hours; i++) {
        const ts = start + Number(at) * day + (8 + i) * hour
        const detail = { address, hardware: `02:00:00:00:00:${card}` }
        const event: Event = { ...blankEvent, sensor: 's', space: '', ts, kind: 'neighbour', detail }
        identity.add(event, 0)
        pushFlow(flows, { start: ts, src: hosts.id(address), dst: hosts.id('10.9.9.9') })
      }
  for (const address of alsoAt) pushFlow(flows, { start, src: hosts.id(address), dst: hosts.id('10.9.9.9') })
  const isInternal = (host: number) => !hosts.text(host).startsWith('8.8.')
  identity.see(flows, isInternal)
  identity.settle(new Map(), isInternal)
  const arrivals = identity.arrivals()
  return {
    joined: identity.joined(),
    holder: (address: string, at: number): string => {
      const held = arrivals.filter(one => one.address === hosts.id(address) && one.from <= start + at * day)
      return held.length ? hosts.text(held.sort((a, b) => a.from - b.from).at(-1)!.device).slice(-2) : ''
    },
  }
}

const week = '01234'

test('IPv4 and IPv6 addresses with one hardware address are one host’s', () => {
  const seen: Seen[] = [[week, '01', '10.0.0.1'], [week, '01', '2001:db8::1'], ['12', '01', '2001:db8::77:1'], ['34', '01', '2001:db8::88:2'], [week, '02', '10.0.0.2']] // prettier-ignore
  const found = told(seen)
  expect(known(found)).toEqual([
    '01 10.0.0.1', '01 2001:db8::1', '01 2001:db8::77:1', '01 2001:db8::88:2',
  ]) // prettier-ignore
  expect(found.joined[0]).toMatchObject({ evidence: 'hardware address', leases: 20, first: start + 8 * hour })
})

test('a host that goes to another address keeps its own, and who comes after it is another', () => {
  const found = told([['012', '01', '10.0.0.1'], ['34', '01', '10.0.0.2'], ['34', '02', '10.0.0.1']]) // prettier-ignore
  expect(known(found)).toEqual(['01 10.0.0.1', '01 10.0.0.2', '02 10.0.0.1'])
  expect(['10.0.0.1', '10.0.0.2'].map(address => [found.holder(address, 2.5), found.holder(address, 4)])).toEqual([['01', '02'], ['', '01']]) // prettier-ignore
})

test.each<[string, Seen[]]>([
  [
    'with several IPv4 addresses on a day',
    [
      [week, '01', '10.0.1.1'],
      [week, '01', '10.0.1.2'],
      [week, '01', '10.0.1.3'],
    ],
  ],
  [
    'that comes back to an address which nobody else had',
    [
      ['0', '01', '10.0.1.1'],
      ['1', '01', '10.0.1.2'],
      ['2', '01', '10.0.1.1'],
    ],
  ],
  [
    'with one address a day that nobody else ever has',
    [
      ['0', '01', '10.0.1.1', 1],
      ['1', '01', '10.0.1.2', 1],
      ['2', '01', '10.0.1.3', 1],
    ],
  ],
  [
    'with an external address',
    [
      [week, '01', '10.0.1.1'],
      ['2', '01', '8.8.8.8'],
      [week, '01', 'fd00::1'],
    ],
  ],
  [
    'with three IPv6 networks',
    [
      [week, '01', 'fd00:0:0:1::1'],
      [week, '01', 'fd00:0:0:2::1'],
      [week, '01', 'fd00:0:0:3::1'],
    ],
  ],
  [
    'with more IPv6 addresses on a day than a host makes up',
    Array.from({ length: 17 }, (_, i): Seen => ['1', '01', `fd00::${i + 1}`, 1]),
  ],
])('Hardware %s is a router’s, and joins nothing.', (_, seen) => {
  expect(told(seen).joined).toEqual([])
})

test('cards that have an address by turns are a cluster’s, and it keeps its own history', () => {
  const turns = Array.from({ length: 8 }, (_, i): Seen => ['2', i % 2 ? '01' : '02', '10.0.0.5', i + 1])
  expect(told([...turns, [week, '01', 'fd00::1'], [week, '02', 'fd00::2']]).joined).toEqual([])
})

test('an address that two cards had in less than a day is one host’s: both may be routers’, on the way to two sensors', () => {
  const found = told([['2', '01', '10.0.0.5', 1], ['2', '02', '10.0.0.5', 3]]) // prettier-ignore
  expect(found.joined).toEqual([])
  expect(found.holder('10.0.0.5', 3)).toBe('')
  const later = told([['2', '01', '10.0.0.5', 1], ['3', '02', '10.0.0.5', 3]]) // prettier-ignore
  expect(later.holder('10.0.0.5', 4)).toBe('02')
})

test('two IPv6 addresses that are made of one hardware address are one host’s', () => {
  const found = told(
    [],
    ['2001:db8:1::11:22ff:fe33:4455', 'fd00::11:22ff:fe33:4455', 'fd00::12:22ff:fe33:4455'],
  )
  expect(found.joined.map(({ device, address, evidence }) => [device, address, evidence])).toEqual([
    ['02:11:22:33:44:55', '2001:db8:1:0:11:22ff:fe33:4455', 'EUI-64'],
    ['02:11:22:33:44:55', 'fd00::11:22ff:fe33:4455', 'EUI-64'],
  ])
})

/** Cards at addresses of one network, in the order of time; `gap` in seconds since the one before. */
const sightings = fc.array(
  fc.record({ address: fc.nat(3), device: fc.integer({ min: 10, max: 12 }), gap: fc.nat(7 * hour) }),
  { maxLength: 60 },
)

const place = (address: number) => ({ kind: '4', network: String(address) }) as const

/** Who is believed to have had which address, from when on, and for how many hours each was seen. */
function believed(rows: readonly { address: number; device: number; gap: number }[], room: number) {
  const neighbours = new Neighbours(room)
  let first = start
  for (const { address, device, gap } of rows)
    expect(neighbours.add({ space: '', address, device, view: 0, first: (first += gap) })).toBe(true)
  return neighbours.believed(new Map(), place, () => true)
}

test('with less room no more is left out than what tells nothing', () =>
  fc.assert(
    fc.property(sightings, rows => {
      // With room for all but a few, sightings are left out as they come.
      const few = believed(rows, Math.max(16, believed(rows, 1000).length * 2))
      expect(few).toEqual(believed(rows, 1000))
    }),
  ))

test('of a device that stays, the first and the last sighting of each day are kept, and how many hours it was seen in', () => {
  const rows = Array.from({ length: 48 }, () => ({ address: 1, device: 10, gap: hour }))
  const kept = believed(rows, 1000)
  expect(kept.map(({ first, hours }) => [(first - start) / hour, hours])).toEqual([
    [1, 1],
    [23, 22],
    [24, 1],
    [47, 23],
    [48, 1],
  ])
})

test('where the room is full of what cannot be left out, nothing more is taken', () => {
  const neighbours = new Neighbours(8)
  const taken = Array.from({ length: 20 }, (_, i) =>
    neighbours.add({ space: '', address: i, device: 10 + i, view: 0, first: start + i }),
  )
  expect(taken.filter(Boolean)).toHaveLength(8)
})

test('several sensors that saw the same hosts at other times agree on who had an address', () => {
  const hosts = new Hosts()
  const identity = new Identity(hosts, new Notes(), true)
  const see = (view: number, ts: number, card: string, address: string) =>
    identity.add(
      { ...blankEvent, sensor: 's', space: '', ts, kind: 'neighbour', detail: { address, hardware: `02:00:00:00:00:${card}` } },
      view,
    ) // prettier-ignore
  for (const view of [1, 0])
    for (let at = 0; at < 3; at++) {
      see(view, start + at * day + view, '01', '10.0.0.1')
      see(view, start + (at + 3) * day + view, '02', '10.0.0.1')
      see(view, start + (at + 3) * day + view, '01', '10.0.0.2')
    }
  identity.settle(new Map(), () => true)
  const held = identity.arrivals().filter(({ address }) => address === hosts.id('10.0.0.1'))
  expect(held.map(({ device, from }) => [hosts.text(device).slice(-2), (from - start) / day])).toEqual([
    ['01', 0],
    ['02', 3],
  ])
})
