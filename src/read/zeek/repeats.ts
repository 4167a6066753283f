import { HashPairs, PairHash } from './hash-pairs.ts'

/** The ends of a connection, and when it or something in it was seen. */
export interface Sight {
  readonly src: number
  readonly dst: number
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly ts: number
}

/** `row`: the same row again, in another file or form. `copy`: what another worker saw too, under a uid of its own. '' neither. */
export type Repeat = '' | 'row' | 'copy'

/** Workers that each get a packet see it so many seconds apart at most; no client comes back on the same ports as soon. */
const together = 0.02
/** Times are counted in steps of half of that: of two steps side by side all times are within it, and so are those at most a step apart. */
const step = together / 2
/** Rows of one connection give its start with milliseconds at least. */
const rounding = 0.002
/** A uid that comes again with the same ends so many seconds later is another connection: Zeek run with fixed seeds uses them again. */
const reused = 60
/** Connections by uid that are remembered, up to twice as many. */
const mostUids = 4_000_000

/** Pairs of this day of reading and of the one before: a log and its copy are of one day, and memory has an end. */
class RecentPairs {
  #before = new HashPairs()
  #now = new HashPairs()

  /** How many were added since the last pruning. */
  get size(): number {
    return this.#now.size
  }

  has({ a, b }: PairHash): boolean {
    return this.#now.has(a, b) || this.#before.has(a, b)
  }

  /** Adds what a hash stands for; whether it is new. */
  add(hash: PairHash): boolean {
    return !this.#before.has(hash.a, hash.b) && this.#now.add(hash.a, hash.b)
  }

  prune(): void {
    this.#before = this.#now
    this.#now = new HashPairs()
  }
}

/** Copies of connections that last, after which attempts that nobody took up are copies too: scanners repeat those at once. */
const enough = 3

/**
 * Tells connections that came before. One uid with the same ends and start is one connection. Two of the same ends are copies where
 * both last longer than lies between their starts.
 */
export class ConnRepeats {
  readonly #hash = new PairHash()
  readonly #uids = new RecentPairs()
  readonly #starts = new RecentPairs()
  #copies = 0

  /** The uid is in `bytes`; there is none where `from` is below 0. `duration` is in seconds. */
  of(seen: Sight, duration: number, bytes: Uint8Array, from: number, to: number): Repeat {
    if (from >= 0 && this.#isKnown(seen, bytes, from, to)) return 'row'
    const lasts = duration >= together
    const slot = Math.floor(seen.ts / step)
    const { a, b } = ends(this.#hash, seen)
    const at = (near: number) => this.#hash.from(a, b).number(near * 2 + Number(lasts)).end() // prettier-ignore
    const isThere =
      this.#starts.has(at(slot - 1)) || this.#starts.has(at(slot + 1)) || this.#starts.has(at(slot))
    if (isThere && from < 0) return 'row'
    if (isThere && lasts) this.#copies++
    if (isThere && (lasts || this.#copies >= enough)) return 'copy'
    this.#starts.add(at(slot))
    return ''
  }

  /** Whether a uid came with these ends and this start; it has now. */
  #isKnown(seen: Sight, bytes: Uint8Array, from: number, to: number): boolean {
    const { a, b } = ends(this.#hash, seen).bytes(bytes, from, to)
    const at = (ts: number) => this.#hash.from(a, b).number(Math.floor(ts / reused)).end() // prettier-ignore
    if (this.#uids.has(at(seen.ts - rounding)) || this.#uids.has(at(seen.ts + rounding))) return true
    this.#uids.add(at(seen.ts))
    if (this.#uids.size >= mostUids) this.#uids.prune()
    return false
  }

  /** A new day begins. */
  prune(): void {
    this.#starts.prune()
  }
}

/** Tells rows of the other logs that came before, by what they say. One connection may have many that say the same. */
export class EventRepeats {
  readonly #hash = new PairHash()
  readonly #rows = new RecentPairs()
  readonly #seen = new RecentPairs()
  readonly #own = new RecentPairs()

  /** `said` is all that the row says beside its ends, its time and its uid. */
  of(seen: Sight, uid: string, said: string): Repeat {
    const row = () => ends(this.#hash, seen).text(said)
    if (
      !this.#rows.add(
        row()
          .text(uid)
          .number(Math.round(seen.ts * 1e6))
          .end(),
      )
    )
      return 'row'
    if (uid === '' || seen.src < 0 || seen.dst < 0) return ''
    const slot = Math.floor(seen.ts / step)
    let [others, own] = [false, false]
    for (let near = slot - 1; near <= slot + 1; near++) {
      others ||= this.#seen.has(row().number(near).end())
      own ||= this.#own.has(row().number(near).text(uid).end())
    }
    if (others && !own) return 'copy'
    this.#seen.add(row().number(slot).end())
    this.#own.add(row().number(slot).text(uid).end())
    return ''
  }

  /** A new day begins. */
  prune(): void {
    for (const pairs of [this.#rows, this.#seen, this.#own]) pairs.prune()
  }
}

const ends = (hash: PairHash, { src, dst, srcPort, dstPort, protocol }: Sight): PairHash =>
  hash
    .start()
    .number(src)
    .number(dst)
    .number(srcPort * 65_536 + dstPort)
    .number(protocol)

const said = {
  row: 'rows that came before, in another file or form; counted once',
  copy: 'what several workers of a cluster saw whole, or sensors whose logs are in one folder; counted once. Check how the sensor shares packets out among its workers',
} as const

/** What is noted of a repeat in a kind of log. */
export const repeatNote = (kind: string, repeat: 'row' | 'copy'): string => `${kind}.log: ${said[repeat]}`
