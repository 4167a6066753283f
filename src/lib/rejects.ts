/** Where and why records could not be read. One row a file and reason, so that a million bad lines take one row. */
export interface Reject {
  readonly file: string
  /** A short, constant text: what is wrong with this kind of record. */
  readonly reason: string
  /** How many records were lost for this reason. */
  count: number
  /** The first and the last place: a byte offset in the (decompressed) file, or a line number from 1. */
  readonly unit: 'offset' | 'line'
  readonly first: number
  last: number
  /** What the first one looked like, at most 200 characters. */
  readonly example: string
}

const maxRows = 10_000
const maxExample = 200

/** Counts rejects. Rows are bounded: past 10,000 different ones they are counted under the reason "other reasons". */
export class Rejects {
  readonly #rows = new Map<string, Reject>()

  /** `example` is called only for the first record of a file and reason. */
  add(
    file: string,
    reason: string,
    unit: Reject['unit'],
    at: number,
    example: () => string = () => '',
    count = 1,
  ): void {
    const key = `${file}\0${reason}`
    const row = this.#rows.get(key)
    if (row) {
      row.count += count
      row.last = at
    } else if (this.#rows.size >= maxRows && reason !== 'other reasons') {
      this.add('(more files)', 'other reasons', unit, at, example, count)
    } else {
      const text = example().slice(0, maxExample)
      this.#rows.set(key, { file, reason, count, unit, first: at, last: at, example: text })
    }
  }

  get total(): number {
    let total = 0
    for (const row of this.#rows.values()) total += row.count
    return total
  }

  /** Ordered by file and reason, so that the order of reading does not show. */
  rows(): Reject[] {
    return [...this.#rows.values()].sort((a, b) => compare(a.file, b.file) || compare(a.reason, b.reason))
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
