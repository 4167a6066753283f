import { IPv4, IPv4CidrRange, IPv6, IPv6CidrRange } from 'ip-num'
import { expect, test } from 'vitest'
import { ip4Text, ip6Text } from '../../src/lib/address.ts'
import { isPrefix, within } from '../../src/lib/prefixes.ts'

test.each(['10.0.0.1', '10.0.0.0/8', '10.1.2.3/8', '0.0.0.0/0', '255.255.255.255/32', '::', '::/0', '2001:DB8::/32', 'fe80::1/128'])(
  '%s is an address or a prefix',
  text => expect(isPrefix(text)).toBe(true),
) // prettier-ignore

test.each([
  '', '/', '/8', '10', '10.0.0', '10.0.0.256', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/+8', '10.0.0.0/8.0',
  '10.0.0.0/1e1', '10.0.0.0/8/8', ' 10.0.0.0/8', '0x0a.0.0.1', 'printer', ':', ':::', '1::2::3', '::1/129', '1:2:3:4:5:6:7:8:9',
])('"%s" is neither', text => expect(isPrefix(text)).toBe(false)) // prettier-ignore

/** Random bits, the same in every run (Numerical Recipes' generator, its high bits). */
function dice(): () => number {
  let state = 11
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
}

/** A word that agrees with another in its first bits and nowhere after. */
const near = (word: number, bits: number): number =>
  bits >= 32 ? word : (word ^ (0xffffffff >>> Math.max(0, bits))) >>> 0

test('every length of an IPv4 prefix holds the addresses that ip-num says', () => {
  const next = dice()
  for (let length = 0; length <= 32; length++) {
    const network = next()
    const text = `${ip4Text(network)}/${length}`
    const range = IPv4CidrRange.fromCidr(text)
    const holds = within([text])
    for (const bits of [length - 1, length, length + 1, 32]) {
      const address = near(network, bits)
      expect(holds(address), `${ip4Text(address)} in ${text}`).toBe(range.contains(IPv4.fromNumber(address)))
    }
    expect(holds([0, 0, 0xffff, network])).toBe(false)
  }
})

test('every length of an IPv6 prefix holds the addresses that ip-num says', () => {
  const next = dice()
  for (let length = 0; length <= 128; length++) {
    const network = [next(), next(), next(), next()] as const
    const text = `${ip6Text(...network)}/${length}`
    const range = IPv6CidrRange.fromCidr(text)
    const holds = within([text])
    for (const bits of [length - 1, length, length + 1, 128]) {
      const [a, b, c, d] = network.map((word, i) => near(word, Math.max(0, bits - 32 * i))) as [
        number, number, number, number,
      ] // prettier-ignore
      const address = ip6Text(a, b, c, d)
      expect(holds([a, b, c, d]), `${address} in ${text}`).toBe(range.contains(new IPv6(address)))
    }
    expect(holds(network[0])).toBe(false)
  }
})

test('any of several prefixes is enough, of either family', () => {
  const holds = within(['10.0.0.0/8', '192.0.2.1', 'fe80::/10'])
  expect([0x0a010203, 0xc0000201, 0xc0000202, 0x0b000000].map(holds)).toEqual([true, true, false, false])
  expect(holds([0xfe80_0000, 0, 0, 1])).toBe(true)
  expect(holds([0xfec0_0000, 0, 0, 1])).toBe(false)
  expect(within([])(0x0a010203)).toBe(false)
})
