/** Places that are looked at for one address. Chance needs a few; who chooses addresses that share one could need all. */
const most = 64

/** IPv4 addresses to numbers: an open-addressed table, an address and its number side by side. */
export class Ip4Ids {
  /** An address, and its number plus one: 0 where the place is free. */
  #slots = new Int32Array(2 * 4096)
  #size = 0
  /** Those for which there was no free place near. */
  #crowded = new Map<number, number>()

  /** The number of an address, which becomes `fresh` where it has none. */
  id(address: number, fresh: number): number {
    const wanted = address | 0
    const slot = placeIn(this.#slots, wanted)
    if (slot < 0) return this.#crowdedId(wanted, fresh)
    const id = this.#slots[slot + 1]!
    if (id !== 0) return id - 1
    this.#slots[slot] = wanted
    this.#slots[slot + 1] = fresh + 1
    if (++this.#size * 4 > this.#slots.length) this.#grow()
    return fresh
  }

  /** The number of an address; -1 where it has none. */
  known(address: number): number {
    const wanted = address | 0
    const slot = placeIn(this.#slots, wanted)
    return slot < 0 ? (this.#crowded.get(wanted) ?? -1) : this.#slots[slot + 1]! - 1
  }

  #crowdedId(address: number, fresh: number): number {
    const id = this.#crowded.get(address)
    if (id === undefined) this.#crowded.set(address, fresh)
    return id ?? fresh
  }

  /** All are put in anew: one that was crowded out may have a free place now, where it would be looked for. */
  #grow(): void {
    const slots = this.#slots
    const crowded = this.#crowded
    this.#slots = new Int32Array(slots.length * 2)
    this.#crowded = new Map()
    this.#size = 0
    for (let i = 0; i < slots.length; i += 2) if (slots[i + 1] !== 0) this.#put(slots[i]!, slots[i + 1]! - 1)
    for (const [address, id] of crowded) this.#put(address, id)
  }

  #put(address: number, id: number): void {
    const slot = placeIn(this.#slots, address)
    if (slot < 0) {
      this.#crowded.set(address, id)
      return
    }
    this.#slots[slot] = address
    this.#slots[slot + 1] = id + 1
    this.#size++
  }
}

/** Where an address is, or the free place where it belongs; -1 where there is neither near. */
function placeIn(slots: Int32Array, address: number): number {
  const mask = slots.length - 1
  let slot = placeOf(address) & mask
  for (let tries = 0; tries < most; tries++) {
    if (slots[slot + 1] === 0 || slots[slot] === address) return slot
    slot = (slot + 2) & mask
  }
  return -1
}

/** Even, and spread over all places. */
function placeOf(address: number): number {
  const h = Math.imul(address ^ (address >>> 16), 0x9e3779b1)
  return (h ^ (h >>> 15)) << 1
}
