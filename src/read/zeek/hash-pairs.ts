/** Pairs of hashes, in memory that threads share. */
export interface PairTable {
  readonly first: Int32Array
  readonly second: Int32Array
}

const sharedInts = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(length * 4))

/**
 * A set of pairs of 32-bit hashes in open addressing: 8 bytes an entry, at most half full. The second hash is never 0.
 * Two of ten million share both hashes with a chance of 3 in a million.
 */
export class HashPairs {
  #first: Int32Array
  #second: Int32Array
  #size = 0

  /** With the table of another set: one that is only asked. */
  constructor(table: PairTable = { first: sharedInts(1 << 12), second: sharedInts(1 << 12) }) {
    this.#first = table.first
    this.#second = table.second
  }

  /** For other threads to ask; later additions may not show in it. */
  get table(): PairTable {
    return { first: this.#first, second: this.#second }
  }

  /** How many pairs there are. */
  get size(): number {
    return this.#size
  }

  has(a: number, b: number): boolean {
    return this.#second[this.#slot(a, b)] !== 0
  }

  /** Adds a pair; whether it is new. */
  add(a: number, b: number): boolean {
    const slot = this.#slot(a, b)
    if (this.#second[slot] !== 0) return false
    this.#first[slot] = a
    this.#second[slot] = b
    if (++this.#size * 2 > this.#first.length) this.#grow()
    return true
  }

  /** Where the pair is, or the free slot where it belongs. A second hash of 0 marks a free slot. */
  #slot(a: number, b: number): number {
    const mask = this.#first.length - 1
    let slot = a & mask
    while (this.#second[slot] !== 0 && (this.#first[slot] !== a || this.#second[slot] !== b))
      slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const first = this.#first
    const second = this.#second
    // Moving all takes long: fourfold while that costs little room.
    const length = first.length * (first.length < 1 << 20 ? 4 : 2)
    this.#first = sharedInts(length)
    this.#second = sharedInts(length)
    this.#size = 0
    for (let i = 0; i < first.length; i++) if (second[i] !== 0) this.add(first[i]!, second[i]!)
  }
}

/** Two hashes of what is put in one after another, mixed in the same way from two starts with two multipliers. */
export class PairHash {
  a = 0
  b = 0

  start(): this {
    return this.from(0x811c9dc5, 0x3c6ef372)
  }

  /** Goes on from where the hashes were these. */
  from(a: number, b: number): this {
    this.a = a
    this.b = b
    return this
  }

  bytes(bytes: Uint8Array, from: number, to: number): this {
    let { a, b } = this
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!
      a = Math.imul(a ^ byte, 0x01000193)
      b = Math.imul(b ^ byte, 0x5bd1e995) ^ (b >>> 15)
    }
    this.a = a
    this.b = b
    return this
  }

  text(text: string): this {
    let { a, b } = this
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15)
    }
    this.a = a
    this.b = b
    return this
  }

  /** A whole number below 2^53. */
  number(value: number): this {
    const high = Math.floor(value / 2 ** 32)
    this.a = Math.imul(Math.imul(this.a ^ value, 0x01000193) ^ high, 0x01000193) ^ (this.a >>> 13)
    this.b = Math.imul(Math.imul(this.b ^ value, 0x5bd1e995) ^ high, 0x5bd1e995) ^ (this.b >>> 15)
    return this
  }

  /** Makes the hashes such that a table can take them. */
  end(): this {
    this.a = finish(this.a)
    this.b = finish(this.b) || 1
    return this
  }
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
