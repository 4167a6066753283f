import * as at from './join-rows.ts'
import { blank, grown, wordsPerRow } from './join-rows.ts'

const none = -1

/**
 * Open sessions as rows of typed arrays, found by their two ends, in waiting lists ordered by their last record.
 * Several rows may have the same ends. `rows` is replaced when the table grows.
 */
export class JoinTable {
  rows = grown(undefined, 1024)
  size = 0
  #capacity = 1024
  #used = 0
  #free = none
  #buckets = new Int32Array(2048).fill(none)
  readonly #heads: Int32Array
  readonly #tails: Int32Array

  constructor(lists: number) {
    this.#heads = new Int32Array(lists).fill(none)
    this.#tails = new Int32Array(lists).fill(none)
  }

  /** The first row of the bucket that rows with these ends are in; `rows.next` leads to the others; -1 ends it. */
  bucket(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    return this.#buckets[hash(low, high, lowPort, highPort, protocol) & (this.#buckets.length - 1)]!
  }

  isOf(row: number, low: number, high: number, lowPort: number, highPort: number, protocol: number): boolean {
    const { rows } = this
    return (
      rows.words[row * wordsPerRow + at.low] === low &&
      rows.words[row * wordsPerRow + at.high] === high &&
      rows.words[row * wordsPerRow + at.lowPort] === lowPort &&
      rows.words[row * wordsPerRow + at.highPort] === highPort &&
      rows.words[row * wordsPerRow + at.protocol] === protocol
    )
  }

  /** A new row with these ends, in no list yet; all else in it is 0. */
  insert(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
    const row = this.#take()
    const { rows } = this
    rows.words[row * wordsPerRow + at.low] = low
    rows.words[row * wordsPerRow + at.high] = high
    rows.words[row * wordsPerRow + at.lowPort] = lowPort
    rows.words[row * wordsPerRow + at.highPort] = highPort
    rows.words[row * wordsPerRow + at.protocol] = protocol
    blank(rows, row)
    rows.words[row * wordsPerRow + at.list] = 255
    if (++this.size > this.#buckets.length) this.#rehash()
    else this.#chain(row)
    return row
  }

  remove(row: number): void {
    const { rows } = this
    this.#leave(row)
    const bucket = this.#bucketOf(row)
    if (this.#buckets[bucket] === row) this.#buckets[bucket] = rows.words[row * wordsPerRow + at.next]!
    else {
      let link = this.#buckets[bucket]!
      while (rows.words[link * wordsPerRow + at.next] !== row)
        link = rows.words[link * wordsPerRow + at.next]!
      rows.words[link * wordsPerRow + at.next] = rows.words[row * wordsPerRow + at.next]!
    }
    rows.words[row * wordsPerRow + at.next] = this.#free
    this.#free = row
    this.size--
  }

  /** Puts a row at the end of a waiting list. */
  wait(row: number, list: number): void {
    this.#leave(row)
    const { rows } = this
    const tail = this.#tails[list]!
    rows.words[row * wordsPerRow + at.list] = list
    rows.words[row * wordsPerRow + at.before] = tail
    rows.words[row * wordsPerRow + at.after] = none
    if (tail === none) this.#heads[list] = row
    else rows.words[tail * wordsPerRow + at.after] = row
    this.#tails[list] = row
  }

  /** The row of a list that waits longest; -1 where it is empty. */
  head(list: number): number {
    return this.#heads[list]!
  }

  #leave(row: number): void {
    const { rows } = this
    const list = rows.words[row * wordsPerRow + at.list]!
    if (list === 255) return
    const before = rows.words[row * wordsPerRow + at.before]!
    const after = rows.words[row * wordsPerRow + at.after]!
    if (before === none) this.#heads[list] = after
    else rows.words[before * wordsPerRow + at.after] = after
    if (after === none) this.#tails[list] = before
    else rows.words[after * wordsPerRow + at.before] = before
    rows.words[row * wordsPerRow + at.list] = 255
  }

  #take(): number {
    const row = this.#free
    if (row !== none) {
      this.#free = this.rows.words[row * wordsPerRow + at.next]!
      return row
    }
    if (this.#used === this.#capacity) this.rows = grown(this.rows, (this.#capacity *= 4))
    return this.#used++
  }

  #bucketOf(row: number): number {
    const { rows } = this
    const mask = this.#buckets.length - 1
    return (
      hash(
        rows.words[row * wordsPerRow + at.low]!,
        rows.words[row * wordsPerRow + at.high]!,
        rows.words[row * wordsPerRow + at.lowPort]!,
        rows.words[row * wordsPerRow + at.highPort]!,
        rows.words[row * wordsPerRow + at.protocol]!,
      ) & mask
    )
  }

  #chain(row: number): void {
    const bucket = this.#bucketOf(row)
    this.rows.words[row * wordsPerRow + at.next] = this.#buckets[bucket]!
    this.#buckets[bucket] = row
  }

  #rehash(): void {
    const free = new Set<number>()
    for (let row = this.#free; row !== none; row = this.rows.words[row * wordsPerRow + at.next]!)
      free.add(row)
    this.#buckets = new Int32Array(this.#buckets.length * 2).fill(none)
    for (let row = 0; row < this.#used; row++) if (!free.has(row)) this.#chain(row)
  }
}

function hash(low: number, high: number, lowPort: number, highPort: number, protocol: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ (lowPort | (highPort << 16)), 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ protocol, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
