import type { FlowBatch } from '../../flow/batch.ts'
import { guessed, known, partial, stateCode } from '../../flow/codes.ts'
import { flowUid } from '../../flow/uid.ts'
import type { ReadContext } from '../reader.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import { has, number, uidText, type LogRecord } from './record.ts'
import type { Tunnels } from './tunnels.ts'

const uid = slotOf('uid')
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

const noState = 'conn.log: rows with neither conn_state nor history: whether they were answered is not known'
const noBytes = 'conn.log: rows with neither bytes nor packets'
const noIpBytes = 'no *_ip_bytes in conn.log: bytes are those of the payload'

/** Zeek's letters and what they say of the direction: `^` is Zeek's own guess from the ports, after the fact. */
interface History {
  readonly text: string
  readonly direction: number
}

const noHistory: History = { text: '', direction: known }

/** Fills a flow's columns beside its ends and its service. */
export class ConnColumns {
  readonly #context: ReadContext
  readonly #tunnels: Tunnels
  readonly #states = new Intern<number>(64, stateCode)
  readonly #histories = new Intern<History>(1 << 12, text => ({
    text,
    direction: text.includes('^') ? guessed : known,
  }))

  constructor(context: ReadContext, tunnels: Tunnels) {
    this.#context = context
    this.#tunnels = tunnels
  }

  /** Fills row `row`, whose start, ends, ports and protocol are there. `file` is where notes point to. */
  fill(record: LogRecord, flows: FlowBatch, row: number, file: string): void {
    flows.sensor[row] = this.#context.sensor
    flows.space[row] = this.#context.space
    this.#measures(record, flows, row, file)
    this.#names(record, flows, row)
    if (!has(record, connState) && !has(record, history))
      this.#context.notes.add(this.#context.sensor, noState, file)
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
      const none = !has(record, origBytes) && !has(record, respBytes) && !has(record, origPackets)
      this.#context.notes.add(this.#context.sensor, none ? noBytes : noIpBytes, file)
    }
  }

  #names(record: LogRecord, flows: FlowBatch, row: number): void {
    const { bytes, from, to } = record
    const state = from[connState]!
    flows.state[row] = state < 0 ? partial : this.#states.get(bytes, state, to[connState]!)
    const letters = from[history]!
    const told = letters < 0 ? noHistory : this.#histories.get(bytes, letters, to[history]!)
    flows.history[row] = told.text
    flows.direction[row] = told.direction
    const parents = from[tunnelParents]!
    flows.tunnel[row] = parents < 0 ? '' : this.#tunnels.name(bytes, parents, to[tunnelParents]!)
    flows.uid[row] = from[uid]! < 0 ? this.#ownUid(flows, row) : uidText(record)
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

/** A count or a length of time: 0 where it is absent or makes no sense. */
function count(record: LogRecord, slot: number): number {
  const value = number(record, slot)
  return value >= 0 ? value : 0
}
