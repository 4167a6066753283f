import { batchCapacity, flowBatch, pushFlow, type Flow, type FlowBatch } from '../../flow/batch.ts'
import type { Event } from '../../flow/event.ts'
import type { Batch } from '../reader.ts'

/** Where flows and events go: fills batches, and hands them on when asked. */
export class Sink {
  /** The batch being filled; `row` makes room in it first. */
  flows: FlowBatch = flowBatch()
  #events: Event[] = []
  #ready: Batch[] = []

  /** A row of `flows` for the next flow. */
  row(): number {
    this.#room()
    return this.flows.length++
  }

  flow(flow: Partial<Flow>): void {
    this.#room()
    pushFlow(this.flows, flow)
  }

  #room(): void {
    if (this.flows.length < batchCapacity) return
    this.#ready.push({ flows: this.flows })
    this.flows = flowBatch()
  }

  event(event: Event): void {
    if (this.#events.push(event) < batchCapacity) return
    this.#ready.push({ events: this.#events })
    this.#events = []
  }

  /** The batches that are full. */
  full(): Batch[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  /** All that is left. */
  rest(): Batch[] {
    const ready = this.full()
    if (this.flows.length > 0) ready.push({ flows: this.flows })
    if (this.#events.length > 0) ready.push({ events: this.#events })
    this.flows = flowBatch()
    this.#events = []
    return ready
  }
}
