import { flowAt, type Flow } from '../../flow/batch.ts'
import type { Neighbours } from '../../flow/neighbours.ts'
import type { ReadContext } from '../reader.ts'
import type { Addresses } from './addresses.ts'
import { ConnLog } from './conn.ts'
import type { Orphans } from './orphans.ts'
import type { LogRecord } from './record.ts'
import { Sink } from './sink.ts'
import type { Tunnels } from './tunnels.ts'

/** Connections that are kept for the end of reading. Further ones change nothing, and are noted. */
const maxWaiting = 100_000

const still = 'conn_long.log or open_conn.log: flows that conn.log does not have (yet), as they last were'
const tooMany = 'conn_long.log or open_conn.log: more than 100,000 connections: not used'

/**
 * conn_long.log tells long connections again and again while they last, and open_conn.log all that are open. conn.log's row is the whole; a flow of a remote
 * service that conn.log does not have is told once, as its longest row has it.
 */
export class LongConns {
  readonly #context: ReadContext
  readonly #orphans: Orphans
  readonly #sink = new Sink()
  readonly #conn: ConnLog
  readonly #flows = new Map<string, Flow>()

  constructor(
    context: ReadContext,
    orphans: Orphans,
    addresses: Addresses,
    tunnels: Tunnels,
    neighbours: Neighbours,
  ) {
    this.#context = context
    this.#orphans = orphans
    const every: ReadContext = { ...context, others: undefined }
    this.#conn = new ConnLog(
      every,
      this.#sink,
      { flow: (_bytes, _from, _to, verdict) => verdict },
      addresses,
      tunnels,
      neighbours,
    )
  }

  row(record: LogRecord, file: string): string {
    const reason = this.#conn.row(record, file)
    if (reason !== '') return reason
    const { flows } = this.#sink
    const flow = flowAt(flows, --flows.length)
    const known = this.#flows.get(flow.uid)
    if (known ? flow.duration > known.duration : this.#flows.size < maxWaiting)
      this.#flows.set(flow.uid, flow)
    else if (!known) this.#context.notes.add(this.#context.sensor, tooMany, file)
    return ''
  }

  /** Once all logs are read, and before orphans are told: hands on what conn.log does not have. */
  emit(sink: Sink): void {
    const { services, notes, sensor } = this.#context
    for (const flow of this.#flows.values()) {
      const uid = Buffer.from(flow.uid, 'latin1')
      if (this.#orphans.has(uid, 0, uid.length)) continue
      const { service, serviceBy: by } = flow
      const told = this.#orphans.flow(uid, 0, uid.length, { service, by, remote: services.isRemote(service) })
      if (!told.remote) continue
      sink.flow({ ...flow, service: told.service, serviceBy: told.by })
      notes.add(sensor, still)
    }
    this.#flows.clear()
  }
}
