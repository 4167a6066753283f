/** Places along the time axis, from 0 to 1, and the pixels that the axis needs at least. */
export interface Columns {
  readonly places: readonly number[]
  readonly minWidth: number
}

const minGap = 28

/** A pause's width: none 1, a minute 1.6, an hour 2.7, at most 3. A linear axis would pile up every burst. */
const weight = (seconds: number): number => 1 + Math.min(2, Math.log10(1 + Math.max(0, seconds) / 10) / 1.5)

/** Times in order to places: time runs to the right, and pauses are shortened. */
export function columnsOf(times: readonly number[]): Columns {
  let sum = 1
  const sums = times.map((time, i) => (sum += i > 0 ? weight(time - times[i - 1]!) : 0))
  const total = sum + 1
  return { places: sums.map(each => each / total), minWidth: Math.ceil(total * minGap) }
}
