import { batchCapacity, flowBatch, type FlowBatch } from './batch.ts'
import { byPayload, byPort, guessed, known, stateCode } from './codes.ts'
import type { Hosts } from './hosts.ts'
import type { Ip6Ids } from './ip6-ids.ts'
import * as at from './flow-table-rows.ts'
import { doublesPerRow, wordsPerRow, type FlowRows } from './flow-table-rows.ts'
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

/** Bits of a key's `kind` above the protocol. */
export const v6 = 0x100
export const oneWay = 0x200

/** Rows of the flow table that are over, as batches. */
export class FlowOutput {
  readonly #rows: FlowRows
  readonly #origin: FlowOrigin
  readonly #ip6: Ip6Ids
  /** By row; '' where nobody has asked. */
  readonly #uids: string[] = []
  #batch = flowBatch()
  #full: FlowBatch[] = []

  constructor(rows: FlowRows, origin: FlowOrigin, ip6: Ip6Ids) {
    this.#rows = rows
    this.#origin = origin
    this.#ip6 = ip6
  }

  /** A flow's id, the same whenever it is asked for until the flow is pushed. */
  uid(row: number): string {
    return (this.#uids[row] ||= this.#newUid(row))
  }

  #newUid(row: number): string {
    const { words, doubles } = this.#rows
    const base = row * wordsPerRow
    const kind = words[base + at.kind]!
    const address = (id: number) => ((kind & v6) !== 0 ? this.#ip6.words(id) : [id])
    const start = doubles[row * doublesPerRow + at.start]!
    const [a, b] = [address(words[base + at.lo]!), address(words[base + at.hi]!)]
    return flowUid(a, b, words[base + at.ports]!, kind & 255, start)
  }

  /** Host ids and ports of a flow, originator first. */
  ends(row: number): { src: number; dst: number; srcPort: number; dstPort: number } {
    const { words } = this.#rows
    const base = row * wordsPerRow
    const ports = words[base + at.ports]!
    const lo = this.#host(words[base + at.lo]!, words[base + at.kind]!)
    const hi = this.#host(words[base + at.hi]!, words[base + at.kind]!)
    return (words[base + at.bits]! & at.loIsOriginator) !== 0
      ? { src: lo, dst: hi, srcPort: ports >>> 16, dstPort: ports & 0xffff }
      : { src: hi, dst: lo, srcPort: ports & 0xffff, dstPort: ports >>> 16 }
  }

  #host(address: number, kind: number): number {
    const { hosts } = this.#origin
    return (kind & v6) !== 0 ? hosts.v6(...this.#ip6.words(address)) : hosts.v4(address >>> 0)
  }

  /** Adds a flow that is over. `service` is what its payload showed, or 0. */
  push(row: number, service: number): void {
    const { sensor, space, services } = this.#origin
    const protocol = this.#rows.words[row * wordsPerRow + at.kind]! & 255
    const code = service || services.byPort(protocol, this.#servicePort(row))
    const { others } = this.#origin
    if (others !== undefined && !services.isRemote(code)) {
      this.#uids[row] = ''
      return others.add(this.#rows.doubles[row * doublesPerRow + at.start]!)
    }
    const batch = this.#batch
    const i = batch.length++
    const { src, dst, srcPort, dstPort } = this.ends(row)
    batch.sensor[i] = sensor
    batch.space[i] = space
    batch.uid[i] = this.uid(row)
    this.#uids[row] = ''
    batch.src[i] = src
    batch.dst[i] = dst
    batch.srcPort[i] = srcPort
    batch.dstPort[i] = dstPort
    batch.protocol[i] = protocol
    batch.service[i] = code
    batch.serviceBy[i] = service === 0 ? byPort : byPayload
    this.#measure(batch, i, row, protocol)
    if (batch.length < batchCapacity) return
    this.#full.push(batch)
    this.#batch = flowBatch()
  }

  #servicePort(row: number): number {
    const { words } = this.#rows
    const ports = words[row * wordsPerRow + at.ports]!
    return (words[row * wordsPerRow + at.bits]! & at.loIsOriginator) !== 0 ? ports & 0xffff : ports >>> 16
  }

  #measure(batch: FlowBatch, i: number, row: number, protocol: number): void {
    const rows = this.#rows
    const { words, doubles } = rows
    const base = row * wordsPerRow
    const d = row * doublesPerRow
    const history = rows.history(row)
    batch.start[i] = doubles[d + at.start]!
    batch.duration[i] = Math.round((doubles[d + at.last]! - doubles[d + at.start]!) * 1e6) / 1e6
    batch.history[i] = history
    batch.state[i] = stateCode(state(rows, row, protocol, history))
    batch.direction[i] = (words[base + at.bits]! & at.synSeen) !== 0 ? known : guessed
    batch.srcBytes[i] = doubles[d + at.originatorBytes]!
    batch.dstBytes[i] = doubles[d + at.responderBytes]!
    batch.srcPackets[i] = words[base + at.originator + at.packets]!
    batch.dstPackets[i] = words[base + at.responder + at.packets]!
    batch.vlan[i] = words[base + at.vlan]!
    batch.tunnel[i] = rows.tunnel[row]!
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

/** Zeek's conn_state. */
function state(rows: FlowRows, row: number, protocol: number, history: string): string {
  if (protocol === 6) return tcpState(rows, row, history)
  if (protocol !== 17) return 'OTH'
  const base = row * wordsPerRow
  const asked = rows.words[base + at.originator + at.packets]! > 0
  const answered = rows.words[base + at.responder + at.packets]! > 0
  return asked ? (answered ? 'SF' : 'S0') : 'SHR'
}
