/** IPv6 addresses as small numbers, found without making a string: an open-addressed table of four words each. */
export class Ip6Ids {
  #words = new Int32Array(4 * 1024)
  #index = new Int32Array(4096)
  #size = 0

  /** The id of the 16 bytes at `at`. */
  id(view: DataView, at: number): number {
    const a = view.getInt32(at)
    const b = view.getInt32(at + 4)
    const c = view.getInt32(at + 8)
    const d = view.getInt32(at + 12)
    const index = this.#index
    const words = this.#words
    const mask = index.length - 1
    let slot = hash(a, b, c, d) & mask
    for (let entry = index[slot]!; entry !== 0; entry = index[slot]!) {
      const at = (entry - 1) * 4
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d)
        return entry - 1
      slot = (slot + 1) & mask
    }
    return this.#add(slot, a, b, c, d)
  }

  /** The four words of an address, unsigned, high word first. */
  words(id: number): [number, number, number, number] {
    const word = (i: number) => this.#words[id * 4 + i]! >>> 0
    return [word(0), word(1), word(2), word(3)]
  }

  #add(slot: number, a: number, b: number, c: number, d: number): number {
    const id = this.#size++
    if (this.#words.length < this.#size * 4) this.#grow()
    this.#words.set([a, b, c, d], id * 4)
    this.#index[slot] = id + 1
    if (this.#size * 2 > this.#index.length) this.#rehash()
    return id
  }

  #grow(): void {
    const words = new Int32Array(this.#words.length * 2)
    words.set(this.#words)
    this.#words = words
  }

  #rehash(): void {
    const index = new Int32Array(this.#index.length * 2)
    const mask = index.length - 1
    for (let id = 0; id < this.#size; id++) {
      const [a, b, c, d] = this.words(id)
      let slot = hash(a, b, c, d) & mask
      while (index[slot] !== 0) slot = (slot + 1) & mask
      index[slot] = id + 1
    }
    this.#index = index
  }
}

function hash(a: number, b: number, c: number, d: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ c, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ d, 0x27d4eb2f)
  return h ^ (h >>> 16)
}
