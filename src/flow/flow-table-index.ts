import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import { RowIndex } from './row-index.ts'

/** A hash of a flow's key: two addresses and two ports in one fixed order, protocol and kind, address plan. */
export function hashKey(lo: number, hi: number, ports: number, kind: number, plan: number): number {
  let h = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ ports, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ kind ^ (plan << 10), 0x27d4eb2f)
  return h ^ (h >>> 16)
}

/** Finds the row of a flow's key. */
export class FlowIndex extends RowIndex {
  readonly #rows: FlowRows

  constructor(rows: FlowRows) {
    super()
    this.#rows = rows
  }

  /** The row of a key, -1 where there is none. */
  find(hash: number, lo: number, hi: number, ports: number, kind: number, plan: number): number {
    const words = this.#rows.words
    for (let slot = this.first(hash); slot >= 0; slot = this.next(slot, hash)) {
      const base = this.row(slot) * wordsPerRow
      if (
        words[base] === lo &&
        words[base + at.hi] === hi &&
        words[base + at.ports] === ports &&
        words[base + at.kind] === kind &&
        words[base + at.plan] === plan
      )
        return this.row(slot)
    }
    return -1
  }
}
