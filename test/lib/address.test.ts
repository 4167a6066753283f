import { isIPv6 } from 'node:net'
import { IPv4, IPv6 } from 'ip-num'
import { expect, test } from 'vitest'
import { ip4Number, ip4Text, ip6Text, ip6Words } from '../../src/lib/address.ts'

test.each(['0.0.0.0', '10.0.0.1', '192.168.255.254', '255.255.255.255'])(
  '%s is the number that ip-num says',
  text => {
    expect(ip4Number(text)).toBe(Number(new IPv4(text).getValue()))
    expect(ip4Text(ip4Number(text))).toBe(text)
  },
)

test.each([
  '',
  '1',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '01.2.3.4',
  '1..2.3',
  '1.2.3.',
  'a.b.c.d',
  ' 1.2.3.4',
])('"%s" is no IPv4 address', text => expect(ip4Number(text)).toBe(-1))

test.each([
  ['::', '::'],
  ['::1', '::1'],
  ['FE80::0001', 'fe80::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8::0:1:0', '2001:db8::1:0'],
  ['::ffff:10.1.2.3', '::ffff:a01:203'],
  ['fe80::1%eth0', 'fe80::1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
])('%s is written %s', (text, canonical) => {
  const words = ip6Words(text)
  expect(ip6Text(...words)).toBe(canonical)
  if (!text.includes('.') && !text.includes('%')) {
    const value = words.reduce((sum, word) => sum * 2n ** 32n + BigInt(word), 0n)
    expect(value).toBe(new IPv6(text).getValue())
  }
})

test.each([
  ':',
  ':::',
  '1:2',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  '12345::',
  'g::',
  '::1.2.3',
  '1:2:3:4:5:6:7::8:9',
])('"%s" is no IPv6 address', text => expect(() => ip6Words(text)).toThrow(/is not an IP address/))

test('every random address survives the way to text and back, and is one for Node too', () => {
  let state = 42
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  for (let i = 0; i < 500; i++) {
    const words = [random(), i % 3 ? 0 : random(), i % 2 ? 0 : random(), random()] as const
    const text = ip6Text(...words)
    expect(isIPv6(text)).toBe(true)
    expect(ip6Words(text)).toEqual([...words])
  }
})
