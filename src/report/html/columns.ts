/** Places along the time axis, from 0 to 1, and the pixels that the axis needs at least. */
export interface Columns {
  readonly places: readonly number[]
  readonly minWidth: number
}

const minGap = 28

/** A pause's width: none 1, a minute 1.6, an hour 2.7, at most 3. A linear axis would pile up every burst. */
const weight = (seconds: number): number => 1 + Math.min(2, Math.log10(1 + Math.max(0, seconds) / 10) / 1.5)

/** What a count beside an arrow takes, in gaps. */
const labelWeight = (count: number): number => (count > 1 ? (6 + 7 * String(count).length) / minGap : 0)

/** Arrows in order to places: time runs to the right, pauses are shortened, and a count beside an arrow has room. */
export function columnsOf(arrows: readonly { readonly first: number; readonly count: number }[]): Columns {
  let sum = 1
  const sums = arrows.map(({ first }, i) => {
    const before = arrows[i - 1]
    if (before) sum += Math.max(weight(first - before.first), 0.6 + labelWeight(before.count))
    return sum
  })
  const total = sum + Math.max(1, 0.2 + labelWeight(arrows.at(-1)?.count ?? 0))
  return { places: sums.map(each => each / total), minWidth: Math.ceil(total * minGap) }
}
