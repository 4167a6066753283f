import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'

/** A hash of a flow's key: two addresses and two ports in one fixed order, protocol and kind, address plan. */
export function hashKey(lo: number, hi: number, ports: number, kind: number, plan: number): number {
  let h = Math.imul(lo, 0x9e3779b1) ^ Math.imul(hi, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ ports, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ kind ^ (plan << 10), 0x27d4eb2f)
  return h ^ (h >>> 16)
}

/** Finds rows by key: open addressing with linear steps, at most half full. The keys and their hashes are in the rows. */
export class FlowIndex {
  readonly #rows: FlowRows
  /** A row's number + 1; 0 where there is none. */
  #slots = new Int32Array(2048)
  size = 0

  constructor(rows: FlowRows) {
    this.#rows = rows
  }

  /** The row of a key, -1 where there is none. */
  find(hash: number, lo: number, hi: number, ports: number, kind: number, plan: number): number {
    const words = this.#rows.words
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
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

  insert(row: number): void {
    if (++this.size * 2 > this.#slots.length) this.#grow()
    this.#put(this.#slots, row)
  }

  #put(slots: Int32Array, row: number): void {
    const mask = slots.length - 1
    let slot = this.#rows.words[row * wordsPerRow + at.hash]! & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = row + 1
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    for (const entry of this.#slots) if (entry !== 0) this.#put(slots, entry - 1)
    this.#slots = slots
  }

  /** Takes a row out and closes the hole: what was pushed past it moves back (Knuth, volume 3, 6.4, algorithm R). */
  remove(row: number): void {
    const words = this.#rows.words
    const slots = this.#slots
    const mask = slots.length - 1
    let hole = words[row * wordsPerRow + at.hash]! & mask
    while (slots[hole] !== row + 1) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = words[(slots[slot]! - 1) * wordsPerRow + at.hash]! & mask
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot]!
        hole = slot
      }
    }
    slots[hole] = 0
    this.size--
  }
}
