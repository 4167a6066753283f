import { countAtLeast } from '../lib/stats.ts'
import type { Calibrated } from './calibrate.ts'
import { severities, type Severity } from './finding.ts'

/** The first days' scores are not calibrated yet. */
const burnIn = 5
/** Days below which a site's frequencies are not stated. */
const enough = 3

/** How many incidents of at least a score an ordinary day of this site brings, from the days before the judged ones. */
export class Frequency {
  readonly #scores: number[]
  readonly #days: number
  readonly #tail: number

  constructor({ rows, order, score }: Calibrated, firstJudged: number) {
    const first = rows.day.at(order[0] ?? 0)
    const days = new Set<number>()
    const scores: number[] = []
    for (const row of order) {
      const day = rows.day.at(row)
      if (day >= firstJudged || day - first < burnIn) continue
      days.add(day)
      if (!rows.trusted(row) && score[row]! > 0) scores.push(score[row]!)
    }
    this.#days = days.size
    this.#scores = scores.sort((a, b) => a - b)
    const top = this.#scores.slice(-Math.max(5, Math.ceil(this.#scores.length / 10)))
    this.#tail = Math.max(2, top.reduce((sum, score) => sum + score - top[0]!, 0) / Math.max(1, top.length))
  }

  get known(): boolean {
    return this.#days >= enough
  }

  /** Incidents a day; beyond the highest score seen, an exponential tail. */
  perDay(score: number): number {
    const above = countAtLeast(this.#scores, score)
    const highest = this.#scores.at(-1) ?? 0
    if (above > 0) return above / this.#days
    return (0.7 / this.#days) * Math.exp(-(score - highest) / this.#tail)
  }

  /** "one ordinary day in 40" or "3 on an ordinary day"; '' where the history is too short to say. */
  words(score: number): string {
    if (!this.known) return ''
    const rate = this.perDay(score)
    if (rate >= 1) return `${rate.toFixed(0)} on an ordinary day`
    const days = 1 / rate
    return days > 1000 ? 'less than one ordinary day in 1,000' : `one ordinary day in ${Math.round(days)}`
  }

  severity(score: number): Severity {
    if (!this.known) return grade(score, [3, 5, 12, 20])
    return grade(-this.perDay(score), [-1.5, -0.2, -0.02, -0.002])
  }
}

/** The severity of a value, given from where on it is low, medium, high and critical. */
const grade = (value: number, from: readonly number[]): Severity =>
  severities[from.filter(least => value >= least).length]!
