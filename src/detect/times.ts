import { bisectLeft } from 'd3-array'

/** When things were done, by what they were done to: asked whether any was done about a time, by bisection. */
export class Times {
  readonly #times = new Map<string | number, number[]>()

  constructor(done: Iterable<{ readonly key: string | number; readonly ts: number }>) {
    for (const { key, ts } of done) {
      const times = this.#times.get(key)
      if (times) times.push(ts)
      else this.#times.set(key, [ts])
    }
    for (const times of this.#times.values()) times.sort((a, b) => a - b)
  }

  /** Whether any was done within so many seconds of a time. */
  any(key: string | number, ts: number, seconds = Infinity): boolean {
    const times = this.#times.get(key)
    return times !== undefined && times[bisectLeft(times, ts - seconds)]! <= ts + seconds
  }
}
