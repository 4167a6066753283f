import { expect, test } from 'vitest'
import { Ip4Ids } from '../../src/flow/ip4-ids.ts'

/** What the table makes of addresses in the order given: the number of each, numbers being given in order. */
function idsOf(addresses: readonly number[]): number[] {
  const ids = new Ip4Ids()
  let fresh = 0
  return addresses.map(address => {
    const id = ids.id(address, fresh)
    if (id === fresh) fresh++
    return id
  })
}

/** The same by a map. */
function wanted(addresses: readonly number[]): number[] {
  const ids = new Map<number, number>()
  return addresses.map(address => {
    if (!ids.has(address | 0)) ids.set(address | 0, ids.size)
    return ids.get(address | 0)!
  })
}

const steps = Array.from({ length: 30_000 }, (_, i) => 0x0a000000 + i)
const apart = Array.from({ length: 30_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 0)

/** Addresses that all belong to a few places of the table, however large it is: found by undoing its hash, whose factor's inverse this is. */
const crowd = Array.from({ length: 20_000 }, (_, i) => {
  const hash = (i << 18) | (i >>> 14)
  const before = hash ^ (hash >>> 15) ^ (hash >>> 30)
  const mixed = Math.imul(before, 0x0e8b2f51)
  return (mixed ^ (mixed >>> 16)) >>> 0
})

test.each([
  ['in steps', steps],
  ['far apart', apart],
  ['that share their places', crowd],
])('Addresses %s have each their own number, and keep it.', (_, addresses) => {
  const twice = [...addresses, ...[...addresses].reverse()]
  expect(idsOf(twice)).toEqual(wanted(twice))
})

test('Addresses from 128.0.0.0 on are the same signed and unsigned.', () => {
  expect(idsOf([0xc0a80001, 0xc0a80001 | 0, 0, 0xffffffff, -1])).toEqual([0, 0, 1, 2, 2])
})
