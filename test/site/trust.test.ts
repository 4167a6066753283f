import { expect, test } from 'vitest'
import { Hosts } from '../../src/flow/hosts.ts'
import { Services } from '../../src/flow/services.ts'
import { dayNumber, localTime } from '../../src/lib/time.ts'
import type { Trusted } from '../../src/site/site.ts'
import { trust } from '../../src/site/trust.ts'

const entry = (source: string, more: Partial<Trusted> = {}): Trusted => ({
  source,
  services: [],
  until: Infinity,
  note: '',
  ...more,
})

const scanner = entry('10.0.0.9', { until: dayNumber('2026-03-29')! })
const backup = entry('10.0.1.0/24', { services: ['ssh', 'jobs'] })
const office = entry('2001:db8::/32')
const entries = [scanner, backup, office, entry('10.0.0.0/16', { services: ['rdp'] })]

const cases: [string, string, string, string, string | undefined][] = [
  ['an address', '10.0.0.9', 'smb', '2026-03-01T00:00Z', '10.0.0.9'],
  ['the last hour of its last day, local time', '10.0.0.9', 'smb', '2026-03-29T21:59:59Z', '10.0.0.9'],
  ['the hour after its last day', '10.0.0.9', 'smb', '2026-03-29T22:00Z', undefined],
  ['its service', '10.0.1.77', 'ssh', '2026-03-01T00:00Z', '10.0.1.0/24'],
  ['a service that the site added', '10.0.1.77', 'jobs', '2026-03-01T00:00Z', '10.0.1.0/24'],
  ['a service of another entry that holds it too', '10.0.1.77', 'rdp', '2026-03-01T00:00Z', '10.0.0.0/16'],
  ['a service of none', '10.0.1.77', 'vnc', '2026-03-01T00:00Z', undefined],
  ['an IPv6 address', '2001:db8::5', 'vnc', '2026-03-01T00:00Z', '2001:db8::/32'],
  ['an address of none', '192.168.1.1', 'ssh', '2026-03-01T00:00Z', undefined],
]

test.each(cases)('trust is asked of %s', (_, src, service, time, expected) => {
  const hosts = new Hosts()
  const services = new Services({ jobs: [9000] })
  const trusts = trust(entries, hosts, services, localTime('Europe/Oslo'))
  const ask = () => trusts(hosts.id(src), services.code(service), Date.parse(time) / 1000)
  expect([ask(), ask()]).toEqual([expected, expected])
})

test('the first entry that fits is the one that counts', () => {
  const hosts = new Hosts()
  const both = [entry('10.0.0.0/8'), entry('10.0.0.9')]
  const first = (entries: readonly Trusted[]) =>
    trust(entries, hosts, new Services(), localTime('UTC'))(hosts.id('10.0.0.9'), 1, 0)
  expect([first(both), first([...both].reverse())]).toEqual(['10.0.0.0/8', '10.0.0.9'])
})
