import { min } from 'd3-array'
import { gammaExponentialTailBits } from '../lib/stats.ts'
import type { Channel, Detector } from './detector.ts'
import type { Measured } from './measure.ts'
import { Tail } from '../lib/tail.ts'

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

/** Bits of one detector that are no evidence yet. */
export const least = 5
/** What looking through many detectors costs, in bits. */
export const lookElsewhere = 3

export interface Calibrated extends Measured {
  /** Bits of surprise by channel. */
  readonly bits: Float64Array
  /** Sum over the detectors that have something to say, less what looking everywhere costs. */
  readonly score: number
}

/**
 * Turns magnitudes into bits by walking forward over the days: first against the source's own days and its peers'
 * (Gamma-exponential predictive), then against how often the site's ordinary source days reach such a value.
 * Every day is judged on the days before it alone; rows of one day keep their order.
 */
export function calibrate(
  rows: readonly Measured[],
  channels: readonly Channel[],
  detectors: readonly Detector[],
  history: boolean,
): Calibrated[] {
  const walk = new Walk(channels, history)
  const byDay = new Map<number, Measured[]>()
  for (const row of rows) {
    const list = byDay.get(row.day)
    if (list) list.push(row)
    else byDay.set(row.day, [row])
  }
  const first = min(byDay.keys())!
  const calibrated: Calibrated[] = []
  for (const day of [...byDay.keys()].sort((a, b) => a - b)) {
    const today = byDay.get(day)!.map(row => ({ row, ...walk.judge(row) }))
    for (const { row, own } of today) walk.learn(row, own, day - first)
    for (const { row, bits } of today)
      calibrated.push({ ...row, bits, score: score(bits, channels, detectors) })
  }
  return calibrated
}

/** Magnitudes of ordinary source days, added up. */
interface Total {
  sum: number
  days: number
}

const noTotals = (channels: readonly Channel[]): Total[] => channels.map(() => ({ sum: 0, days: 0 }))

class Walk {
  readonly #channels: readonly Channel[]
  readonly #history: boolean
  readonly #tails: Tail[]
  readonly #totals: Total[]
  readonly #peers = new Map<number, Total[]>()
  readonly #sums = new Map<string, Float64Array>()

  constructor(channels: readonly Channel[], history: boolean) {
    this.#channels = channels
    this.#history = history
    this.#tails = channels.map(() => new Tail())
    this.#totals = noTotals(channels)
  }

  /** `own`: bits by the source and its peers; `bits`: what is left of them beside the site's ordinary days. */
  judge(row: Measured): { own: Float64Array; bits: Float64Array } {
    const own = row.magnitudes.map((magnitude, i) => this.#own(row, magnitude, i))
    const bits = own.map((value, i) => Math.min(row.most[i]!, value && this.#beside(value, this.#tails[i]!)))
    return { own, bits }
  }

  /** A site of few source days has no tail yet: half of a value is believed then, and all where there is no history. */
  #beside(value: number, tail: Tail): number {
    if (tail.size >= enough) return tail.bits(value)
    return this.#history ? value / 2 : value
  }

  #own(row: Measured, magnitude: number, i: number): number {
    const weight = this.#history ? priorDays.history : priorDays.none
    const sum = this.#sumsOf(row)[i]!
    return gammaExponentialTailBits(
      magnitude,
      weight + row.knownDays,
      weight * Math.max(this.#mean(i, row.subnet), leastMean) + sum,
    )
  }

  /** What a subnet's sources do on a day, as far as enough of it is known, and the site's otherwise. */
  #mean(i: number, subnet: number): number {
    const { sum, days } = this.#totals[i]!
    const site = days && this.#history ? sum / days : this.#channels[i]!.prior
    const peers = this.#peers.get(subnet)?.[i]
    return peers ? (siteDays * site + peers.sum) / (siteDays + peers.days) : site
  }

  #sumsOf(row: Measured): Float64Array {
    const key = `${row.src} ${row.since} ${row.trusted}`
    let sums = this.#sums.get(key)
    if (!sums) this.#sums.set(key, (sums = new Float64Array(this.#channels.length)))
    return sums
  }

  learn(row: Measured, own: Float64Array, age: number): void {
    if (!this.#history) return
    const sums = this.#sumsOf(row)
    const peers = this.#peers.get(row.subnet) ?? noTotals(this.#channels)
    this.#peers.set(row.subnet, peers)
    row.magnitudes.forEach((magnitude, i) => {
      const usual = this.#mean(i, row.subnet) + sums[i]! / (row.knownDays + 1)
      const novelty = this.#channels[i]!.needsHistory && age < burnIn.novelty
      if (!novelty) sums[i]! += Math.min(magnitude, mostLearned.factor * usual + mostLearned.extra)
      if (row.trusted) return
      if (age >= burnIn.novelty) {
        for (const total of [this.#totals[i]!, peers[i]!]) {
          total.sum += Math.min(magnitude, mostLearned.site)
          total.days++
        }
      }
      if (age >= burnIn.tail) this.#tails[i]!.add(own[i]!)
    })
  }
}

/** A detector's bits: where several of its channels are measured it had as many chances, so its best one pays for them. */
export function detectorBits(
  bits: Float64Array,
  channels: readonly Channel[],
  detector: Detector,
): { bits: number; channel: string } {
  let best = { bits: 0, channel: '' }
  let chances = 0
  for (const { name } of detector.channels) {
    const i = channels.findIndex(channel => channel.name === name)
    if (i < 0) continue
    chances++
    if (bits[i]! > best.bits) best = { bits: bits[i]!, channel: name }
  }
  return { ...best, bits: Math.max(0, best.bits - Math.log2(Math.max(1, chances))) }
}

/** Of detectors that see the same thing from two sides the best counts in full, the others by half. */
function score(bits: Float64Array, channels: readonly Channel[], detectors: readonly Detector[]): number {
  const found = detectors
    .map(detector => ({ detector, bits: detectorBits(bits, channels, detector).bits }))
    .filter(({ bits }) => bits >= least)
    .sort((a, b) => b.bits - a.bits)
  const aspects = new Set<string>()
  let sum = 0
  for (const { detector, bits } of found) {
    const { aspect = detector.name } = detector
    sum += bits * (aspects.has(aspect) ? 0.5 : 1) - lookElsewhere
    aspects.add(aspect)
  }
  return sum
}
