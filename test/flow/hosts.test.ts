import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Hosts } from '../../src/flow/hosts.ts'

const ip4 = fc.ipV4()
const ip6 = fc.ipV6().filter(text => !text.includes('.') && !/^(0*:){0,5}:?ffff:/i.test(text))
const name = fc.stringMatching(/^device [a-f0-9]{1,4}$/)

test('a host has one id, and an id gives its host back', () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(ip4, ip6, name), { maxLength: 200 }), texts => {
      const hosts = new Hosts()
      const idOf = (text: string) => (text.startsWith('device') ? hosts.device(text) : hosts.id(text))
      const ids = texts.map(idOf)
      const canonical = ids.map(id => hosts.text(id))
      expect(canonical.map(idOf)).toEqual(ids)
      expect(hosts.size).toBe(new Set(canonical).size)
      expect(hosts.beyond).toBe(0)
      texts.forEach((text, i) => {
        if (!text.includes(':')) expect(canonical[i]).toBe(text)
      })
    }),
  ))

test('beyond the room for them addresses are one host, 0.0.0.0, and those before keep their ids', () => {
  const hosts = new Hosts(4)
  const before = ['10.0.0.1', '2001:db8::1', '10.0.0.2', '2001:db8::2']
  const ids = before.map(text => hosts.id(text))
  const after = ['10.0.0.3', '2001:db8::3', '10.0.0.4'].map(text => hosts.id(text))
  expect(new Set([...after, hosts.device('device 1')]).size).toBe(1)
  expect(hosts.text(after[0]!)).toBe('0.0.0.0')
  expect(before.map(text => hosts.id(text))).toEqual(ids)
  expect([hosts.beyond, hosts.isBeyond(after[0]!), hosts.isBeyond(ids[0]!)]).toEqual([4, true, false])
})

test('0.0.0.0 that was there from the start is itself as long as there is room', () => {
  const hosts = new Hosts(4)
  const id = hosts.id('0.0.0.0')
  expect(hosts.isBeyond(id)).toBe(false)
})

test.each([
  ['224.0.0.1', true],
  ['239.255.255.255', true],
  ['240.0.0.1', false],
  ['255.255.255.255', true],
  ['223.255.255.255', false],
  ['ff02::1', true],
  ['fe80::1', false],
])('%s is a group: %s', (text, isGroup) => {
  const hosts = new Hosts()
  expect(hosts.isGroup(hosts.id(text))).toBe(isGroup)
})
