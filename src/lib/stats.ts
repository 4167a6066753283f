import { bisectLeft } from 'd3-array'

/** Bits of surprise of a probability: −log2 p, never negative, at most 1,000. */
export const bits = (probability: number): number =>
  probability >= 1 ? 0 : Math.min(1000, -Math.log2(Math.max(probability, Number.MIN_VALUE)))

/**
 * Bits of P(X >= x) where X is exponential with a Gamma(shape, scale) distributed rate (the Lomax predictive):
 * how surprising a positive score is after `shape` observations' worth that add up to `scale`.
 */
export const gammaExponentialTailBits = (x: number, shape: number, scale: number): number =>
  x <= 0 ? 0 : shape * Math.log2(1 + x / scale)

/** How many of the ascending values are at least `value`. */
export const countAtLeast = (ascending: readonly number[], value: number): number =>
  ascending.length - bisectLeft(ascending as number[], value)
