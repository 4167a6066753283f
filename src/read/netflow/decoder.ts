import { flowRecord, type FlowRecord } from '../../flow/join-record.ts'
import type { ReadContext } from '../reader.ts'
import { fillFixedRecord, fixedLayouts, fixedSampling } from './netflow5.ts'
import { isLate, lost, type Sent, type Unit } from './sequence.ts'
import { ipfix, netflow9, SetReader } from './sets.ts'
import { Domain } from './domain.ts'
import { Source, type Message } from './source.ts'
import { isAhead } from './times.ts'

const maxSources = 16_384

/** Decodes export messages to records. Remembers per exporter what RFC 3954 and RFC 7011 say to remember. */
export class ExportDecoder {
  readonly #context: ReadContext
  readonly #sink: (record: FlowRecord) => void
  readonly #sets: SetReader
  readonly #domains = new Map<string, Domain>()
  #sources = 0
  readonly #record = flowRecord()

  /** `sink` gets every record; the object is only valid during the call. */
  constructor(context: ReadContext, sink: (record: FlowRecord) => void) {
    this.#context = context
    this.#sink = sink
    this.#sets = new SetReader(context, sink)
  }

  /** One message from `exporter` (a host id) and its port, captured at `received`; `file` and `offset` are where it lies. */
  message(
    exporter: number,
    port: number,
    view: DataView,
    at: number,
    end: number,
    received: number,
    file: string,
    offset: number,
  ): void {
    const version = end - at >= 2 ? view.getUint16(at) : 0
    const header = fixedLayouts[version]?.header ?? headerSizes[version]
    const reject = (reason: string) => this.#context.rejects.add(file, reason, 'offset', offset)
    if (header === undefined) return reject('flow export of an unknown version')
    if (end - at < header) return reject('flow export shorter than its header')
    const domain = this.#domain(exporter, version, domainOf(version, view, at))
    if (!domain) return reject('too many flow exporters')
    const [exported, uptime] = clockOf(version, view, at)
    if (isAhead(exported, received))
      this.#context.notes.add(this.#context.sensor, aheadOfCapture, `${file}, offset ${offset}`)
    const source = hasTemplates(version) ? domain.source(port) : domain.open(port)
    const message: Message = { domain, port, source, exported, uptime, received, file, offset, odd: 0 }
    if (version === 9) this.#netflow9(message, view, at, end)
    else if (version === 10) this.#ipfix(message, view, at, end)
    else this.#fixed(message, version, view, at, end)
    this.#sets.noteTimes(message)
  }

  /** No more messages come: data whose template never came is rejected. */
  finish(): void {
    for (const domain of this.#domains.values()) this.#sets.finish(domain)
  }

  #domain(exporter: number, version: number, number: number): Domain | undefined {
    const key = `${exporter}/${version}/${number}`
    let domain = this.#domains.get(key)
    if (domain) return domain
    const name = this.#context.hosts.text(exporter)
    const create = (shared?: Source) =>
      this.#sources < maxSources ? new Source(this.#sources++, name, shared) : undefined
    const shared = create()
    if (!shared) return undefined
    this.#domains.set(key, (domain = new Domain(shared, create)))
    return domain
  }

  #fixed(message: Message, version: number, view: DataView, at: number, end: number): void {
    const layout = fixedLayouts[version]!
    const count = view.getUint16(at + 2)
    const sampling = fixedSampling(version, view, at)
    const whole = Math.min(count, Math.floor((end - at - layout.header) / layout.record))
    for (let i = 0; i < whole; i++) {
      const from = at + layout.header + i * layout.record
      fillFixedRecord(this.#record, view, from, layout, message, sampling, this.#context.hosts)
      this.#sink(this.#record)
    }
    if (whole < count) this.#sets.reject(message, 'flow export is cut', count - whole)
    if (version === 1) return
    const sequence = view.getUint32(at + 16)
    this.#sequence(message.source, { sequence, step: count, records: count, flows: count }, 'flow records')
  }

  #netflow9(message: Message, view: DataView, at: number, end: number): void {
    this.#sets.read(message, view, at + 20, end, netflow9)
    const { records, flows } = this.#sets
    this.#sequence(
      message.source,
      { sequence: view.getUint32(at + 12), step: 1, records, flows },
      'export datagrams',
    )
  }

  #ipfix(message: Message, view: DataView, at: number, end: number): void {
    const length = Math.max(16, view.getUint16(at + 2))
    this.#sets.read(message, view, at + 16, Math.min(end, at + length), ipfix)
    const { records, flows } = this.#sets
    const whole = length <= end - at
    this.#sequence(
      message.source,
      { sequence: view.getUint32(at + 8), step: whole ? records : -1, records, flows },
      'flow records',
    )
  }

  #sequence(source: Source, sent: Sent, unit: Unit): void {
    const before = source.sent
    if (before && isLate(before, sent)) return
    source.sent = sent
    const missing = before ? lost(before, sent) : 0
    if (missing > 0)
      this.#context.notes.add(
        this.#context.sensor,
        `${unit} of exporter ${source.name} lost, by its sequence numbers`,
        '',
        missing,
      )
  }
}

const aheadOfCapture = 'flow exports whose clock is more than a day ahead of the capture’s'

const hasTemplates = (version: number): boolean => version >= 9

const headerSizes: Readonly<Record<number, number>> = { 9: 20, 10: 16 }

/** The source id (v9), observation domain (IPFIX), or engine (v5): whose templates and sequence numbers these are. */
function domainOf(version: number, view: DataView, at: number): number {
  if (version === 9) return view.getUint32(at + 16)
  if (version === 10) return view.getUint32(at + 12)
  return version === 5 ? view.getUint16(at + 20) : 0
}

/** Export time (seconds) and milliseconds since the exporter's start (-1 in IPFIX). */
function clockOf(version: number, view: DataView, at: number): [number, number] {
  if (version === 10) return [view.getUint32(at + 4), -1]
  const seconds = view.getUint32(at + 8)
  return [version === 9 ? seconds : seconds + view.getUint32(at + 12) / 1e9, view.getUint32(at + 4)]
}
