import type { Event } from '../../flow/event.ts'
import type { ReadContext } from '../reader.ts'
import type { Addresses } from './addresses.ts'
import type { EventLog } from './events.ts'
import { slotOf } from './fields.ts'
import type { Orphans } from './orphans.ts'
import { hostOf } from '../text/values.ts'
import { has, number, text, time, uidText, type LogRecord } from './record.ts'
import { repeatNote, type EventRepeats } from './repeats.ts'
import type { Sink } from './sink.ts'

const ts = slotOf('ts')
const uidField = slotOf('uid')
const origH = slotOf('id.orig_h')
const respH = slotOf('id.resp_h')
const noticeSrc = slotOf('src')
const noticeDst = slotOf('dst')
const origP = slotOf('id.orig_p')
const respP = slotOf('id.resp_p')
const noticePort = slotOf('p')

/** What is said of rows that are read past. */
export const notUsed = (kind: string): string =>
  `${kind === '' ? 'log of an unknown kind' : `${kind}.log`}: rows not used`

type Ends = Pick<Event, 'src' | 'dst' | 'srcPort' | 'dstPort'>

const nowhere: Ends = { src: -1, dst: -1, srcPort: -1, dstPort: -1 }

/** Turns rows of the logs beside conn.log into events. */
export class EventReader {
  readonly #context: ReadContext
  readonly #sink: Sink
  readonly #orphans: Orphans
  readonly #addresses: Addresses
  readonly #repeats: EventRepeats

  constructor(
    context: ReadContext,
    sink: Sink,
    orphans: Orphans,
    addresses: Addresses,
    repeats: EventRepeats,
  ) {
    this.#repeats = repeats
    this.#context = context
    this.#sink = sink
    this.#orphans = orphans
    this.#addresses = addresses
  }

  /** Adds the row's events; the reason where it is no row of this log. */
  row(kind: string, log: EventLog, record: LogRecord, file: string): string {
    const { sensor, space, notes, services } = this.#context
    const facts = log.read(record, services.isRemote(services.byPort(log.protocol, number(record, respP))))
    if (facts === undefined) {
      notes.add(sensor, notUsed(kind), file)
      return ''
    }
    const at = time(record, ts)
    if (!(at >= 0)) return 'ts is no time'
    const ends = log.ends === 'none' ? nowhere : this.#ends(record)
    if (log.ends === 'both' && (ends.src < 0 || ends.dst < 0)) return 'an address is missing or wrong'
    if (log.ends === 'both' && (ends.srcPort < 0 || ends.dstPort < 0)) return 'a port is missing or wrong'
    if (facts.length === 0) notes.add(sensor, `${kind}.log: rows that say nothing`, file)
    const protocol = text(record, 'proto') === 'udp' ? 17 : log.protocol
    const service = this.#service(log, protocol, ends.dstPort)
    const uid = uidText(record)
    const { src, dst, srcPort, dstPort } = ends
    const { hosts } = this.#context
    const seen = { src, dst, srcPort, dstPort, protocol, ts: at }
    const repeat = this.#repeats.of(seen, uid, kind + JSON.stringify(facts))
    if (repeat) {
      notes.add(sensor, repeatNote(kind, repeat), file)
      return ''
    }
    // One shape, written out: this is once an event, and spreading objects takes longer than all the rest.
    for (const { kind, user = '', outcome = '', detail, from, to, service: named } of facts)
      this.#sink.event({
        sensor,
        space,
        uid,
        ts: at,
        src: src < 0 && from ? hostOf(hosts, from) : src,
        dst: dst < 0 && to ? hostOf(hosts, to) : dst,
        srcPort,
        dstPort,
        protocol,
        service: named && !services.isRemote(service) ? services.code(named) : service,
        kind,
        user,
        outcome,
        detail,
      })
    const from = record.from[uidField]!
    if (log.ends === 'both' && from >= 0)
      this.#orphans.add(
        { uid, ts: at, src, dst, srcPort, dstPort, protocol, service },
        record.bytes,
        from,
        record.to[uidField]!,
      )
    return ''
  }

  #service(log: EventLog, protocol: number, port: number): number {
    const { services } = this.#context
    const usual = log.carried && port >= 0 ? services.byPort(protocol, port) : 0
    return services.isRemote(usual) ? usual : services.code(log.service)
  }

  #ends(record: LogRecord): Ends {
    return {
      src: this.#host(record, origH, noticeSrc),
      dst: this.#host(record, respH, noticeDst),
      srcPort: port(number(record, origP)),
      dstPort: port(number(record, has(record, respP) ? respP : noticePort)),
    }
  }

  /** The address in the first of two fields that the row has: a notice may be about a host alone. */
  #host(record: LogRecord, slot: number, otherSlot: number): number {
    const found = has(record, slot) ? slot : otherSlot
    return has(record, found) ? this.#addresses.id(record.bytes, record.from[found]!, record.to[found]!) : -1
  }
}

const port = (value: number): number => (value >= 0 && value <= 65535 && Number.isInteger(value) ? value : -1)
