import { expect, test } from 'vitest'
import { Hosts } from '../../src/flow/hosts.ts'
import { OwnPlans } from '../../src/inputs/holding.ts'
import { Leases } from '../../src/inputs/leases.ts'

const day = 86_400
const hosts = new Hosts()
const [desk, lab] = [hosts.id('10.0.1.10'), hosts.id('10.0.1.11')]
const [first, second] = [hosts.device('device 02:00:00:00:00:01'), hosts.device('device 02:00:00:00:00:02')]
const lease = (address: number, from: number, device: number, space = '') => ({
  address,
  from,
  device,
  space,
})
const before = (...leases: ReturnType<typeof lease>[]) =>
  new OwnPlans().holdings(leases, [], [], hosts).filter(({ from }) => from === 0)

test('who held an address before its first lease, while others had leases for days, was another', () => {
  const leases = [lease(desk!, day, first), lease(lab!, 9 * day, second), lease(lab!, 12 * day, first)]
  expect(before(...leases)).toEqual([lease(lab!, 0, lab!)])
})

test.each([
  ['leases were not seen long before', [lease(desk!, 8 * day, first), lease(lab!, 9 * day, second)]],
  ['leases were seen elsewhere alone', [lease(desk!, day, first, 'branch'), lease(lab!, 9 * day, second)]],
])('a first lease speaks for the time before it too where %s', (_, leases) => {
  expect(before(...leases)).toEqual([])
})

test('a device that went elsewhere has its old address no more, and did not have the new one before', () => {
  const seen = [lease(desk!, day, first), lease(lab!, 2 * day, first), lease(lab!, 3 * day, first)]
  const leases = new Leases()
  for (const each of seen) leases.add(each, 'ws1', 0)
  const stays = leases.stays(new Map(), () => '4')
  expect(stays.map(({ from, until }) => [from, until])).toEqual([[-Infinity, 2 * day], [2 * day, Infinity]]) // prettier-ignore
  const told = new OwnPlans().holdings(leases.holdings(new Map()), [], stays, hosts)
  expect(told).toEqual([...seen, lease(lab!, 0, lab!), lease(desk!, 2 * day, desk!)])
})

test('a device that has two addresses by turns has both', () => {
  const leases = new Leases()
  for (const i of [0, 1, 2, 3]) leases.add(lease(i % 2 ? lab! : desk!, i * day, first), '', 0)
  expect(leases.stays(new Map(), () => '4')).toMatchObject([{ from: -Infinity, until: Infinity }, { from: -Infinity, until: Infinity }]) // prettier-ignore
})

test('leases take bounded room, what changes the holder is kept, at the times of a corrected clock', () => {
  const leases = new Leases(500)
  for (let i = 0; i < 10_000; i++) expect(leases.add(lease(desk!, i, first), `n${i}`, 1)).toBe(true)
  leases.add(lease(desk!, 10_000, second), '', 1)
  const ahead = new Map([[1, () => 0.5]])
  expect(new Set(leases.holdings(ahead).map(({ device }) => device))).toEqual(new Set([first, second]))
  expect(leases.holdings(ahead).length).toBeLessThan(100)
  expect(leases.stays(ahead, () => '4')).toMatchObject([
    { first: -0.5, last: 9998.5, leases: 10_000 },
    { first: 9999.5 },
  ])
  const flood = Array.from({ length: 1000 }, (_, i) => leases.add(lease(i, 0, i), '', 1))
  expect(flood.at(-1)).toBe(false)
})
