import * as at from './join-rows.ts'
import { blank, bytesPerRow, joinRows, wordsPerRow } from './join-rows.ts'

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
  size = 0
  readonly #most: number
  #capacity: number
  #used = 0
  #free = none
  /** The first row of each bucket, plus 1; 0 where it is empty. */
  #buckets: Int32Array
  readonly #heads: Int32Array
  readonly #tails: Int32Array

  /** The caller inserts no more than `most` rows. */
  constructor(lists: number, most: number) {
    this.#most = most
    this.#capacity = Math.min(few, most)
    this.rows = joinRows(this.#capacity)
    this.#buckets = buckets(this.#capacity)
    this.#heads = new Int32Array(lists).fill(none)
    this.#tails = new Int32Array(lists).fill(none)
  }

  /** The first row of the bucket that rows with these ends are in; `rows.next` leads to the others; -1 ends it. */
  bucket(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    return this.#buckets[hash(low, high, lowPort, highPort, protocol) & (this.#buckets.length - 1)]! - 1
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

  /** A new row with these ends, in no list yet; all else in it is 0. */
  insert(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    const row = this.#take()
    const { words, bytes } = this.rows
    const base = row * wordsPerRow
    words[base + at.low] = low
    words[base + at.high] = high
    words[base + at.lowPort] = lowPort
    words[base + at.highPort] = highPort
    bytes[row * bytesPerRow + at.protocol] = protocol
    bytes[row * bytesPerRow + at.list] = unlisted
    this.#chain(row)
    this.size++
    return row
  }

  /** A row that nobody uses, all of it 0. */
  #take(): number {
    const row = this.#free
    if (row === none) {
      if (this.#used === this.#capacity) this.#grow()
      return this.#used++
    }
    this.#free = this.rows.words[row * wordsPerRow + at.next]!
    blank(this.rows, row)
    return row
  }

  #grow(): void {
    const { bytes } = this.rows
    this.#capacity = this.#most
    this.rows = joinRows(this.#capacity)
    this.rows.bytes.set(bytes)
    this.#buckets = buckets(this.#capacity)
    for (let row = 0; row < this.#used; row++) this.#chain(row)
  }

  #chain(row: number): void {
    const bucket = this.#bucketOf(row)
    this.rows.words[row * wordsPerRow + at.next] = this.#buckets[bucket]! - 1
    this.#buckets[bucket] = row + 1
  }

  remove(row: number): void {
    this.#leave(row)
    const { words } = this.rows
    const following = words[row * wordsPerRow + at.next]!
    const bucket = this.#bucketOf(row)
    let link = this.#buckets[bucket]! - 1
    if (link === row) this.#buckets[bucket] = following + 1
    else {
      while (words[link * wordsPerRow + at.next] !== row) link = words[link * wordsPerRow + at.next]!
      words[link * wordsPerRow + at.next] = following
    }
    words[row * wordsPerRow + at.next] = this.#free
    this.#free = row
    this.size--
  }

  #bucketOf(row: number): number {
    const { words, bytes } = this.rows
    const base = row * wordsPerRow
    const protocol = bytes[row * bytesPerRow + at.protocol]!
    const [low, high] = [words[base + at.low]!, words[base + at.high]!]
    const [lowPort, highPort] = [words[base + at.lowPort]!, words[base + at.highPort]!]
    return hash(low, high, lowPort, highPort, protocol) & (this.#buckets.length - 1)
  }

  /** Puts a row at the end of a waiting list. */
  wait(row: number, list: number): void {
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

/** At least twice as many as rows. */
const buckets = (rows: number): Int32Array => new Int32Array(2 ** Math.ceil(Math.log2(2 * rows)))

function hash(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ (lowPort | (highPort << 16)), 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ protocol, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
