import type { ReadContext } from '../reader.ts'
import { captureLoss, stats } from './capture-loss.ts'
import type { ConnLog } from './conn.ts'
import { DnsLog } from './dns-log.ts'
import { notUsed, type EventReader } from './event-reader.ts'
import { eventLogs } from './events.ts'
import type { LongConns } from './long-conns.ts'
import type { LogRecord } from './record.ts'
import type { Tunnels } from './tunnels.ts'
import { weird } from './weird.ts'

/** Takes one row of one kind of log; says why where it is none. */
export type TakeRow = (record: LogRecord, file: string) => string

/** What to do with the rows of each kind of log. */
export class Logs {
  readonly #context: ReadContext
  readonly #taken = new Map<string, TakeRow>()

  constructor(context: ReadContext, conn: ConnLog, long: LongConns, events: EventReader, tunnels: Tunnels) {
    this.#context = context
    this.#taken.set('conn', (record, file) => conn.row(record, file))
    for (const kind of ['conn_long', 'open_conn'])
      this.#taken.set(kind, (record, file) => long.row(record, file))
    this.#taken.set('tunnel', record => {
      tunnels.row(record)
      return ''
    })
    this.#taken.set('weird', (record, file) => {
      if (!weird(record, file, context)) this.unused('weird', file, 1)
      return ''
    })
    this.#taken.set('capture_loss', (record, file) => captureLoss(record, file, context))
    this.#taken.set('stats', (record, file) => stats(record, file, context))
    for (const [kind, log] of Object.entries({ ...eventLogs, dns: new DnsLog() }))
      this.#taken.set(kind, (record, file) => events.row(kind, log, record, file))
  }

  /** What takes the rows of a kind; undefined for a kind that is not used. */
  taker(kind: string): TakeRow | undefined {
    return this.#taken.get(kind)
  }

  /** Notes rows of a log that is read past. */
  unused(kind: string, file: string, rows: number): void {
    if (rows > 0) this.#context.notes.add(this.#context.sensor, notUsed(kind), file, rows)
  }
}
