import type { Budget } from './budget.ts'
import { candidatesOver } from './candidates.ts'
import type { Dissection, Dissector } from './dissector.ts'
import type { StreamSink } from './stream.ts'
import { Undecided } from './undecided.ts'

const tcp = 6

/** What a tunnel inside a connection carries (a proxy's, WebSocket's): recognised by its first bytes, as a flow's own are. */
export class Inner implements Dissection, StreamSink {
  /** Until the protocol is recognised, or none can be. */
  #undecided: Undecided | undefined
  readonly #start: (dissector: Dissector, ts: number) => Dissection
  #dissection: Dissection | undefined
  #over = false

  /** `start` is called once, with the protocol that is recognised. */
  constructor(budget: Budget, start: (dissector: Dissector, ts: number) => Dissection) {
    this.#undecided = new Undecided(candidatesOver(tcp), budget)
    this.#start = start
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (this.#over) return false
    if (this.#dissection !== undefined) {
      this.deliver(fromSrc, bytes, ts)
      return !this.#over
    }
    const undecided = this.#undecided!
    const dissector = undecided.add(fromSrc, bytes, ts)
    if (dissector === undefined) return true
    this.#letGo()
    if (dissector === null) this.#over = true
    else {
      this.#dissection = this.#start(dissector, ts)
      undecided.replay(this)
    }
    return !this.#over
  }

  gap(fromSrc: boolean, length: number): boolean {
    if (this.#dissection === undefined) this.end(0)
    else this.lost(fromSrc, length)
    return !this.#over
  }

  end(ts: number): void {
    this.#letGo()
    if (!this.#over) this.#dissection?.end(ts)
    this.#over = true
  }

  deliver(fromSrc: boolean, bytes: Uint8Array, ts: number): void {
    if (!this.#over) this.#over = !this.#dissection!.data(fromSrc, bytes, ts)
  }

  lost(fromSrc: boolean, length: number): void {
    if (!this.#over) this.#over = !this.#dissection!.gap(fromSrc, length)
  }

  #letGo(): void {
    this.#undecided?.drop()
    this.#undecided = undefined
  }
}
