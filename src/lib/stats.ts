import { bisectLeft, bisector } from 'd3-array'

/** Where `value` comes in, before its equals, among items that ascend by a number. */
export const bisectBy = <Item>(items: readonly Item[], value: number, of: (item: Item) => number): number =>
  bisector(of).left(items as Item[], value)

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

/** The 95% confidence interval of a share, `hits` of `all` (Wilson's score interval); 0 to 1 of nothing. */
export function wilson(hits: number, all: number): [from: number, to: number] {
  if (!all) return [0, 1]
  const z = 1.959964
  const share = hits / all
  const middle = (share + (z * z) / (2 * all)) / (1 + (z * z) / all)
  const half = (z * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))) / (1 + (z * z) / all)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
