/** Counters of one byte; two are kept for each end, among 64 that lie together, of which the smaller counts. */
const slots = 2 ** 22
/** Sessions after which every counter is halved: old servers fade, and chance meetings of ends stay below a handful. */
const halfLife = 2 ** 20

/** An end that so many sessions had, and at least `margin` times as many as the other, is the server of the two. */
const enough = 8
const margin = 4
/** The same where the other end's port is a server's: an ephemeral port that happens to be one. */
const plenty = 32
const hardlyAny = 2

/**
 * What the sessions so far say about who serves: the address and port of a server recur in sessions with ever new ends,
 * those of a client do not. Memory is fixed.
 */
export class JoinServers {
  readonly #counts = new Uint8Array(slots)
  #learned = 0

  /** A session whose server is known, or one in which either end may be it. */
  learn(protocol: number, host: number, port: number): void {
    const h = hash(protocol, host, port)
    this.#count(h & (slots - 1))
    this.#count(second(h))
    if (++this.#learned < 2 * halfLife) return
    this.#learned = 0
    for (let i = 0; i < slots; i++) this.#counts[i]! >>= 1
  }

  /** The end that history knows for a server: 0 the first, 1 the second, -1 where it does not tell. */
  server(protocol: number, host: number, port: number, other: number, otherPort: number): -1 | 0 | 1 {
    const a = this.#seen(protocol, host, port)
    const b = this.#seen(protocol, other, otherPort)
    if (a >= enough && a >= b * margin) return 0
    return b >= enough && b >= a * margin ? 1 : -1
  }

  /** Whether history is strong enough to speak against an end whose port is a server's. */
  contradicts(protocol: number, host: number, port: number, server: number, serverPort: number): boolean {
    return this.#seen(protocol, host, port) >= plenty && this.#seen(protocol, server, serverPort) <= hardlyAny
  }

  #count(slot: number): void {
    if (this.#counts[slot]! < 255) this.#counts[slot]!++
  }

  #seen(protocol: number, host: number, port: number): number {
    const h = hash(protocol, host, port)
    return Math.min(this.#counts[h & (slots - 1)]!, this.#counts[second(h)]!)
  }
}

/** Another place near the first, which comes into the processor's cache with it. */
const second = (h: number): number => (h & (slots - 64)) | (Math.imul(h, 0x9e3779b1) >>> 26)

function hash(protocol: number, host: number, port: number): number {
  const h = Math.imul(host, 0x85ebca77) ^ Math.imul((port << 8) | protocol, 0xc2b2ae3d)
  return Math.imul(h ^ (h >>> 15), 0x27d4eb2f) ^ (h >>> 13)
}
