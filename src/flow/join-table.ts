import * as at from './join-rows.ts'
import { blank, bytesPerRow, joinRows, wordsPerRow } from './join-rows.ts'
import { RowIndex } from './row-index.ts'

/** Rows to begin with. */
const few = 1024

const none = -1
/** In place of a list's number: in no list yet. */
const unlisted = 255

/**
 * Open sessions as rows, found by their two ends, in waiting lists ordered by their last record. Several rows may have the
 * same ends. Beyond a few rows there is room for all at once, which saves copying: memory that was never written is none
 * of the machine's. `rows` is replaced then.
 */
export class JoinTable {
  rows: at.JoinRows
  /** By `hashKey`; may have several rows with the same ends, of which the last is the newest. */
  readonly index = new RowIndex()
  readonly #most: number
  #capacity: number
  #used = 0
  #free = none
  readonly #heads: Int32Array
  readonly #tails: Int32Array

  /** The caller inserts no more than `most` rows. */
  constructor(lists: number, most: number) {
    this.#most = most
    this.#capacity = Math.min(few, most)
    this.rows = joinRows(this.#capacity)
    this.#heads = new Int32Array(lists).fill(none)
    this.#tails = new Int32Array(lists).fill(none)
  }

  isOf(row: number, low: number, high: number, lowPort: number, highPort: number, protocol: number): boolean {
    const { words, bytes } = this.rows
    const base = row * wordsPerRow
    return (
      words[base + at.low] === low &&
      words[base + at.high] === high &&
      words[base + at.lowPort] === lowPort &&
      words[base + at.highPort] === highPort &&
      bytes[row * bytesPerRow + at.protocol] === protocol
    )
  }

  /** A new row with these ends, whose hash is given, in no list yet; all else in it is 0. */
  insert(
    hash: number,
    low: number,
    high: number,
    lowPort: number,
    highPort: number,
    protocol: number,
  ): number {
    const row = this.#take()
    const { words, bytes } = this.rows
    const base = row * wordsPerRow
    words[base + at.low] = low
    words[base + at.high] = high
    words[base + at.lowPort] = lowPort
    words[base + at.highPort] = highPort
    words[base + at.hash] = hash
    bytes[row * bytesPerRow + at.protocol] = protocol
    bytes[row * bytesPerRow + at.list] = unlisted
    this.index.insert(row, hash)
    return row
  }

  /** A row that nobody uses, all of it 0. */
  #take(): number {
    const row = this.#free
    if (row === none) {
      if (this.#used === this.#capacity) this.#grow()
      return this.#used++
    }
    this.#free = this.rows.words[row * wordsPerRow + at.after]!
    blank(this.rows, row)
    return row
  }

  #grow(): void {
    const { bytes } = this.rows
    this.#capacity = this.#most
    this.rows = joinRows(this.#capacity)
    this.rows.bytes.set(bytes)
  }

  remove(row: number): void {
    this.#leave(row)
    const { words } = this.rows
    this.index.remove(row, words[row * wordsPerRow + at.hash]!)
    words[row * wordsPerRow + at.after] = this.#free
    this.#free = row
  }

  /** Puts a row at the end of a waiting list. */
  wait(row: number, list: number): void {
    if (this.#tails[list] === row) return
    this.#leave(row)
    const { words, bytes } = this.rows
    const tail = this.#tails[list]!
    bytes[row * bytesPerRow + at.list] = list
    words[row * wordsPerRow + at.before] = tail
    words[row * wordsPerRow + at.after] = none
    if (tail === none) this.#heads[list] = row
    else words[tail * wordsPerRow + at.after] = row
    this.#tails[list] = row
  }

  /** The row of a list that waits longest; -1 where it is empty. */
  head(list: number): number {
    return this.#heads[list]!
  }

  #leave(row: number): void {
    const { words, bytes } = this.rows
    const list = bytes[row * bytesPerRow + at.list]!
    if (list === unlisted) return
    const before = words[row * wordsPerRow + at.before]!
    const after = words[row * wordsPerRow + at.after]!
    if (before === none) this.#heads[list] = after
    else words[before * wordsPerRow + at.after] = after
    if (after === none) this.#tails[list] = before
    else words[after * wordsPerRow + at.before] = before
    bytes[row * bytesPerRow + at.list] = unlisted
  }
}

/** A hash of the ends of a session. */
export function hashKey(
  low: number,
  high: number,
  lowPort: number,
  highPort: number,
  protocol: number,
): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ (lowPort | (highPort << 16)), 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ protocol, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
