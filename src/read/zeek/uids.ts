/** The hashes of a set of uids, in memory that threads share. */
export interface UidTable {
  readonly first: Int32Array
  readonly second: Int32Array
}

const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4))

/**
 * A set of uids as two 32-bit hashes each, in open addressing: 8 bytes an entry, at most half full.
 * Two of ten million uids share both hashes with a chance of 3 in a million.
 */
export class Uids {
  #first: Int32Array
  #second: Int32Array
  #size = 0
  /** The two hashes of the uid that was asked for last. */
  #a = 0
  #b = 0

  /** With the table of another set: one that is only asked. */
  constructor(table: UidTable = { first: sharedInts(1 << 12), second: sharedInts(1 << 12) }) {
    this.#first = table.first
    this.#second = table.second
  }

  /** For other threads to ask; later additions may not show in it. */
  get table(): UidTable {
    return { first: this.#first, second: this.#second }
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    this.#hash(bytes, from, to)
    this.#put(this.#a, this.#b)
  }

  has(bytes: Uint8Array, from: number, to: number): boolean {
    this.#hash(bytes, from, to)
    return this.#second[this.#slot(this.#a, this.#b)] !== 0
  }

  /** Both hashes in one pass: the same mixing from two starts with two multipliers. */
  #hash(bytes: Uint8Array, from: number, to: number): void {
    let a = 0x811c9dc5
    let b = 0x3c6ef372
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      a = Math.imul(a ^ byte, 0x01000193)
      b = Math.imul(b ^ byte, 0x5bd1e995) ^ (b >>> 15)
    }
    this.#a = finish(a)
    this.#b = finish(b) || 1
  }

  /** Where the pair is, or the free slot where it belongs. A second hash of 0 marks a free slot. */
  #slot(a: number, b: number): number {
    const mask = this.#first.length - 1
    let slot = a & mask
    while (this.#second[slot] !== 0 && (this.#first[slot] !== a || this.#second[slot] !== b))
      slot = (slot + 1) & mask
    return slot
  }

  #put(a: number, b: number): void {
    const slot = this.#slot(a, b)
    if (this.#second[slot] !== 0) return
    this.#first[slot] = a
    this.#second[slot] = b
    if (++this.#size * 2 > this.#first.length) this.#grow()
  }

  #grow(): void {
    const first = this.#first
    const second = this.#second
    // Moving all takes long: fourfold while that costs little room.
    const length = first.length * (first.length < 1 << 20 ? 4 : 2)
    this.#first = sharedInts(length)
    this.#second = sharedInts(length)
    this.#size = 0
    for (let i = 0; i < first.length; i++) if (second[i] !== 0) this.#put(first[i]!, second[i]!)
  }
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
