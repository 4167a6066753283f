import type { LocalTime } from '../lib/time.ts'

/** More than any archive has: times in damaged records must not fill memory. */
const mostDays = 100_000

interface Span {
  first: number
  last: number
}

/** The local days on which a view saw any flow, by its own clock until that is corrected. */
export class CoveredDays {
  readonly #time: LocalTime
  readonly #days = new Map<number, Span>()
  #day = NaN
  #span: Span = { first: Infinity, last: -Infinity }

  constructor(time: LocalTime) {
    this.#time = time
  }

  /** A flow that started then, in epoch seconds. */
  add(start: number): void {
    const day = this.#time.day(start)
    if (day !== this.#day && !this.#turn(day)) return
    if (start < this.#span.first) this.#span.first = start
    if (start > this.#span.last) this.#span.last = start
  }

  #turn(day: number): boolean {
    let span = this.#days.get(day)
    if (!span) {
      if (this.#days.size >= mostDays) return false
      this.#days.set(day, (span = { first: Infinity, last: -Infinity }))
    }
    this.#day = day
    this.#span = span
    return true
  }

  /** Of each day, the seconds from its first flow to its last. */
  spans(): number[] {
    return [...this.#days.values()].map(({ first, last }) => last - first)
  }

  /** The days; `right` puts a time by the clock right. */
  days(right: (ts: number) => number): number[] {
    return [...this.#days.values()].flatMap(({ first, last }) => [
      this.#time.day(right(first)),
      this.#time.day(right(last)),
    ])
  }
}
