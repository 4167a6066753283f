import { median, quantileSorted } from 'd3-array'

/** Natural logarithm of the gamma function for x > 0 (Lanczos, g = 7, nine terms; relative error below 1e-13). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  let sum = lanczos[0]!
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] // prettier-ignore

/** Bits of surprise of a probability: −log2 p, never negative, at most 1,000. */
export const bits = (probability: number): number =>
  probability >= 1 ? 0 : Math.min(1000, -Math.log2(Math.max(probability, Number.MIN_VALUE)))

/**
 * Bits of P(X >= k) where X is Poisson with a Gamma(shape, rate) distributed mean: the negative binomial
 * predictive of a count, after `shape` events' worth in `rate` periods' worth of prior and history.
 * Summed in logarithms, so that far tails stay exact.
 */
export function gammaPoissonTailBits(k: number, shape: number, rate: number): number {
  if (k <= 0) return 0
  const logP = Math.log(rate / (rate + 1))
  const logQ = -Math.log(rate + 1)
  const logTerm = (x: number) =>
    logGamma(shape + x) - logGamma(shape) - logGamma(x + 1) + shape * logP + x * logQ
  const mean = shape / rate
  if (k > mean) return -upperLog(k, logTerm) / Math.LN2
  let below = 0
  for (let x = 0; x < k; x++) below += Math.exp(logTerm(x))
  return bits(Math.max(0, 1 - below))
}

/** log of the sum of exp(logTerm(x)) for x = k, k+1, … of a decreasing tail. */
function upperLog(k: number, logTerm: (x: number) => number): number {
  const first = logTerm(k)
  let sum = 0
  for (let x = k; x < k + 10_000; x++) {
    const term = Math.exp(logTerm(x) - first)
    sum += term
    if (term < 1e-9 * sum) break
  }
  return first + Math.log(sum)
}

/**
 * Bits of P(X >= x) where X is exponential with a Gamma(shape, scale) distributed rate (the Lomax predictive):
 * how surprising a positive score is after `shape` observations' worth that add up to `scale`.
 */
export const gammaExponentialTailBits = (x: number, shape: number, scale: number): number =>
  x <= 0 ? 0 : shape * Math.log2(1 + x / scale)

/** Median and median absolute deviation scaled to a normal's standard deviation; undefined for no values. */
export function robust(values: readonly number[]): { centre: number; spread: number } | undefined {
  const centre = median(values)
  if (centre === undefined) return undefined
  return { centre, spread: 1.4826 * (median(values, value => Math.abs(value - centre)) ?? 0) }
}

/** Bits of the upper tail of Student's t with 3 degrees of freedom: heavy enough for logarithms of bytes and durations. */
export function studentTailBits(t: number): number {
  if (t <= 0) return bits(0.5)
  const u = t / Math.sqrt(3)
  const tail = 0.5 - (u / (1 + u * u) + Math.atan(u)) / Math.PI
  // Far out the difference cancels; there the density's leading term is integrated instead.
  return bits(t > 1000 ? (2 * Math.sqrt(3)) / (Math.PI * t ** 3) : tail)
}

/** The quantile of values in ascending order; 0 for none. */
export const quantile = (sorted: readonly number[], p: number): number => quantileSorted(sorted, p) ?? 0
