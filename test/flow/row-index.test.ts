import { expect, test } from 'vitest'
import { RowIndex } from '../../src/flow/row-index.ts'

/** The rows that are found for a hash, in order. */
function found(index: RowIndex, hash: number): number[] {
  const rows: number[] = []
  for (let slot = index.first(hash); slot >= 0; slot = index.next(slot, hash)) rows.push(index.row(slot))
  return rows
}

const kinds: [string, (i: number) => number][] = [
  ['that are few, of many rows each', i => i % 40],
  ['that differ', i => Math.imul(i, 0x9e3779b1)],
  ['that all belong to the last places of the table', i => (i << 20) | 0x000ffffe | (i & 1)],
]

test.each(kinds)(
  'Rows of hashes %s are found in the order in which they came, while others go.',
  (_, hash) => {
    const index = new RowIndex()
    const wanted = new Map<number, number[]>()
    const steps = 6000
    for (let row = 0; row < steps; row++) {
      index.insert(row, hash(row))
      wanted.set(hash(row), [...(wanted.get(hash(row)) ?? []), row])
      const gone = row - 1500 + ((row * 7) % 1000)
      if (row % 3 === 0 || !wanted.get(hash(gone))?.includes(gone)) continue
      index.remove(gone, hash(gone))
      wanted.set(hash(gone), wanted.get(hash(gone))!.filter(other => other !== gone)) // prettier-ignore
    }
    for (const [value, rows] of wanted) expect(found(index, value)).toEqual(rows)
    expect(index.size).toBe([...wanted.values()].flat().length)
  },
)

test('A hash without a row has none.', () => {
  expect(found(new RowIndex(), 0)).toEqual([])
})
