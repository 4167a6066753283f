/** Places that are looked at for one address. Chance needs a few; who chooses addresses that share one could need all. */
const most = 64

/** IPv6 addresses as small numbers, found without making a string: an open-addressed table, and four words for each number. */
export class Ip6Ids {
  #words = new Int32Array(4 * 1024)
  /** A number plus one: 0 where the place is free. */
  #index = new Int32Array(4096)
  #size = 0
  /** Those for which there was no free place near. */
  #crowded = new Map<string, number>()

  /** How many have a number. */
  get size(): number {
    return this.#size
  }

  /** The number of the 16 bytes at `at`. */
  id(view: DataView, at: number): number {
    return this.of(view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12))
  }

  /** The number of an address in four 32-bit words, high word first: the next one where it has none. */
  of(a: number, b: number, c: number, d: number): number {
    const slot = this.#place(a | 0, b | 0, c | 0, d | 0)
    if (slot < 0) return this.#crowdedId(a | 0, b | 0, c | 0, d | 0)
    const entry = this.#index[slot]!
    if (entry !== 0) return entry - 1
    const id = this.#add(a, b, c, d)
    this.#index[slot] = id + 1
    if (this.#size * 2 > this.#index.length) this.#rehash()
    return id
  }

  /** The number of an address; -1 where it has none. */
  known(a: number, b: number, c: number, d: number): number {
    const slot = this.#place(a | 0, b | 0, c | 0, d | 0)
    return slot < 0 ? (this.#crowded.get(keyOf(a | 0, b | 0, c | 0, d | 0)) ?? -1) : this.#index[slot]! - 1
  }

  /** The four words of an address, unsigned, high word first. */
  words(id: number): [number, number, number, number] {
    const word = (i: number) => this.#words[id * 4 + i]! >>> 0
    return [word(0), word(1), word(2), word(3)]
  }

  /** Where an address is, or the free place where it belongs; -1 where there is neither near. */
  #place(a: number, b: number, c: number, d: number): number {
    const index = this.#index
    const words = this.#words
    const mask = index.length - 1
    let slot = hash(a, b, c, d) & mask
    for (let tries = 0; tries < most; tries++) {
      const entry = index[slot]!
      if (entry === 0) return slot
      const at = (entry - 1) * 4
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return slot
      slot = (slot + 1) & mask
    }
    return -1
  }

  #crowdedId(a: number, b: number, c: number, d: number): number {
    const key = keyOf(a, b, c, d)
    const known = this.#crowded.get(key)
    if (known !== undefined) return known
    const id = this.#add(a, b, c, d)
    this.#crowded.set(key, id)
    return id
  }

  #add(a: number, b: number, c: number, d: number): number {
    const at = 4 * this.#size
    if (this.#words.length === at) {
      const words = new Int32Array(this.#words.length * 2)
      words.set(this.#words)
      this.#words = words
    }
    this.#words[at] = a
    this.#words[at + 1] = b
    this.#words[at + 2] = c
    this.#words[at + 3] = d
    return this.#size++
  }

  /** All are put in anew: one that was crowded out may have a free place now, where it would be looked for. */
  #rehash(): void {
    this.#index = new Int32Array(this.#index.length * 2)
    this.#crowded = new Map()
    const words = this.#words
    for (let id = 0; id < this.#size; id++) {
      const [a, b, c, d] = [words[4 * id]!, words[4 * id + 1]!, words[4 * id + 2]!, words[4 * id + 3]!]
      const slot = this.#place(a, b, c, d)
      if (slot < 0) this.#crowded.set(keyOf(a, b, c, d), id)
      else this.#index[slot] = id + 1
    }
  }
}

const keyOf = (a: number, b: number, c: number, d: number): string => `${a},${b},${c},${d}`

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ c, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ d, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
