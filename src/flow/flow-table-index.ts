import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'

/** A hash of a flow's key: two addresses and two ports in one fixed order, protocol and kind, address plan. */
export function hashKey(lo: number, hi: number, ports: number, kind: number, plan: number): number {
  let h = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ ports, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ kind ^ (plan << 10), 0x27d4eb2f)
  return h ^ (h >>> 16)
}

/** Finds rows by key: open addressing with linear steps, at most half full. The keys are in the rows. */
export class FlowIndex {
  readonly #rows: FlowRows
  /** Two words a slot: a row's number + 1, or 0 where there is none, and its hash, which spares looking at most wrong rows. */
  #slots = new Int32Array(2 * 2048)
  size = 0

  constructor(rows: FlowRows) {
    this.#rows = rows
  }

  /** The row of a key, -1 where there is none. */
  find(hash: number, lo: number, hi: number, ports: number, kind: number, plan: number): number {
    const words = this.#rows.words
    const slots = this.#slots
    const mask = slots.length - 2
    for (let slot = (hash << 1) & mask; slots[slot] !== 0; slot = (slot + 2) & mask) {
      if (slots[slot + 1] !== hash) continue
      const base = (slots[slot]! - 1) * wordsPerRow
      if (
        words[base] === lo &&
        words[base + at.hi] === hi &&
        words[base + at.ports] === ports &&
        words[base + at.kind] === kind &&
        words[base + at.plan] === plan
      )
        return slots[slot]! - 1
    }
    return -1
  }

  /** A row that may have a key of this hash, and is worth having at hand; -1 where none has. */
  likely(hash: number): number {
    const slots = this.#slots
    return slots[(hash << 1) & (slots.length - 2)]! - 1
  }

  insert(row: number): void {
    if (++this.size * 4 > this.#slots.length) this.#grow()
    this.#put(this.#slots, row + 1, this.#rows.words[row * wordsPerRow + at.hash]!)
  }

  #put(slots: Int32Array, entry: number, hash: number): void {
    const mask = slots.length - 2
    let slot = (hash << 1) & mask
    while (slots[slot] !== 0) slot = (slot + 2) & mask
    slots[slot] = entry
    slots[slot + 1] = hash
  }

  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    for (let slot = 0; slot < old.length; slot += 2)
      if (old[slot] !== 0) this.#put(slots, old[slot]!, old[slot + 1]!)
    this.#slots = slots
  }

  /** Takes a row out and closes the hole: what was pushed past it moves back (Knuth, volume 3, 6.4, algorithm R). */
  remove(row: number): void {
    const slots = this.#slots
    const mask = slots.length - 2
    let hole = (this.#rows.words[row * wordsPerRow + at.hash]! << 1) & mask
    while (slots[hole] !== row + 1) hole = (hole + 2) & mask
    for (let slot = (hole + 2) & mask; slots[slot] !== 0; slot = (slot + 2) & mask) {
      const home = (slots[slot + 1]! << 1) & mask
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot]!
        slots[hole + 1] = slots[slot + 1]!
        hole = slot
      }
    }
    slots[hole] = 0
    this.size--
  }
}
