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
