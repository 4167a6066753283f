/** A seeded generator of chances: the same seed gives the same drill (mulberry32). */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to 1. */
  share(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  between(from: number, to: number): number {
    return from + (to - from) * this.share()
  }

  /** A whole number, both ends inclusive. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1))
  }

  pick<Value>(values: readonly Value[]): Value | undefined {
    return values[Math.floor(this.share() * values.length)]
  }

  /** The values in a new order. */
  shuffled<Value>(values: readonly Value[]): Value[] {
    const all = [...values]
    for (let i = all.length - 1; i > 0; i--) {
      const j = Math.floor(this.share() * (i + 1))
      ;[all[i], all[j]] = [all[j]!, all[i]!]
    }
    return all
  }
}
