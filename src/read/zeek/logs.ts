import type { ReadContext } from '../reader.ts'
import { captureLoss } from './capture-loss.ts'
import type { ConnLog } from './conn.ts'
import type { EventReader } from './event-reader.ts'
import { eventLogs } from './events.ts'
import type { LogRecord } from './record.ts'

/** Takes one row of one kind of log; says why where it is none. */
export type TakeRow = (record: LogRecord, file: string) => string

/** What to do with the rows of each kind of log. */
export class Logs {
  readonly #context: ReadContext
  readonly #taken = new Map<string, TakeRow>()

  constructor(context: ReadContext, conn: ConnLog, events: EventReader) {
    this.#context = context
    this.#taken.set('conn', (record, file) => conn.row(record, file))
    this.#taken.set('capture_loss', (record, file) => captureLoss(record, file, context))
    for (const [kind, log] of Object.entries(eventLogs))
      this.#taken.set(kind, (record, file) => events.row(kind, log, record, file))
  }

  /** What takes the rows of a kind; undefined for a kind that is not used. */
  taker(kind: string): TakeRow | undefined {
    return this.#taken.get(kind)
  }

  /** Notes rows of a log that is read past. */
  unused(kind: string, file: string, rows: number): void {
    const name = kind === '' ? 'log of an unknown kind' : `${kind}.log`
    if (rows > 0) this.#context.notes.add(this.#context.sensor, `${name}: not used`, file, rows)
  }
}
