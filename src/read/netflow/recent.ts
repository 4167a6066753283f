/** Datagrams among which a copy is looked for: copies follow soon, after the rest of a burst. */
const kept = 1024

/**
 * The datagrams that came last, as 53 bits of hash each. Sequence numbers and clocks in their headers make them differ, so that equal
 * bytes are one datagram which was captured on several interfaces.
 */
export class RecentDatagrams {
  readonly #order = new Float64Array(kept)
  readonly #hashes = new Set<number>()
  #count = 0

  /** Whether such a datagram came before from the same exporter; it is one of the last from now on. */
  has(exporter: number, view: DataView, at: number, end: number): boolean {
    let a = exporter ^ 0x811c9dc5
    let b = (end - at) ^ 0x2545f491
    for (; end - at >= 4; at += 4) {
      const word = view.getInt32(at)
      a = Math.imul(a ^ word, 0x01000193)
      a ^= a >>> 15
      b = Math.imul(b ^ word, 0x5bd1e995)
      b ^= b >>> 13
    }
    for (; at < end; at++) a = Math.imul(a ^ view.getUint8(at), 0x01000193)
    return this.#keep((a >>> 0) * 2 ** 21 + (b >>> 11))
  }

  #keep(hash: number): boolean {
    if (this.#hashes.has(hash)) return true
    const place = this.#count++ % kept
    if (this.#count > kept) this.#hashes.delete(this.#order[place]!)
    this.#order[place] = hash
    this.#hashes.add(hash)
    return false
  }
}
