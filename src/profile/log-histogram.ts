const perOctave = 4
const bins = 48 * perOctave

/**
 * Counts of positive values on a logarithmic scale, four bins an octave: medians and quartiles of bytes and seconds
 * in bounded memory, exact to a bin. Values are counted as log2(1 + x / unit), so that those far below the unit are alike.
 */
export class LogHistogram {
  readonly #counts = new Uint32Array(bins)
  readonly #unit: number
  total = 0

  constructor(unit: number) {
    this.#unit = unit
  }

  #log(value: number): number {
    return Math.log2(1 + Math.max(0, value) / this.#unit)
  }

  add(value: number): void {
    this.#counts[Math.min(bins - 1, Math.floor(this.#log(value) * perOctave))]!++
    this.total++
  }

  /** log2(1 + x / unit) of the quantile `p`, the middle of its bin; NaN when empty. */
  quantile(p: number): number {
    let rest = p * this.total
    for (let bin = 0; bin < bins; bin++) {
      rest -= this.#counts[bin]!
      if (rest <= 0 && this.total) return (bin + 0.5) / perOctave
    }
    return NaN
  }

  /** How many robust standard deviations (interquartile range / 1.349, at least one octave) `value` lies above the median. */
  deviation(value: number): number {
    const spread = Math.max(1, (this.quantile(0.75) - this.quantile(0.25)) / 1.349)
    return (this.#log(value) - this.quantile(0.5)) / spread
  }

  /** The median itself, in the values' own unit. */
  median(): number {
    return this.#unit * (2 ** this.quantile(0.5) - 1)
  }
}
