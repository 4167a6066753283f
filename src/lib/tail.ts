import { bisectRight, mean } from 'd3-array'
import { SortedRuns } from './sorted-runs.ts'
import { bits } from './stats.ts'

/**
 * How rare a score is among the scores seen so far: empirical below the 98th percentile, an exponential tail above it,
 * so that a score beyond all history still ranks (peaks over threshold, with the exponential as the limit law).
 */
export class Tail {
  readonly #values = new SortedRuns()
  #fitted: Fit | undefined
  size = 0

  /** Takes a value. */
  add(value: number): void {
    this.addZeros(1)
    this.replaceZero(value)
  }

  /** Takes so many values of zero: they are counted alone. */
  addZeros(count: number): void {
    this.size += count
    this.#fitted = undefined
  }

  /** Takes a value in the place of a zero. */
  replaceZero(value: number): void {
    if (value !== 0) this.#values.add(value)
    this.#fitted = undefined
  }

  /** Bits of P(X >= value). */
  bits(value: number): number {
    if (value <= 0) return 0
    this.#fitted ??= fit(this.#values, this.size)
    const { threshold, excess, share } = this.#fitted
    if (value > threshold) return bits(share) + (value - threshold) / excess / Math.LN2
    const above = this.#values.atLeast(value)
    return bits((above + 1) / (this.size + 1))
  }
}

interface Fit {
  /** Where the tail begins. */
  readonly threshold: number
  /** Mean excess above it. */
  readonly excess: number
  /** Share of the values above it. */
  readonly share: number
}

/** Tails are not believed to fall faster than this, in bits. */
const leastExcess = 0.7
const unknownExcess = 3

/** Fits the tail of `size` values, of which those above zero are there. */
function fit(values: SortedRuns, size: number): Fit {
  const top = values.top(size - Math.floor(size * 0.98))
  const threshold = top.length < size - Math.floor(size * 0.98) ? 0 : (top[0] ?? 0)
  const above = top.subarray(bisectRight(top, threshold))
  const excess = Math.max(leastExcess, mean(above, value => value - threshold) ?? unknownExcess)
  return { threshold, excess, share: Math.max(1, above.length) / Math.max(1, size) }
}
