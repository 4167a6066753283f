import { flowRecord } from '../../flow/join-record.ts'
import { FlowJoin } from '../../flow/join.ts'
import type { Batch, ReadContext } from '../reader.ts'

const blank = flowRecord()

/** Points of observation that are told apart; those beyond are one. */
const maxObservers = 100_000

/** Where readers of others' flow records put them: one record, filled anew each time, and the join that makes flows of them. */
export class RecordSink {
  readonly context: ReadContext
  readonly record = flowRecord()
  readonly #join: FlowJoin
  readonly #observers = new Map<string, number>()
  /** The file that is read: where notes point to. */
  file = ''

  constructor(context: ReadContext) {
    this.context = context
    this.#join = new FlowJoin(context)
  }

  /** The record, with nothing in it. */
  clear(): typeof this.record {
    return Object.assign(this.record, blank)
  }

  add(): void {
    this.#join.add(this.record)
  }

  note(text: string): void {
    this.context.notes.add(this.context.sensor, text, this.file)
  }

  /** A number for the point where a record was made, by its name. */
  observer(name: string): number {
    const known = this.#observers.get(name)
    if (known !== undefined) return known
    const next = this.#observers.size
    if (next < maxObservers) this.#observers.set(name, next)
    return next
  }

  *take(): Generator<Batch> {
    for (const flows of this.#join.take()) yield { flows }
  }

  *finish(): Generator<Batch> {
    for (const flows of this.#join.finish()) yield { flows }
  }
}
