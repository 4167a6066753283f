/**
 * Numbers whole numbers (below 2^53) from 0 on in the order in which they are added: open addressing with linear steps, at
 * most half full, 12 bytes a slot. A Map takes four times as much and ends at 2^24 keys.
 */
export class NumberIndex {
  #keys = new Float64Array(64)
  /** A key's number + 1; 0 where there is none. */
  #numbers = new Uint32Array(64)
  size = 0

  /** The number of a key; -1 where it was never added. */
  get(key: number): number {
    return this.#numbers[this.#slotOf(key)]! - 1
  }

  /** The number of a key, which is there from now on. */
  add(key: number): number {
    const slot = this.#slotOf(key)
    const number = this.#numbers[slot]!
    if (number) return number - 1
    this.#keys[slot] = key
    this.#numbers[slot] = ++this.size
    if (2 * this.size > this.#keys.length) this.#grow()
    return this.size - 1
  }

  /** Adds a key; whether it was not there before. */
  addNew(key: number): boolean {
    const before = this.size
    return this.add(key) === before
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1
    let slot = hash(key) & mask
    while (this.#numbers[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers]
    this.#keys = new Float64Array(2 * keys.length)
    this.#numbers = new Uint32Array(2 * keys.length)
    for (let i = 0; i < keys.length; i++) {
      if (numbers[i] === 0) continue
      const slot = this.#slotOf(keys[i]!)
      this.#keys[slot] = keys[i]!
      this.#numbers[slot] = numbers[i]!
    }
  }
}

/** Mixes both halves of a key. */
function hash(key: number): number {
  const mixed = Math.imul((key >>> 0) ^ Math.imul((key / 2 ** 32) >>> 0, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
