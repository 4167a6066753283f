import { bisectLeft } from 'd3-array'

/** Where values crowd. */
export interface Crowd {
  readonly count: number
  readonly median: number
}

/** The fullest stretch of `width` among the values; of several, the one nearest to zero. */
export function densest(values: readonly number[], width: number): Crowd {
  const sorted = Float64Array.from(values).sort()
  let best = { from: 0, to: 0 }
  for (let from = 0; from < sorted.length; from++) {
    const to = bisectLeft(sorted, sorted[from]! + width, from)
    const more = to - from - (best.to - best.from)
    if (more > 0 || (more === 0 && Math.abs(sorted[from]!) < Math.abs(sorted[best.from]!)))
      best = { from, to }
  }
  const count = best.to - best.from
  return { count, median: count ? sorted[best.from + (count >> 1)]! : NaN }
}
