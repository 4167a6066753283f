import { noAnswer } from '../../flow/codes.ts'
import type { Batch, ReadContext } from '../reader.ts'
import { objectAt, parseObject, textAt, type JsonObject } from '../text/values.ts'
import { Orphans } from '../zeek/orphans.ts'
import { verdict } from '../zeek/service-names.ts'
import { Sink } from '../zeek/sink.ts'
import { envelope, recordIn, type Envelope } from './envelope.ts'
import { factTypes, type FactType } from './facts.ts'
import { Halves, hasTimes, measures, type Measures } from './flow-records.ts'
import { Recent } from './recent.ts'
import { answersIn } from './state.ts'
import { table } from '../../lib/table.ts'

const alone = 'flows without a flow record in eve.json: known from other records alone, without bytes and end'
const linkBytes = 'Suricata counts bytes with the link header'

/** Suricata's names of applications where Zeek, whose names the services are told by, has others. */
const applications = table<string>({
  dcerpc: 'dce_rpc',
  krb5: 'krb',
  http2: 'http',
  failed: '',
  unknown: '',
})

/** Reads the records of eve.json, whichever file they are in. */
export class Eve {
  readonly #context: ReadContext
  readonly #sink = new Sink()
  readonly #orphans: Orphans
  readonly #halves = new Halves()
  /** Flows of which a record of type `flow` came: their `netflow` records say nothing new. */
  readonly #told = new Recent<true>(10_000)
  /** RPC interfaces by flow. */
  readonly #bound = new Recent<string>(10_000)

  constructor(context: ReadContext) {
    this.#context = context
    this.#orphans = new Orphans(context, this.#sink, alone)
  }

  /** Takes one line; the reason where it is no record. */
  line(line: string, file: string): string {
    const object = parseObject(line)
    if (!object) return 'no JSON object'
    const record = recordIn(object)
    const type = textAt(record, 'event_type')
    if (type === '') return 'no event_type'
    const facts = factTypes.get(type)
    if (type !== 'flow' && type !== 'netflow' && !facts) return this.#unused(type, file)
    const ends = envelope(record, this.#context.hosts)
    if (typeof ends === 'string') return ends
    if (facts) return this.#facts(type, facts, record, ends, file)
    return type === 'flow' ? this.#flow(record, ends, file) : this.#half(record, ends, file)
  }

  #unused(type: string, file: string): string {
    const name = /^[\w-]{1,32}$/.test(type) ? type : 'other'
    this.#context.notes.add(this.#context.sensor, `eve.json: ${name} records: not used`, file)
    return ''
  }

  #flow(record: JsonObject, ends: Envelope, file: string): string {
    const found = measures(record, ends)
    if (!found) return 'flow.start is no time'
    if (ends.uid !== '') this.#told.set(ends.uid, true)
    this.#halves.forget(ends.uid)
    this.#put({ ...ends, ...found }, textAt(record, 'app_proto'), file)
    return ''
  }

  #half(record: JsonObject, ends: Envelope, file: string): string {
    if (!hasTimes(record)) return 'netflow.start is no time'
    if (ends.uid !== '' && this.#told.get(ends.uid)) return ''
    for (const flow of this.#halves.add(ends, record)) this.#put(flow, textAt(record, 'app_proto'), file)
    return ''
  }

  #put({ ts: _, ...flow }: Envelope & Measures, application: string, file: string): void {
    const { sensor, space, services, notes } = this.#context
    const usual = services.byPort(flow.protocol, flow.dstPort)
    const told = verdict(applications.get(application) ?? application, usual, services)
    const bytes = Buffer.from(flow.uid, 'latin1')
    const { service, by } = bytes.length > 0 ? this.#orphans.flow(bytes, 0, bytes.length, told) : told
    this.#sink.flow({ ...flow, sensor, space, service, serviceBy: by })
    notes.add(sensor, linkBytes, file)
  }

  #facts(type: string, read: FactType, record: JsonObject, ends: Envelope, file: string): string {
    const part = objectAt(record, type)
    if (!part) return `no ${type} in a record of this type`
    const { sensor, space } = this.#context
    const { vlan: _, ...flow } = ends
    const service = this.#service(read, ends)
    const bound = {
      get: () => this.#bound.get(ends.uid) ?? '',
      set: (uuid: string) => this.#bound.set(ends.uid, uuid),
    }
    const usual = this.#context.services.byPort(ends.protocol, ends.dstPort)
    const found = read.read(part, record, bound, this.#context.services.isRemote(usual))
    if (!found) return this.#unused(type, file)
    for (const { kind, user = '', outcome = '', detail } of found)
      this.#sink.event({ sensor, space, ...flow, service, kind, user, outcome, detail })
    const bytes = Buffer.from(ends.uid, 'latin1')
    const state = type === 'alert' && answersIn(record) === 0 ? noAnswer : undefined
    if (bytes.length > 0) this.#orphans.add({ ...flow, service }, bytes, 0, bytes.length, state)
    return ''
  }

  #service({ service, carried }: FactType, { protocol, dstPort }: Envelope): number {
    const { services } = this.#context
    const usual = services.byPort(protocol, dstPort)
    return service === '' || (carried && services.isRemote(usual)) ? usual : services.code(service)
  }

  full(): Batch[] {
    return this.#sink.full()
  }

  /** No more records come. */
  rest(): Batch[] {
    for (const flow of this.#halves.rest()) this.#put(flow, '', '')
    this.#orphans.emit()
    return this.#sink.rest()
  }
}
