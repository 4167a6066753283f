import { noAnswer, rejected } from '../flow/codes.ts'

/** What is held of one source's day: flows that were let in and others each have room of their own, so that noise hides no session. */
const most = { flows: 2 ** 18, events: 2 ** 17 }

/** Room for the flows and events of one source's day, and how much of all days had none. */
export class Room {
  readonly #most: typeof most
  #failed = 0
  #flows = 0
  #events = 0
  #isFull = false
  readonly #leftOut = { days: 0, flows: 0, events: 0 }

  constructor(limits = most) {
    this.#most = limits
  }

  /** Another source's day begins. */
  begin(): void {
    this.#failed = this.#flows = this.#events = 0
    this.#isFull = false
  }

  /** Whether there is room for one more flow of a state. */
  hasFlow(state: number): boolean {
    const isFailed = state === noAnswer || state === rejected
    const count = isFailed ? ++this.#failed : ++this.#flows
    return count <= this.#most.flows || this.#leave('flows')
  }

  hasEvent(): boolean {
    return ++this.#events <= this.#most.events || this.#leave('events')
  }

  #leave(what: 'flows' | 'events'): false {
    this.#leftOut[what]++
    this.#leftOut.days += Number(!this.#isFull)
    this.#isFull = true
    return false
  }

  /** What was not looked at for want of room. */
  statements(): string[] {
    const { days, flows, events } = this.#leftOut
    if (!days) return []
    return [
      `of one source's day, ${this.#most.flows} flows that failed, as many others, and ${this.#most.events} events are looked at: of ${days} such days the last ${flows} flows and ${events} events were left out`,
    ]
  }
}
