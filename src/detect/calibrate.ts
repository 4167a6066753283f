import { gammaExponentialTailBits } from '../lib/stats.ts'
import type { Channel, Detector } from './detector.ts'
import { Tail } from '../lib/tail.ts'
import { Scores, type DetectorBits } from './scores.ts'
import type { SourceDays } from './source-days.ts'

/** Days' worth of what peers do that a source's own history starts from; firmer where there is nothing else. */
const priorDays = { history: 1.5, none: 3 }
/** Source days' worth of the site that a subnet's mean starts from. */
const siteDays = 30
/** A site's mean is not believed to be lower than this. */
const leastMean = 0.3
/** Source days that a site's tail must be made of before it is believed. */
const enough = 50
/** The first days of a site's data: everything is new in them, so they teach no rates. */
const burnIn = { novelty: 2, tail: 3 }
/** A day teaches at most this many times what is usual by then, plus a little: an intruder must not teach his habits. */
const mostLearned = { factor: 3, extra: 5, site: 50 }

/** Source days with what their magnitudes are worth. */
export interface Calibrated {
  readonly rows: SourceDays
  /** The rows by day, then by the text of their source. */
  readonly order: Uint32Array
  /** By row: sum over the detectors that have something to say, less what looking everywhere costs. */
  readonly score: Float64Array
  /** What each detector has to say of a row, in the order of the detectors. */
  best(row: number): DetectorBits[]
}

/**
 * Turns magnitudes into bits by walking forward over the days: first against the source's own days and its peers'
 * (Gamma-exponential predictive), then against how often the site's ordinary source days reach such a value.
 * Every day is judged on the days before it alone; rows of one day keep their order.
 */
export function calibrate(
  rows: SourceDays,
  order: Uint32Array,
  channels: readonly Channel[],
  detectors: readonly Detector[],
  history: boolean,
): Calibrated {
  const walk = new Walk(rows, channels, history)
  const first = rows.day.at(order[0] ?? 0)
  for (let from = 0; from < order.length;) {
    const day = rows.day.at(order[from]!)
    let to = from
    while (to < order.length && rows.day.at(order[to]!) === day) walk.judge(order[to++]!)
    walk.learn(order.subarray(from, to), day - first)
    from = to
  }
  const scores = new Scores(channels, detectors)
  const best = (row: number) => scores.best(rows, walk.bits, row)
  const score = Float64Array.from({ length: rows.length }, (_, row) => scores.score(best(row)))
  return { rows, order, score, best }
}

/** Magnitudes of ordinary source days, added up by channel. */
interface Total {
  readonly sums: Float64Array
  days: number
}

class Walk {
  readonly #rows: SourceDays
  readonly #channels: readonly Channel[]
  readonly #history: boolean
  readonly #tails: Tail[]
  readonly #total: Total
  readonly #peers = new Map<number, Total>()
  /** What each holder's magnitudes add up to, by channel. */
  readonly #sums: Float64Array
  /** Of each magnitude, what it is worth by the source and its peers, and what is left of that beside the site's ordinary days. */
  readonly #own: Float64Array
  readonly bits: Float64Array

  constructor(rows: SourceDays, channels: readonly Channel[], history: boolean) {
    this.#rows = rows
    this.#channels = channels
    this.#history = history
    this.#tails = channels.map(() => new Tail())
    this.#total = this.#nothing()
    this.#sums = new Float64Array(rows.holders * channels.length)
    this.#own = new Float64Array(rows.magnitude.length)
    this.bits = new Float64Array(rows.magnitude.length)
  }

  #nothing(): Total {
    return { sums: new Float64Array(this.#channels.length), days: 0 }
  }

  judge(row: number): void {
    const rows = this.#rows
    for (let i = rows.from(row); i < rows.to(row); i++) {
      const channel = rows.channel.at(i)
      const own = this.#ownBits(row, rows.magnitude.at(i), channel)
      this.#own[i] = own
      this.bits[i] = Math.min(rows.most.at(i), own && this.#beside(own, this.#tails[channel]!))
    }
  }

  /** A site of few source days has no tail yet: half of a value is believed then, and all where there is no history. */
  #beside(value: number, tail: Tail): number {
    if (tail.size >= enough) return tail.bits(value)
    return this.#history ? value / 2 : value
  }

  #ownBits(row: number, magnitude: number, channel: number): number {
    const weight = this.#history ? priorDays.history : priorDays.none
    return gammaExponentialTailBits(
      magnitude,
      weight + this.#rows.knownDays.at(row),
      weight * Math.max(this.#mean(channel, this.#rows.subnet.at(row)), leastMean) +
        this.#sums[this.#sumOf(row, channel)]!,
    )
  }

  #sumOf(row: number, channel: number): number {
    return this.#rows.holder.at(row) * this.#channels.length + channel
  }

  /** What a subnet's sources do on a day, as far as enough of it is known, and the site's otherwise. */
  #mean(channel: number, subnet: number): number {
    const { sums, days } = this.#total
    const site = days && this.#history ? sums[channel]! / days : this.#channels[channel]!.prior
    const peers = this.#peers.get(subnet)
    return peers ? (siteDays * site + peers.sums[channel]!) / (siteDays + peers.days) : site
  }

  /** Takes the rows of a day, `age` days after the first. */
  learn(day: Uint32Array, age: number): void {
    if (!this.#history) return
    const ordinary = day.filter(row => !this.#rows.trusted(row))
    for (const row of day) this.#learnRow(row, age)
    if (age >= burnIn.tail) this.#learnTails(ordinary)
  }

  #learnRow(row: number, age: number): void {
    const rows = this.#rows
    const subnet = rows.subnet.at(row)
    const peers = this.#peers.get(subnet) ?? this.#nothing()
    this.#peers.set(subnet, peers)
    const totals = rows.trusted(row) || age < burnIn.novelty ? [] : [this.#total, peers]
    for (let i = rows.from(row); i < rows.to(row); i++) {
      const channel = rows.channel.at(i)
      const magnitude = rows.magnitude.at(i)
      const sum = this.#sumOf(row, channel)
      const usual = this.#mean(channel, subnet) + this.#sums[sum]! / (rows.knownDays.at(row) + 1)
      const isNovelty = this.#channels[channel]!.needsHistory && age < burnIn.novelty
      if (!isNovelty) this.#sums[sum]! += Math.min(magnitude, mostLearned.factor * usual + mostLearned.extra)
      for (const { sums } of totals) sums[channel]! += Math.min(magnitude, mostLearned.site)
    }
    for (const total of totals) total.days++
  }

  #learnTails(day: Uint32Array): void {
    const rows = this.#rows
    for (const tail of this.#tails) tail.addZeros(day.length)
    for (const row of day)
      for (let i = rows.from(row); i < rows.to(row); i++)
        this.#tails[rows.channel.at(i)]!.replaceZero(this.#own[i]!)
  }
}
