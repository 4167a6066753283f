/** Somebody's word, on one day, that an address is a host's. */
export interface NameClaim {
  /** The name as it was written, and what tells it from others. */
  text: string
  readonly key: string
  /** How trusted its source is: 0 the most. */
  readonly rank: number
  /** Days since 1970-01-01, and whose records tell it. */
  readonly day: number
  readonly view: number
  /** When it was first said that day, and last, epoch seconds. */
  ts: number
  last: number
  /** Whether a server let in who said so. */
  sure: boolean
}

/** Claims of one address. */
export const mostOfAddress = 512

/** The claims of one address: where there is no room for all, the most trusted, and of these the latest. Independent of the order of adding. */
export class NameClaims {
  readonly #claims = new Map<string, NameClaim>()
  #worst: NameClaim | undefined
  /** Whether there were more than there was room for. */
  isOver = false

  all(): Iterable<NameClaim> {
    return this.#claims.values()
  }

  /** Adds a claim where at most `most` are kept; returns by how many they have become more. */
  add(claim: NameClaim, most: number): number {
    const id = idOf(claim)
    const known = this.#claims.get(id)
    if (known) {
      known.ts = Math.min(known.ts, claim.ts)
      known.last = Math.max(known.last, claim.last)
      known.sure ||= claim.sure
      if (claim.text < known.text) known.text = claim.text
      return 0
    }
    if (this.#claims.size < most) {
      this.#claims.set(id, claim)
      this.#worst = undefined
      return 1
    }
    this.isOver = true
    this.#worst ??= [...this.#claims.values()].reduce((a, b) => (worth(a, b) > 0 ? a : b))
    if (worth(claim, this.#worst) > 0) return 0
    this.#claims.delete(idOf(this.#worst))
    this.#claims.set(id, claim)
    this.#worst = undefined
    return 0
  }

  /** Keeps the best `most`; returns how many there are now. */
  keep(most: number): number {
    if (this.#claims.size <= most) return this.#claims.size
    this.isOver = true
    this.#worst = undefined
    for (const claim of [...this.#claims.values()].sort(worth).slice(most)) this.#claims.delete(idOf(claim))
    return most
  }
}

const idOf = ({ rank, day, view, key }: NameClaim): string => `${rank} ${day} ${view} ${key}`

/** By what does not change: which are kept must not depend on what came when. */
const worth = (a: NameClaim, b: NameClaim): number =>
  a.rank - b.rank || b.day - a.day || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.view - b.view)
