/** IPv4 addresses to numbers: an open-addressed table, an address and its number side by side. */
export class Ip4Ids {
  /** An address, and its number plus one: 0 where the place is free. */
  #slots = new Int32Array(2 * 4096)
  #size = 0

  /** The number of an address, which becomes `fresh` where it has none. */
  id(address: number, fresh: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    const wanted = address | 0
    let slot = placeOf(wanted) & mask
    for (let id = slots[slot + 1]!; id !== 0; id = slots[slot + 1]!) {
      if (slots[slot] === wanted) return id - 1
      slot = (slot + 2) & mask
    }
    slots[slot] = wanted
    slots[slot + 1] = fresh + 1
    if (++this.#size * 4 > slots.length) this.#grow()
    return fresh
  }

  #grow(): void {
    const from = this.#slots
    const to = new Int32Array(from.length * 2)
    const mask = to.length - 1
    for (let i = 0; i < from.length; i += 2) {
      if (from[i + 1] === 0) continue
      let slot = placeOf(from[i]!) & mask
      while (to[slot + 1] !== 0) slot = (slot + 2) & mask
      to[slot] = from[i]!
      to[slot + 1] = from[i + 1]!
    }
    this.#slots = to
  }
}

/** Even, and spread over all places. */
function placeOf(address: number): number {
  const h = Math.imul(address ^ (address >>> 16), 0x9e3779b1)
  return (h ^ (h >>> 15)) << 1
}
