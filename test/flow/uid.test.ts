import { expect, test } from 'vitest'
import { flowUid } from '../../src/flow/uid.ts'

test('A flow’s id is the same in every run.', () => {
  expect(flowUid([0x0a000001], [0x0a000002], (40000 << 16) | 22, 6, 1_700_000_000.25)).toBe(
    flowUid([0x0a000001], [0x0a000002], (40000 << 16) | 22, 6, 1_700_000_000.25),
  )
})

test('Flows that differ in a microsecond, a port, a protocol or an address have different ids.', () => {
  const ids = new Set<string>()
  for (let i = 0; i < 20_000; i++) {
    ids.add(flowUid([i], [7], 1, 6, 1e9))
    ids.add(flowUid([-1], [7], i, 17, 1e9))
    ids.add(flowUid([-2], [7], 1, 6, 1e9 + i * 1e-6))
    ids.add(flowUid([1, 2, 3, i], [4, 5, 6, 7], 1, 6, 1e9))
  }
  expect(ids.size).toBe(80_000)
})
