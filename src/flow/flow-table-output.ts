import { batchCapacity, flowBatch, type FlowBatch } from './batch.ts'
import { byPayload, byPort, guessed, known, stateCode } from './codes.ts'
import type { Hosts } from './hosts.ts'
import type { Ip6Ids } from './ip6-ids.ts'
import * as at from './flow-table-rows.ts'
import { doublesPerRow, v6, wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import { tcpState } from './flow-table-tcp-end.ts'
import type { Services } from './services.ts'
import { flowUid } from './uid.ts'

/** What is the same for all flows of a table. */
export interface FlowOrigin {
  readonly sensor: string
  readonly space: string
  readonly hosts: Hosts
  readonly services: Services
  /** Where there, flows of services that are not remote are counted here by their start, and left out of the batches. */
  readonly others?: { add(start: number): void } | undefined
}

/** Rows of the flow table that are over, as batches. */
export class FlowOutput {
  readonly #origin: FlowOrigin
  readonly #ip6: Ip6Ids
  #batch = flowBatch()
  #full: FlowBatch[] = []

  /** `ip6` is where the ids of IPv6 addresses come from. */
  constructor(origin: FlowOrigin, ip6: Ip6Ids) {
    this.#origin = origin
    this.#ip6 = ip6
  }

  /** A flow's id, from its key and the time of its first packet. */
  uid(lo: number, hi: number, ports: number, kind: number, start: number): string {
    const address = (id: number) => ((kind & v6) !== 0 ? this.#ip6.words(id) : [id])
    return flowUid(address(lo), address(hi), ports, kind & 255, start)
  }

  /** The host id of an address in a key. */
  host(address: number, kind: number): number {
    const { hosts } = this.#origin
    return (kind & v6) !== 0 ? hosts.v6(...this.#ip6.words(address)) : hosts.v4(address >>> 0)
  }

  /** Adds a flow that is over. `service` is what its payload showed, or 0. */
  push(rows: FlowRows, row: number, service: number): void {
    const { services, others } = this.#origin
    const { words, doubles } = rows
    const base = row * wordsPerRow
    const kind = words[base + at.kind]!
    const ports = words[base + at.ports]!
    const loIsSrc = (words[base + at.bits]! & at.loIsOriginator) !== 0
    const code = service || services.byPort(kind & 255, loIsSrc ? ports & 0xffff : ports >>> 16)
    const start = doubles[row * doublesPerRow + at.start]!
    if (others !== undefined && !services.isRemote(code)) return others.add(start)
    const batch = this.#batch
    const i = batch.length++
    const [lo, hi] = [words[base + at.lo]!, words[base + at.hi]!]
    batch.sensor[i] = this.#origin.sensor
    batch.space[i] = this.#origin.space
    batch.uid[i] = this.uid(lo, hi, ports, kind, start)
    batch.src[i] = this.host(loIsSrc ? lo : hi, kind)
    batch.dst[i] = this.host(loIsSrc ? hi : lo, kind)
    batch.srcPort[i] = loIsSrc ? ports >>> 16 : ports & 0xffff
    batch.dstPort[i] = loIsSrc ? ports & 0xffff : ports >>> 16
    batch.protocol[i] = kind & 255
    batch.service[i] = code
    batch.serviceBy[i] = service === 0 ? byPort : byPayload
    measure(batch, i, rows, row)
    if (batch.length < batchCapacity) return
    this.#full.push(batch)
    this.#batch = flowBatch()
  }

  /** Batches that are full. */
  take(): FlowBatch[] {
    if (this.#full.length === 0) return []
    const full = this.#full
    this.#full = []
    return full
  }

  /** All that is left. */
  finish(): FlowBatch[] {
    const rest = this.take()
    if (this.#batch.length > 0) rest.push(this.#batch)
    this.#batch = flowBatch()
    return rest
  }
}

/** What was counted, and how the flow went. */
function measure(batch: FlowBatch, i: number, rows: FlowRows, row: number): void {
  const { words, doubles } = rows
  const base = row * wordsPerRow
  const d = row * doublesPerRow
  const history = rows.history(row)
  batch.start[i] = doubles[d + at.start]!
  batch.duration[i] = Math.round((doubles[d + at.last]! - doubles[d + at.start]!) * 1e6) / 1e6
  batch.history[i] = history
  batch.state[i] = stateCode(state(rows, row, batch.protocol[i]!, history))
  batch.direction[i] = (words[base + at.bits]! & at.rolesKnown) !== 0 ? known : guessed
  batch.srcBytes[i] = doubles[d + at.originatorBytes]!
  batch.dstBytes[i] = doubles[d + at.responderBytes]!
  batch.srcPackets[i] = words[base + at.originator + at.packets]!
  batch.dstPackets[i] = words[base + at.responder + at.packets]!
  batch.vlan[i] = words[base + at.vlan]!
  batch.tunnel[i] = rows.tunnel(row)
}

/** Zeek's conn_state. */
function state(rows: FlowRows, row: number, protocol: number, history: string): string {
  if (protocol === 6) return tcpState(rows, row, history)
  if (protocol !== 17) return 'OTH'
  const base = row * wordsPerRow
  const asked = rows.words[base + at.originator + at.packets]! > 0
  const answered = rows.words[base + at.responder + at.packets]! > 0
  return asked ? (answered ? 'SF' : 'S0') : 'SHR'
}
