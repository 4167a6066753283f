import { bySensor, established, known } from '../../flow/codes.ts'
import type { Event } from '../../flow/event.ts'
import type { ReadContext } from '../reader.ts'
import { maxUid } from './record.ts'
import type { Verdict } from './service-names.ts'
import type { Sink } from './sink.ts'
import { latin1 } from './slices.ts'
import { Uids } from './uids.ts'

type Ends = Pick<Event, 'uid' | 'ts' | 'src' | 'dst' | 'srcPort' | 'dstPort' | 'protocol' | 'service'>

interface Orphan extends Ends {
  last: number
  state: number
}

/** Flows that wait for a row in conn.log. Past it they are told at once, and later events of theirs change nothing. */
const maxWaiting = 500_000

/**
 * Ties the events of other logs to conn.log by uid: a flow that conn.log has is of the service that its events are of,
 * and events whose flow it has not make one.
 */
export class Orphans {
  readonly #context: ReadContext
  readonly #sink: Sink
  readonly #alone: string
  /** Those of the remote flows that conn.log has. */
  readonly #uids = new Uids()
  readonly #flows = new Map<string, Orphan>()
  /** Those of `#flows`, and of some that were there: what is not in it, is not among them. */
  #waiting = new Uids()
  /** Grows with every flow that begins to wait. */
  version = 0

  /** `alone` is what is noted of flows that events alone tell of. */
  constructor(context: ReadContext, sink: Sink, alone = noConn) {
    this.#context = context
    this.#sink = sink
    this.#alone = alone
  }

  /** Notes that conn.log has the flow of that uid. Returns what its events say it is where `verdict` is no remote service. */
  flow(bytes: Buffer, from: number, to: number, verdict: Verdict): Verdict {
    const waiting = this.#flows.size > 0 && this.#waiting.has(bytes, from, to)
    const told = waiting ? this.#claim(latin1(bytes, from, Math.min(to, from + maxUid)), verdict) : verdict
    if (told.remote) this.#uids.add(bytes, from, to)
    return told
  }

  /** The uids of all flows that wait, and perhaps of more; undefined where none waits. */
  get waiting(): Uids | undefined {
    return this.#flows.size > 0 ? this.#waiting : undefined
  }

  /** Whether conn.log has the remote flow of that uid. */
  has(bytes: Buffer, from: number, to: number): boolean {
    return this.#uids.has(bytes, from, to)
  }

  #claim(id: string, verdict: Verdict): Verdict {
    const orphan = this.#flows.get(id)
    if (!orphan) return verdict
    this.#flows.delete(id)
    return verdict.remote ? verdict : { service: orphan.service, by: bySensor, remote: true }
  }

  /** Adds an event of the flow whose uid is in `bytes`; `state` is the flow's as far as the event tells. */
  add(ends: Ends, bytes: Buffer, from: number, to: number, state: number = established): void {
    if (!this.#context.services.isRemote(ends.service)) return
    if (this.#uids.has(bytes, from, to)) return
    if (this.#flows.size >= maxWaiting) this.emit()
    const { uid: id, ts, src, dst, srcPort, dstPort, protocol, service } = ends
    const found = this.#flows.get(id)
    if (!found) {
      this.#flows.set(id, { uid: id, ts, src, dst, srcPort, dstPort, protocol, service, last: ts, state })
      this.#waiting.add(bytes, from, to)
      this.version++
    } else {
      found.ts = Math.min(found.ts, ts)
      found.last = Math.max(found.last, ts)
      found.service = Math.min(found.service, service)
      if (state === established) found.state = state
    }
  }

  /** Forgets the uids of flows that no longer wait. */
  prune(): void {
    this.#waiting = new Uids()
    for (const id of this.#flows.keys()) this.#waiting.add(Buffer.from(id, 'latin1'), 0, id.length)
  }

  /** Once all logs are read: what still waits becomes a flow. */
  emit(): void {
    const { sensor, space, notes } = this.#context
    for (const { ts, last, ...flow } of this.#flows.values()) {
      this.#uids.add(Buffer.from(flow.uid, 'latin1'), 0, flow.uid.length)
      const seen = {
        start: ts,
        duration: last - ts,
        serviceBy: bySensor,
        direction: known,
      }
      this.#sink.flow({ ...flow, ...seen, sensor, space })
      notes.add(sensor, this.#alone)
    }
    this.#flows.clear()
  }
}

const noConn = 'flows without a row in conn.log: known from other logs alone, without bytes and end'
