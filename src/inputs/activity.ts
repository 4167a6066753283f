import type { FlowBatch } from '../flow/batch.ts'

const hour = 3600
/** Hours of rest that part one host's work from another's, and hours of work that are looked at. */
const rest = 3
const longest = 10
/** Hours that are kept of one address: 20 years. Times beyond are of damaged records. */
const mostHours = 175_320
/** Addresses that are kept. */
const mostAddresses = 1_000_000

/** In which hours an address took part in flows. */
class Hours {
  #first = 0
  #bits = new Uint8Array(0)

  add(at: number): void {
    if (!this.#bits.length) this.#first = at & ~7
    const from = Math.min(this.#first, at & ~7)
    const until = Math.max(this.#first + 8 * this.#bits.length, (at & ~7) + 8)
    if (until - from > mostHours) return
    if (until - from > 8 * this.#bits.length) this.#grow(from, until)
    this.#bits[(at - this.#first) >> 3]! |= 1 << (at & 7)
  }

  #grow(from: number, until: number): void {
    const room = Math.max((until - from) / 8, 2 * this.#bits.length)
    const bits = new Uint8Array(room)
    bits.set(this.#bits, (this.#first - from) / 8)
    this.#bits = bits
    this.#first = from
  }

  /** The first and the last of them, in epoch seconds. */
  span(): readonly [number, number] {
    const hours = Array.from({ length: 8 * this.#bits.length }, (_, i) => this.#first + i).filter(at =>
      this.has(at),
    )
    return [hours[0]! * hour, hours.at(-1)! * hour]
  }

  has(at: number): boolean {
    return (((this.#bits[(at - this.#first) >> 3] ?? 0) >> (at & 7)) & 1) === 1
  }
}

/** Internal addresses of each address plan, and the hours in which they took part in flows of remote services. */
export class Activity {
  readonly #plans = new Map<string, Map<number, Hours>>()
  #size = 0

  add({ space, src, dst, start, length }: FlowBatch, isInternal: (host: number) => boolean): void {
    for (let i = 0; i < length; i++) {
      const at = Math.floor(start[i]! / hour)
      if (!(at >= 0 && at < 2 ** 31)) continue
      for (const host of [src[i]!, dst[i]!]) if (isInternal(host)) this.#hours(space[i]!, host)?.add(at)
    }
  }

  #hours(space: string, host: number): Hours | undefined {
    let plan = this.#plans.get(space)
    if (!plan) this.#plans.set(space, (plan = new Map()))
    let hours = plan.get(host)
    if (!hours && this.#size < mostAddresses) {
      plan.set(host, (hours = new Hours()))
      this.#size++
    }
    return hours
  }

  /** The addresses of each plan. */
  *addresses(): Iterable<readonly [space: string, address: number]> {
    for (const [space, plan] of this.#plans) for (const address of plan.keys()) yield [space, address]
  }

  /** Since when an address had been at work at a time without a rest of three hours, at most ten hours ago. Epoch seconds. */
  since(space: string, address: number, ts: number): number {
    const hours = this.#plans.get(space)?.get(address)
    const at = Math.floor(ts / hour)
    let first = at
    for (let back = at - 1; back >= at - longest && first - back <= rest; back--)
      if (hours?.has(back)) first = back
    return Math.min(ts, first * hour)
  }

  /** From the first hour to the last in which an address was at work; undefined where it never was. */
  span(space: string, address: number): readonly [first: number, last: number] | undefined {
    return this.#plans.get(space)?.get(address)?.span()
  }
}
