import { expect, test } from 'vitest'
import { Hosts, mostHosts } from '../../src/flow/hosts.ts'
import { isWeekend } from '../../src/lib/time.ts'
import { DayCounter, Days } from '../../src/profile/days.ts'
import { deed, shareName } from '../../src/profile/deeds.ts'
import { LogHistogram } from '../../src/profile/log-histogram.ts'
import { Site } from '../../src/profile/site.ts'
import { linkKey } from '../../src/profile/source-day.ts'
import { subnets } from '../../src/profile/subnets.ts'

test('days are counted before and on a day', () => {
  const days = new Days()
  for (const day of [3, 3, 5, 9]) days.add(day)
  expect([0, 3, 4, 5, 6, 10].map(day => days.before(day))).toEqual([0, 0, 2, 2, 3, 4])
  expect([3, 4, 9].map(day => days.on(day))).toEqual([2, 0, 1])
  expect(new DayCounter<string>().before('nothing', 5)).toBe(0)
})

test('1970-01-03 and 04 were a weekend, 1970-01-05 was a Monday', () => {
  expect([1, 2, 3, 4, 8].map(isWeekend)).toEqual([false, true, true, false, false])
})

test('a histogram of logarithms gives the median within a bin, and deviations in octaves at least', () => {
  const histogram = new LogHistogram(10)
  expect(histogram.quantile(0.5)).toBeNaN()
  for (let i = 0; i < 1000; i++) histogram.add(1000)
  expect(histogram.median()).toBeGreaterThan(800)
  expect(histogram.median()).toBeLessThan(1250)
  expect(histogram.deviation(1000)).toBeCloseTo(0, 0)
  expect(histogram.deviation(1_024_000)).toBeCloseTo(10, 0)
})

test.each([
  [
    { kind: 'rpc', detail: { interface: 'svcctl', operation: 'CreateServiceW' } },
    'rpc svcctl::CreateServiceW',
  ],
  [{ kind: 'share', detail: { path: '\\\\Server\\admin$' } }, 'share ADMIN$'],
  [{ kind: 'share', detail: { path: '\\\\server\\IPC$' } }, undefined],
  [{ kind: 'share', detail: { path: '\\\\server\\data' } }, undefined],
  [{ kind: 'login', user: 'Alice', detail: {} }, 'user alice'],
  [{ kind: 'client', detail: {} }, undefined],
])('%j is the deed %s', (event, expected) => expect(deed({ user: '', ...event } as never)).toBe(expected))

test('a share is named by the end of its path', () => expect(shareName('\\\\s\\Data$')).toBe('DATA$'))

test('subnets are /24 and /64, and one of each address plan', () => {
  const hosts = new Hosts()
  const subnetOf = subnets(hosts, host => hosts.text(host).startsWith('10.'))
  const of = (text: string, space = '') => subnetOf(hosts.id(text), space)
  expect(of('10.1.2.3')).toBe(of('10.1.2.200'))
  expect(of('10.1.2.3')).not.toBe(of('10.1.3.3'))
  expect(of('2001:db8:0:1::1')).toBe(of('2001:db8:0:1:ffff::1'))
  expect(of('2001:db8:0:1::1')).not.toBe(of('2001:db8:0:2::1'))
  // Of each address plan, but outside there is one.
  expect(of('10.1.2.3', 'branch')).toBe(of('10.1.2.200', 'branch'))
  expect(of('10.1.2.3', 'branch')).not.toBe(of('10.1.2.3'))
  expect(of('2001:db8:0:1::1', 'branch')).toBe(of('2001:db8:0:1::1'))
})

test('a site answers about the days before, never about the day itself', () => {
  const site = new Site(host => Math.floor(host / 10))
  const row = (src: number, dst: number, day: number) => ({
    src, dst, srcAddress: src, dstAddress: dst, space: '', service: 3, day, flows: 1, established: 1, failed: 0, first: day * 86_400, hours: 1 << 9,
  }) // prettier-ignore
  for (const link of [row(11, 21, 4), row(12, 21, 5), row(11, 21, 6), row(31, 21, 6)]) site.add(link)
  site.seal()
  expect([4, 5, 6, 7].map(day => site.clientsBefore(21, 3, day))).toEqual([0, 1, 2, 3])
  expect(site.newClientsOn(21, 3, 6)).toBe(1)
  expect(site.fromSubnet({ src: 11, space: '' }, 6)).toMatchObject({ links: 2, sources: 2 })
  expect(site.fromSubnet({ src: 11, space: '' }, 6).linksTo(21, 3)).toBe(2)
  expect(site.fromSubnet({ src: 31, space: '' }, 6).links).toBe(0)
  expect(site.firstSeen(21)).toBe(4)
  expect(site.sourceDaysBefore(7)).toBe(4)
  expect(site.hourShare({ src: 11, space: '' }, 9, 7)).toBeGreaterThan(
    site.hourShare({ src: 11, space: '' }, 10, 7),
  )
  expect(site.days).toEqual([4, 5, 6])
})

test('links of a site with millions of hosts are never taken for one another', () => {
  const site = new Site(host => Math.floor(host / 10))
  const far = 2 ** 21 + 7
  const row = { src: 5, dst: far, srcAddress: 5, dstAddress: far, space: '', service: 3, day: 4, flows: 1, established: 1, failed: 0, first: 4 * 86_400, hours: 1 } // prettier-ignore
  site.add(row)
  site.seal()
  const linksTo = (src: number, dst: number) => site.fromSubnet({ src, space: '' }, 5).linksTo(dst, 3)
  expect(linksTo(5, far)).toBe(1)
  expect(linksTo(15, 7)).toBe(0)
  expect(linksTo(15, far)).toBe(0)
  expect(new Set([0, 7, far, mostHosts].map(dst => linkKey(dst, 3))).size).toBe(4)
  expect(linkKey(mostHosts, 1023)).toBeLessThan(2 ** 33)
})
