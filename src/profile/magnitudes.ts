import { bisectLeft } from 'd3-array'

/** What comes back is at most a day early, and not much larger. */
const aWeek = 6
const nearly = 0.7

/** A magnitude above zero and its day; `age` is how many active days the source had before it. */
interface Magnitude {
  readonly day: number
  readonly age: number
  readonly value: number
}

/** One detector's magnitude on each of a source's days so far: zeros are not kept. */
class Channel {
  readonly all: number[] = []
  /** Of days that a week has not passed since, in time order. */
  readonly #recent: Magnitude[] = []
  #passed = 0
  /** Of the days before, ascending. */
  readonly #old: number[] = []

  add(magnitude: Magnitude): void {
    this.all.push(magnitude.value)
    this.#recent.push(magnitude)
  }

  /** How many, a week or more before `day`, were nearly as high. The source's first `but` days do not count. */
  timesBefore(value: number, day: number, but: number): number {
    for (; this.#passed < this.#recent.length; this.#passed++) {
      const next = this.#recent[this.#passed]!
      if (day - next.day < aWeek) break
      if (next.age >= but) this.#old.splice(bisectLeft(this.#old, next.value), 0, next.value)
    }
    return this.#old.length - bisectLeft(this.#old, nearly * value)
  }
}

/** What the detectors measured on a source's days so far, by channel. */
export class Magnitudes {
  #days = 0
  readonly #channels = new Map<string, Channel>()

  /** Takes a later day; magnitudes above zero alone need be there. */
  learn(day: number, magnitudes: Iterable<readonly [channel: string, value: number]>): void {
    const age = this.#days++
    for (const [name, value] of magnitudes) {
      if (value === 0) continue
      let channel = this.#channels.get(name)
      if (!channel) this.#channels.set(name, (channel = new Channel()))
      channel.add({ day, age, value })
    }
  }

  /**
   * On how many of the days so far, a week or more ago, a magnitude was nearly as high: a patch day, a scan, a close of
   * the month come back. `but` days, its first ones, do not count: the same number each time that a channel is asked for.
   */
  timesBefore(channel: string, value: number, day: number, but: number): number {
    return this.#channels.get(channel)?.timesBefore(value, day, but) ?? 0
  }

  /** The median and the most of a channel; undefined before the first day. */
  usual(
    channel: string,
  ): { readonly median: number; readonly most: number; readonly days: number } | undefined {
    const days = this.#days
    if (!days) return undefined
    const sorted = Float64Array.from(this.#channels.get(channel)?.all ?? []).sort()
    const zeros = days - sorted.length
    return { median: sorted[(days >> 1) - zeros] ?? 0, most: sorted.at(-1) ?? 0, days }
  }
}
