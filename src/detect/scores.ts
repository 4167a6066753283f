import type { Channel, Detector } from './detector.ts'
import type { SourceDays } from './source-days.ts'

/** Bits of one detector that are no evidence yet. */
export const least = 5
/** What looking through many detectors costs, in bits. */
export const lookElsewhere = 3

/** What one detector has to say of a source's day: its best channel, and what is left of its bits. */
export interface DetectorBits {
  readonly detector: Detector
  readonly channel: string
  readonly bits: number
}

/** Adds the bits of channels up, over detectors that had several chances and those that see the same thing. */
export class Scores {
  readonly #channels: readonly Channel[]
  /** The detector of each channel. */
  readonly #detectors: readonly Detector[]
  /** How many channels of each detector are measured. */
  readonly #chances: ReadonlyMap<Detector, number>

  constructor(channels: readonly Channel[], detectors: readonly Detector[]) {
    const of = (channel: Channel) => detectors.find(detector => detector.channels.includes(channel))!
    this.#channels = channels
    this.#detectors = channels.map(of)
    const measured = (detector: Detector) => this.#detectors.filter(one => one === detector).length
    this.#chances = new Map(detectors.map(detector => [detector, measured(detector)]))
  }

  /** Where several of a detector's channels are measured it had as many chances, so its best one pays for them. */
  best(rows: SourceDays, bits: Float64Array, row: number): DetectorBits[] {
    const found: { detector: Detector; channel: number; bits: number }[] = []
    for (let i = rows.from(row); i < rows.to(row); i++) {
      const channel = rows.channel.at(i)
      const detector = this.#detectors[channel]!
      const last = found.at(-1)
      if (last?.detector !== detector) found.push({ detector, channel, bits: bits[i]! })
      else if (bits[i]! > last.bits) Object.assign(last, { channel, bits: bits[i]! })
    }
    return found.map(({ detector, channel, bits }) => ({
      detector,
      channel: this.#channels[channel]!.name,
      bits: Math.max(0, bits - Math.log2(this.#chances.get(detector)!)),
    }))
  }

  /** Of detectors that see the same thing from two sides the best counts in full, the others by half. */
  score(best: readonly DetectorBits[]): number {
    const aspects = new Set<string>()
    let sum = 0
    for (const { detector, bits } of best
      .filter(({ bits }) => bits >= least)
      .sort((a, b) => b.bits - a.bits)) {
      const { aspect = detector.name } = detector
      sum += bits * (aspects.has(aspect) ? 0.5 : 1) - lookElsewhere
      aspects.add(aspect)
    }
    return sum
  }
}
