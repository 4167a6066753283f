import type { FlowBatch } from '../../flow/batch.ts'
import { guessed, known, partial, stateCode } from '../../flow/codes.ts'
import { flowUid } from '../../flow/uid.ts'
import type { ReadContext } from '../reader.ts'
import { Addresses } from './addresses.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import { has, number, time, uidText, type LogRecord } from './record.ts'
import { verdict, type Verdict } from './service-names.ts'
import type { Sink } from './sink.ts'
import type { Uids } from './uids.ts'

const [ts, uid, origH, origP, respH, respP] = (
  ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'] as const
).map(slotOf) as [number, number, number, number, number, number]
/** What `id.orig_h` and `id.resp_h` are called where a site renames them. */
const renamedSrc = slotOf('src')
const renamedDst = slotOf('dst')
const proto = slotOf('proto')
const ipProto = slotOf('ip_proto')
const service = slotOf('service')
const duration = slotOf('duration')
const connState = slotOf('conn_state')
const history = slotOf('history')
const origPackets = slotOf('orig_pkts')
const respPackets = slotOf('resp_pkts')
const origIpBytes = slotOf('orig_ip_bytes')
const respIpBytes = slotOf('resp_ip_bytes')
const origBytes = slotOf('orig_bytes')
const respBytes = slotOf('resp_bytes')
const vlan = slotOf('vlan')
const tunnelParents = slotOf('tunnel_parents')

const protocolNumbers: Record<string, number> = { tcp: 6, udp: 17, icmp: 1, icmp6: 58, sctp: 132 }

const noIpBytes = 'no *_ip_bytes in conn.log: bytes are those of the payload'

/** Zeek's letters and what they say of the direction: `^` is Zeek's own guess from the ports, after the fact. */
interface History {
  readonly text: string
  readonly direction: number
}

/** Reads rows of conn.log into flows. */
export class ConnLog {
  readonly #context: ReadContext
  readonly #sink: Sink
  readonly #uids: Uids
  readonly #addresses: Addresses
  readonly #protocols = new Intern<number>(64, name => protocolNumbers[name] ?? 0)
  readonly #states = new Intern<number>(64, stateCode)
  readonly #histories = new Intern<History>(1 << 12, text => ({
    text,
    direction: text.includes('^') ? guessed : known,
  }))
  readonly #services = new Intern<{ list: string; byUsual: Verdict[] }>(1 << 10, list => ({
    list,
    byUsual: [],
  }))

  constructor(context: ReadContext, sink: Sink, uids: Uids, addresses: Addresses) {
    this.#context = context
    this.#sink = sink
    this.#uids = uids
    this.#addresses = addresses
  }

  /** Adds the row's flow; the reason where it is none. `file` is where notes point to. */
  row(record: LogRecord, file: string): string {
    const { from } = record
    const start = time(record, ts)
    if (!(start >= 0)) return 'ts is no time'
    const src = this.#host(record, from[origH]! >= 0 ? origH : renamedSrc)
    const dst = this.#host(record, from[respH]! >= 0 ? respH : renamedDst)
    if (src < 0 || dst < 0) return 'an address is missing or wrong'
    const srcPort = number(record, origP)
    const dstPort = number(record, respP)
    if (!isPort(srcPort) || !isPort(dstPort)) return 'a port is missing or wrong'
    const row = this.#sink.row()
    const flows = this.#sink.flows
    const protocol = this.#protocol(record)
    flows.start[row] = start
    flows.src[row] = src
    flows.dst[row] = dst
    flows.srcPort[row] = srcPort
    flows.dstPort[row] = dstPort
    flows.protocol[row] = protocol
    flows.sensor[row] = this.#context.sensor
    flows.space[row] = this.#context.space
    this.#measures(record, flows, row, file)
    this.#names(record, flows, row)
    this.#service(record, flows, row)
    return ''
  }

  #host({ bytes, from, to }: LogRecord, slot: number): number {
    return from[slot]! < 0 ? -1 : this.#addresses.id(bytes, from[slot]!, to[slot]!)
  }

  #protocol(record: LogRecord): number {
    const { bytes, from, to } = record
    const byNumber = from[ipProto]! < 0 ? 0 : number(record, ipProto)
    if (byNumber > 0 && byNumber < 256) return byNumber
    const byName = from[proto]! < 0 ? 0 : this.#protocols.get(bytes, from[proto]!, to[proto]!)
    if (byName !== 1) return byName
    // Zeek calls ICMP of both IP versions icmp.
    const colon = bytes.indexOf(58, from[origH])
    return colon >= 0 && colon < to[origH]! ? 58 : 1
  }

  #measures(record: LogRecord, flows: FlowBatch, row: number, file: string): void {
    flows.duration[row] = count(record, duration)
    flows.srcPackets[row] = count(record, origPackets)
    flows.dstPackets[row] = count(record, respPackets)
    flows.vlan[row] = count(record, vlan)
    if (has(record, origIpBytes) || has(record, respIpBytes)) {
      flows.srcBytes[row] = count(record, origIpBytes)
      flows.dstBytes[row] = count(record, respIpBytes)
    } else {
      flows.srcBytes[row] = count(record, origBytes)
      flows.dstBytes[row] = count(record, respBytes)
      this.#context.notes.add(this.#context.sensor, noIpBytes, file)
    }
  }

  #names(record: LogRecord, flows: FlowBatch, row: number): void {
    const { bytes, from, to } = record
    const state = from[connState]!
    flows.state[row] = state < 0 ? partial : this.#states.get(bytes, state, to[connState]!)
    const letters = from[history]!
    if (letters >= 0) {
      const { text, direction } = this.#histories.get(bytes, letters, to[history]!)
      flows.history[row] = text
      flows.direction[row] = direction
    }
    if (from[tunnelParents]! >= 0) flows.tunnel[row] = 'tunnel'
    flows.uid[row] = from[uid]! < 0 ? this.#ownUid(flows, row) : uidText(record)
  }

  #service(record: LogRecord, flows: FlowBatch, row: number): void {
    const { bytes, from, to } = record
    const services = this.#context.services
    const protocol = flows.protocol[row]!
    const usual = services.byPort(protocol, flows.dstPort[row]!)
    let remote = services.isRemote(usual)
    if (from[service]! < 0) {
      flows.service[row] = usual
      remote ||= protocol === 6
    } else {
      const told = this.#verdict(bytes, from[service]!, to[service]!, usual)
      flows.service[row] = told.service
      flows.serviceBy[row] = told.by
      remote ||= services.isRemote(told.service)
    }
    // Only these can have rows in the logs whose events make a flow where conn.log has none.
    if (remote && from[uid]! >= 0) this.#uids.add(bytes, from[uid]!, to[uid]!)
  }

  #verdict(bytes: Buffer, from: number, to: number, usual: number): Verdict {
    const known = this.#services.get(bytes, from, to)
    return (known.byUsual[usual] ??= verdict(known.list, usual, this.#context.services))
  }

  /** An id for rows without one: the same in every run. */
  #ownUid(flows: FlowBatch, row: number): string {
    const words = (host: number) => [this.#context.hosts.words(host)].flat() as number[]
    const ports = flows.srcPort[row]! * 65536 + flows.dstPort[row]!
    return flowUid(
      words(flows.src[row]!),
      words(flows.dst[row]!),
      ports,
      flows.protocol[row]!,
      flows.start[row]!,
    )
  }
}

const isPort = (port: number): boolean => port >= 0 && port <= 65535 && Number.isInteger(port)

/** A count or a length of time: 0 where it is absent or makes no sense. */
function count(record: LogRecord, slot: number): number {
  const value = number(record, slot)
  return value >= 0 ? value : 0
}
