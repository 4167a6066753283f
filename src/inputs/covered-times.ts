import type { LocalTime } from '../lib/time.ts'

/** Seconds of a slot: local days begin on quarter hours of UTC. */
const slotSeconds = 900
/** Ten years of quarter hours: times in damaged records must not fill memory. */
const mostSlots = 350_000

interface Slot {
  flows: number
  /** Epoch seconds of the first and the last start, and of the last end that is known. */
  first: number
  last: number
  end: number
}

/** What a sensor saw on one local day, of all services. */
export interface CoveredDay {
  readonly day: number
  flows: number
  /** Bit h is set where a flow began in local hour h. */
  hours: number
  first: number
  last: number
  end: number
}

/** When a view saw flows, by its own clock until that is corrected. */
export class CoveredTimes {
  readonly #slots = new Map<number, Slot>()
  #at = NaN
  #slot: Slot | undefined

  /** A flow that started then, in epoch seconds; its end, where that is known. */
  add(start: number, end = start): void {
    const at = Math.floor(start / slotSeconds)
    if (at !== this.#at) this.#turn(at)
    const slot = this.#slot
    if (!slot) return
    slot.flows++
    if (start < slot.first) slot.first = start
    if (start > slot.last) slot.last = start
    if (end > slot.end) slot.end = end
  }

  #turn(at: number): void {
    let slot = this.#slots.get(at)
    if (!slot && this.#slots.size < mostSlots)
      this.#slots.set(at, (slot = { flows: 0, first: Infinity, last: -Infinity, end: -Infinity }))
    this.#at = at
    this.#slot = slot
  }

  /** Adds what was seen to local days; `right` puts a time by the clock right. */
  addTo(days: Map<number, CoveredDay>, time: LocalTime, right: (ts: number) => number): void {
    for (const slot of this.#slots.values()) {
      const [first, last, end] = [right(slot.first), right(slot.last), right(slot.end)]
      const day = time.day(first)
      let covered = days.get(day)
      if (!covered) days.set(day, (covered = { day, flows: 0, hours: 0, first, last, end }))
      covered.flows += slot.flows
      covered.hours |= 1 << time.hour(first)
      covered.first = Math.min(covered.first, first)
      covered.last = Math.max(covered.last, last)
      covered.end = Math.max(covered.end, end)
    }
  }
}
