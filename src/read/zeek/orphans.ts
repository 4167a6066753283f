import { bySensor, established, known } from '../../flow/codes.ts'
import type { Event } from '../../flow/event.ts'
import type { ReadContext } from '../reader.ts'
import { slotOf } from './fields.ts'
import type { LogRecord } from './record.ts'
import type { Sink } from './sink.ts'
import type { Uids } from './uids.ts'

const uid = slotOf('uid')

type Ends = Pick<Event, 'uid' | 'ts' | 'src' | 'dst' | 'srcPort' | 'dstPort' | 'protocol' | 'service'>

interface Orphan extends Ends {
  last: number
}

/** Flows that wait for the end of reading. Past it they are told at once, and later events of theirs change nothing. */
const maxWaiting = 500_000

/** Flows that conn.log has no row of, known from the events in them: one a uid. */
export class Orphans {
  readonly #context: ReadContext
  readonly #sink: Sink
  readonly #uids: Uids
  readonly #flows = new Map<string, Orphan>()

  /** `uids` are those of the flows that conn.log has. */
  constructor(context: ReadContext, sink: Sink, uids: Uids) {
    this.#context = context
    this.#sink = sink
    this.#uids = uids
  }

  add(ends: Ends, record: LogRecord): void {
    const from = record.from[uid]!
    if (from < 0 || !this.#context.services.isRemote(ends.service)) return
    if (this.#uids.has(record.bytes, from, record.to[uid]!)) return
    if (this.#flows.size >= maxWaiting) this.emit()
    const { uid: id, ts, src, dst, srcPort, dstPort, protocol, service } = ends
    const found = this.#flows.get(id)
    if (!found) this.#flows.set(id, { uid: id, ts, src, dst, srcPort, dstPort, protocol, service, last: ts })
    else {
      found.ts = Math.min(found.ts, ts)
      found.last = Math.max(found.last, ts)
      found.service = Math.min(found.service, service)
    }
  }

  /** Once all logs are read: what conn.log has after all is dropped, the rest become flows. */
  emit(): void {
    const { sensor, space, notes } = this.#context
    for (const { ts, last, ...flow } of this.#flows.values()) {
      const bytes = Buffer.from(flow.uid, 'latin1')
      if (this.#uids.has(bytes, 0, bytes.length)) continue
      this.#uids.add(bytes, 0, bytes.length)
      const seen = {
        start: ts,
        duration: last - ts,
        state: established,
        serviceBy: bySensor,
        direction: known,
      }
      this.#sink.flow({ ...flow, ...seen, sensor, space })
      notes.add(sensor, alone)
    }
    this.#flows.clear()
  }
}

const alone = 'flows without a row in conn.log: known from other logs alone, without bytes and end'
