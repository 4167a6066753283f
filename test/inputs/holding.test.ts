import { expect, test } from 'vitest'
import { Hosts } from '../../src/flow/hosts.ts'
import { OwnPlans } from '../../src/inputs/holding.ts'

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
  new OwnPlans().holdings(leases, hosts).filter(({ from }) => from === 0)

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
