import { expect, test } from 'vitest'
import { Ip6Ids } from '../../src/flow/ip6-ids.ts'

test('Every address has one id, and an id gives its address back, beyond any growth of the table.', () => {
  const ids = new Ip6Ids()
  const view = new DataView(new ArrayBuffer(20))
  const address = (i: number) => {
    view.setUint32(4, 0x20010db8)
    view.setUint32(8, i % 7)
    view.setUint32(12, 0xffffffff - i)
    view.setUint32(16, Math.imul(i, 0x10001))
  }
  for (let i = 0; i < 10_000; i++) {
    address(i)
    expect(ids.id(view, 4)).toBe(i)
  }
  for (let i = 0; i < 10_000; i++) {
    address(i)
    expect(ids.id(view, 4)).toBe(i)
    expect(ids.words(i)).toEqual([0x20010db8, i % 7, 0xffffffff - i, Math.imul(i, 0x10001) >>> 0])
  }
})

/** The low word of an address whose hash is `hash` where the other words are 0: found by undoing it. */
function withHash(hash: number): number {
  const unshifted = (hash ^ (hash >>> 16)) | 0
  return Math.imul(unshifted, inverse(0x27d4eb2f))
}

/** The factor that undoes another one, modulo 2^32. */
function inverse(odd: number): number {
  let found = odd
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found))
  return found
}

test('Addresses chosen to share their places have each their own number, and keep it.', () => {
  const ids = new Ip6Ids()
  const crowd = Array.from({ length: 5000 }, (_, i) => withHash(i << 18))
  const numbers = crowd.map(word => ids.of(0, 0, 0, word))
  expect(new Set(numbers).size).toBe(crowd.length)
  expect(crowd.map(word => ids.known(0, 0, 0, word))).toEqual(numbers)
  expect(crowd.map(word => ids.of(0, 0, 0, word))).toEqual(numbers)
  expect(ids.known(1, 2, 3, 4)).toBe(-1)
})
