/**
 * Finds rows by the hash of their keys: open addressing with linear steps, at most half full. Keys are in the rows, which are
 * not looked at here. Rows of one hash are found in the order in which they were put in.
 */
export class RowIndex {
  /** Two words a slot: a row's number + 1, or 0 where there is none, and its hash, which spares looking at most wrong rows. */
  #slots = new Int32Array(2 * 2048)
  size = 0

  /** The slot of the first row that has this hash, a 32-bit integer; -1 where none has. */
  first(hash: number): number {
    return this.#from((hash << 1) & (this.#slots.length - 2), hash)
  }

  /** The slot of the next row that has the same hash as the one in `slot`; -1 where none has. */
  next(slot: number, hash: number): number {
    return this.#from((slot + 2) & (this.#slots.length - 2), hash)
  }

  #from(slot: number, hash: number): number {
    const slots = this.#slots
    const mask = slots.length - 2
    for (; slots[slot] !== 0; slot = (slot + 2) & mask) if (slots[slot + 1] === hash) return slot
    return -1
  }

  /** The row in a slot, until rows are put in or taken out. */
  row(slot: number): number {
    return this.#slots[slot]! - 1
  }

  insert(row: number, hash: number): void {
    if (++this.size * 4 > this.#slots.length) this.#grow()
    this.#put(row + 1, hash)
  }

  #put(entry: number, hash: number): void {
    const slots = this.#slots
    const mask = slots.length - 2
    let slot = (hash << 1) & mask
    while (slots[slot] !== 0) slot = (slot + 2) & mask
    slots[slot] = entry
    slots[slot + 1] = hash
  }

  /** From a free slot on, so that rows of one hash keep their order. */
  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * 2)
    let free = 0
    while (old[free] !== 0) free += 2
    for (let i = 0; i < old.length; i += 2) {
      const slot = (free + i) & (old.length - 2)
      if (old[slot] !== 0) this.#put(old[slot]!, old[slot + 1]!)
    }
  }

  /** Takes a row out and closes the hole: what was pushed past it moves back (Knuth, volume 3, 6.4, algorithm R). */
  remove(row: number, hash: number): void {
    const slots = this.#slots
    const mask = slots.length - 2
    let hole = (hash << 1) & mask
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
