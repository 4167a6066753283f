import { bisectLeft } from 'd3-array'

/** Numbers that are added and asked for in turn: a few sorted runs of different lengths, so that n of them take n log n. */
export class SortedRuns {
  /** The longest first; each is at least twice as long as the next. */
  readonly #runs: Float64Array[] = []
  #added: number[] = []

  add(value: number): void {
    this.#added.push(value)
  }

  /** How many are at least a value. */
  atLeast(value: number): number {
    this.#settle()
    let count = 0
    for (const run of this.#runs) count += run.length - bisectLeft(run, value)
    return count
  }

  /** The greatest, at most so many, ascending. */
  top(count: number): Float64Array {
    this.#settle()
    const tops = this.#runs.map(run => run.subarray(Math.max(0, run.length - count)))
    const all = new Float64Array(tops.reduce((sum, run) => sum + run.length, 0))
    let at = 0
    for (const run of tops) {
      all.set(run, at)
      at += run.length
    }
    return all.sort().subarray(Math.max(0, all.length - count))
  }

  #settle(): void {
    if (!this.#added.length) return
    let run: Float64Array = Float64Array.from(this.#added).sort()
    this.#added = []
    for (let last = this.#runs.at(-1); last && last.length < 2 * run.length; last = this.#runs.at(-1)) {
      run = merged(last, run)
      this.#runs.pop()
    }
    this.#runs.push(run)
  }
}

function merged(a: Float64Array, b: Float64Array): Float64Array {
  const all = new Float64Array(a.length + b.length)
  for (let i = 0, j = 0, to = 0; to < all.length; to++)
    all[to] = j === b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!
  return all
}
