import { bisectLeft, mean } from 'd3-array'
import { bits } from './stats.ts'

/**
 * How rare a score is among the scores seen so far: empirical below the 98th percentile, an exponential tail above it,
 * so that a score beyond all history still ranks (peaks over threshold, with the exponential as the limit law).
 */
export class Tail {
  readonly #values: number[] = []
  #fitted: Fit | undefined

  add(value: number): void {
    this.#values.push(value)
    this.#fitted = undefined
  }

  get size(): number {
    return this.#values.length
  }

  /** Bits of P(X >= value). */
  bits(value: number): number {
    this.#fitted ??= fit(this.#values)
    const { threshold, excess, share } = this.#fitted
    if (value > threshold) return bits(share) + (value - threshold) / excess / Math.LN2
    const below = bisectLeft(this.#values, value)
    return bits((this.size - below + 1) / (this.size + 1))
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

/** Sorts the values in place, and fits the tail. */
function fit(values: number[]): Fit {
  values.sort((a, b) => a - b)
  const threshold = values[Math.floor(values.length * 0.98)] ?? 0
  const above = values.slice(bisectLeft(values, threshold)).filter(value => value > threshold)
  const excess = Math.max(leastExcess, mean(above, value => value - threshold) ?? unknownExcess)
  return { threshold, excess, share: Math.max(1, above.length) / Math.max(1, values.length) }
}
