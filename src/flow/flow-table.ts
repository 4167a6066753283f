import { batchCapacity, flowBatch, type FlowBatch } from './batch.ts'
import { byPayload, byPort, guessed, known, stateCode } from './codes.ts'
import type { Hosts } from './hosts.ts'
import * as at from './flow-table-rows.ts'
import { doublesPerRow, FlowRows, wordsPerRow } from './flow-table-rows.ts'
import { opensAnew, tcpPacket, tcpPatience, tcpState, unanswered } from './flow-table-tcp.ts'
import { syn, type Packet } from './packet.ts'
import { Sides } from './side.ts'
import type { Services } from './services.ts'
import { flowUid } from './uid.ts'

/** Where the table's flows go: their address plan, their names, what is learnt from their payload. */
export interface FlowTableOptions {
  readonly sensor: string
  readonly space: string
  readonly hosts: Hosts
  readonly services: Services
  /** How many flows may be open at once; past it the longest idle ones are ended early. */
  readonly maxFlows: number
  /** Called once for a flow that ends, before it is handed on. The code of the service that its payload showed, or 0. */
  ending(row: number, last: number): number
  /** Called when flows had to be ended early. */
  evicted(count: number): void
}

/** A key's second protocol bits. */
const v6 = 0x100
const oneWay = 0x200

const letterD = 68

/**
 * Packets to flows, as Zeek counts them: an open-addressed table of 5-tuples (and address plan) over typed columns.
 * Flows that are over are found when their 5-tuple comes again, and by `sweep`.
 */
export class FlowTable {
  readonly rows: FlowRows
  readonly #options: FlowTableOptions
  readonly #sides: Sides
  #index = new Int32Array(8192)
  #free: number[] = []
  /** Rows ever used: the next fresh one. */
  #used = 0
  #size = 0
  #batch = flowBatch()
  #full: FlowBatch[] = []
  /** Words of the addresses of IPv6 flows. */
  #ip6: Packet['ip6'] | undefined

  constructor(options: FlowTableOptions) {
    this.#options = options
    this.#sides = new Sides(options.services)
    this.rows = new FlowRows(4096)
  }

  get size(): number {
    return this.#size
  }

  /** Counts a packet. Its flow's row; the packet's side is told by `fromOriginator`. */
  add(packet: Packet): number {
    const { src, dst, srcPort, dstPort } = packet
    const forward = packet.oneWay || src < dst || (src === dst && srcPort <= dstPort)
    const a = forward ? src : dst
    const b = forward ? dst : src
    const p = forward ? (srcPort << 16) | dstPort : (dstPort << 16) | srcPort
    const kind = packet.protocol | (packet.version === 6 ? v6 : 0) | (packet.oneWay ? oneWay : 0)
    const h = hash(a, b, p, kind, packet.plan)
    let row = this.#find(h, a, b, p, kind, packet.plan)
    if (row >= 0 && this.#isOver(row, packet)) {
      this.#end(row)
      row = -1
    }
    if (row < 0) row = this.#open(h, a, b, p, kind, packet, forward)
    this.#count(row, packet, forward)
    return row
  }

  /** Whether the packet just added to this row came from its originator. */
  fromOriginator(row: number, packet: Packet): boolean {
    const { words } = this.rows
    const base = row * wordsPerRow
    const forward =
      packet.oneWay ||
      packet.src < packet.dst ||
      (packet.src === packet.dst && packet.srcPort <= packet.dstPort)
    return ((words[base + at.bits]! & at.loIsOriginator) !== 0) === forward
  }

  #find(h: number, a: number, b: number, p: number, kind: number, plan: number): number {
    const { words } = this.rows
    const index = this.#index
    const mask = index.length - 1
    for (let slot = h & mask; index[slot] !== 0; slot = (slot + 1) & mask) {
      const row = index[slot]! - 1
      const base = row * wordsPerRow
      if (
        words[base] === a &&
        words[base + at.hi] === b &&
        words[base + at.ports] === p &&
        words[base + at.kind] === kind &&
        words[base + at.plan] === plan
      )
        return row
    }
    return -1
  }

  #count(row: number, packet: Packet, forward: boolean): void {
    const { words, doubles } = this.rows
    const base = row * wordsPerRow
    const fromOriginator = ((words[base + at.bits]! & at.loIsOriginator) !== 0) === forward
    const side = fromOriginator ? at.originator : at.responder
    words[base + side + at.packets]!++
    const d = row * doublesPerRow
    doubles[d + (fromOriginator ? at.originatorBytes : at.responderBytes)]! += packet.ipLength
    if (packet.protocol === 6) {
      if ((packet.flags & syn) !== 0) words[base + at.bits]! |= at.synSeen
      tcpPacket(this.rows, row, side, packet)
    } else {
      if (packet.ts > doubles[d + at.last]!) doubles[d + at.last] = packet.ts
      if (packet.protocol === 17) this.rows.letterOnce(row, side, 8, letterD)
    }
  }

  #isOver(row: number, packet: Packet): boolean {
    const { words, doubles } = this.rows
    const base = row * wordsPerRow
    return isOver(words, doubles, row, packet.ts) || (packet.protocol === 6 && opensAnew(words, base, packet))
  }

  #open(h: number, a: number, b: number, p: number, kind: number, packet: Packet, forward: boolean): number {
    if (this.#size >= this.#options.maxFlows) this.#evict(packet.ts)
    const row = this.#free.pop() ?? this.#used++
    const rows = this.rows
    if (row >= rows.capacity) rows.grow()
    rows.clear(row)
    const words = rows.words
    const base = row * wordsPerRow
    words[base + at.lo] = a
    words[base + at.hi] = b
    words[base + at.ports] = p
    words[base + at.kind] = kind
    words[base + at.plan] = packet.plan
    words[base + at.hash] = h
    const flip = this.#flips(packet)
    words[base + at.bits] = at.live | (forward !== flip ? at.loIsOriginator : 0)
    if (flip) rows.letter(row, at.originator, 94)
    rows.doubles[row * doublesPerRow + at.start] = packet.ts
    rows.doubles[row * doublesPerRow + at.last] = packet.ts
    rows.vlan[row] = packet.vlan
    rows.tunnel[row] = packet.tunnel
    this.#ip6 = packet.ip6
    this.#insert(row, h)
    return row
  }

  #flips(packet: Packet): boolean {
    const broadcast = packet.version === 4 && packet.dst === -1
    return !broadcast && this.#sides.flipped(packet.protocol, packet.flags, packet.srcPort, packet.dstPort)
  }

  #insert(row: number, h: number): void {
    if (++this.#size * 2 > this.#index.length) this.#rehash()
    const index = this.#index
    const mask = index.length - 1
    let slot = h & mask
    while (index[slot] !== 0) slot = (slot + 1) & mask
    index[slot] = row + 1
  }

  #rehash(): void {
    const old = this.#index
    const index = new Int32Array(old.length * 2)
    const mask = index.length - 1
    for (let i = 0; i < old.length; i++) {
      const entry = old[i]!
      if (entry === 0) continue
      let slot = this.rows.words[(entry - 1) * wordsPerRow + at.hash]! & mask
      while (index[slot] !== 0) slot = (slot + 1) & mask
      index[slot] = entry
    }
    this.#index = index
  }

  /** Takes a row out of the index and closes the hole: what was pushed past it moves back (Knuth 6.4, algorithm R). */
  #remove(row: number): void {
    const { words } = this.rows
    const index = this.#index
    const mask = index.length - 1
    let hole = words[row * wordsPerRow + at.hash]! & mask
    while (index[hole] !== row + 1) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; index[slot] !== 0; slot = (slot + 1) & mask) {
      const home = words[(index[slot]! - 1) * wordsPerRow + at.hash]! & mask
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        index[hole] = index[slot]!
        hole = slot
      }
    }
    index[hole] = 0
    this.#size--
  }

  /** Ends the flows that are over at `now`, or all of them. */
  sweep(now = Infinity): void {
    const { words, doubles } = this.rows
    for (let row = 0; row < this.#used; row++)
      if ((words[row * wordsPerRow + at.bits]! & at.live) !== 0 && isOver(words, doubles, row, now))
        this.#end(row)
  }

  /** Makes room for an eighth of the table: ends what is over, then what has been idle longest. */
  #evict(now: number): void {
    this.sweep(now)
    const { words, doubles } = this.rows
    const before = this.#size
    const goal = this.#options.maxFlows * 0.875
    for (let idle = 30; this.#size > goal; idle = idle < 0.1 ? -Infinity : idle / 2)
      for (let row = 0; row < this.#used && this.#size > goal; row++) {
        const isLive = (words[row * wordsPerRow + at.bits]! & at.live) !== 0
        if (isLive && now - doubles[row * doublesPerRow + at.last]! >= idle) this.#end(row)
      }
    if (before > this.#size) this.#options.evicted(before - this.#size)
  }

  /** Batches that are full. */
  take(): FlowBatch[] {
    if (this.#full.length === 0) return []
    const full = this.#full
    this.#full = []
    return full
  }

  /** No more packets come: ends every flow, and hands on what is left. */
  finish(): FlowBatch[] {
    this.sweep()
    const rest = this.take()
    if (this.#batch.length > 0) rest.push(this.#batch)
    this.#batch = flowBatch()
    return rest
  }

  /** A live flow's id, the same whenever it is asked for. */
  uid(row: number): string {
    const { words, doubles } = this.rows
    const base = row * wordsPerRow
    const kind = words[base + at.kind]!
    const address = (word: number) => ((kind & v6) !== 0 ? this.#ip6!.words(word) : [word >>> 0])
    return flowUid(
      address(words[base + at.lo]!),
      address(words[base + at.hi]!),
      words[base + at.ports]!,
      kind & 255,
      doubles[row * doublesPerRow + at.start]!,
    )
  }

  /** Host ids and ports of a live flow, originator first. */
  ends(row: number): { src: number; dst: number; srcPort: number; dstPort: number } {
    const { words } = this.rows
    const base = row * wordsPerRow
    const isV6 = (words[base + at.kind]! & v6) !== 0
    const { hosts } = this.#options
    const host = (word: number) => (isV6 ? hosts.v6(...this.#ip6!.words(word)) : hosts.v4(word >>> 0))
    const p = words[base + at.ports]!
    const ordered = (words[base + at.bits]! & at.loIsOriginator) !== 0
    const from = words[base + (ordered ? at.lo : at.hi)]!
    const to = words[base + (ordered ? at.hi : at.lo)]!
    const [srcPort, dstPort] = ordered ? [p >>> 16, p & 0xffff] : [p & 0xffff, p >>> 16]
    return { src: host(from), dst: host(to), srcPort, dstPort }
  }

  #end(row: number): void {
    const { words, doubles } = this.rows
    this.#remove(row)
    const service = this.#options.ending(row, doubles[row * doublesPerRow + at.last]!)
    this.#push(row, service)
    words[row * wordsPerRow + at.bits] = 0
    this.#free.push(row)
  }

  #push(row: number, service: number): void {
    const { rows } = this
    const { words, doubles } = rows
    const { services, sensor, space } = this.#options
    const batch = this.#batch
    const i = batch.length++
    const base = row * wordsPerRow
    const d = row * doublesPerRow
    const protocol = words[base + at.kind]! & 255
    const { src, dst, srcPort, dstPort } = this.ends(row)
    batch.start[i] = doubles[d + at.start]!
    batch.duration[i] = doubles[d + at.last]! - doubles[d + at.start]!
    batch.src[i] = src
    batch.dst[i] = dst
    batch.srcPort[i] = srcPort
    batch.dstPort[i] = dstPort
    batch.protocol[i] = protocol
    batch.service[i] = service || services.byPort(protocol, dstPort)
    batch.serviceBy[i] = service === 0 ? byPort : byPayload
    batch.history[i] = rows.history(row)
    batch.state[i] = stateCode(this.#state(row, protocol, batch.history[i]!))
    batch.direction[i] = protocol === 6 && (words[base + at.bits]! & at.synSeen) !== 0 ? known : guessed
    batch.srcBytes[i] = doubles[d + at.originatorBytes]!
    batch.dstBytes[i] = doubles[d + at.responderBytes]!
    batch.srcPackets[i] = words[base + at.originator + at.packets]!
    batch.dstPackets[i] = words[base + at.responder + at.packets]!
    batch.vlan[i] = rows.vlan[row]!
    batch.sensor[i] = sensor
    batch.space[i] = space
    batch.uid[i] = this.uid(row)
    batch.tunnel[i] = rows.tunnel[row]!
    if (batch.length < batchCapacity) return
    this.#full.push(batch)
    this.#batch = flowBatch()
  }

  #state(row: number, protocol: number, history: string): string {
    if (protocol === 6) return tcpState(this.rows, row, history)
    if (protocol !== 17) return 'OTH'
    const base = row * wordsPerRow
    const asked = this.rows.words[base + at.originator + at.packets]! > 0
    const answered = this.rows.words[base + at.responder + at.packets]! > 0
    return asked ? (answered ? 'SF' : 'S0') : 'SHR'
  }
}

/** Whether a flow has been idle for longer than its kind may be. */
function isOver(words: Int32Array, doubles: Float64Array, row: number, now: number): boolean {
  const base = row * wordsPerRow
  const d = row * doublesPerRow
  const idle = now - doubles[d + at.last]!
  if ((words[base + at.kind]! & 255) !== 6) return idle >= 60
  if (idle >= tcpPatience(words, base)) return true
  return unanswered(words, base) && now - doubles[d + at.start]! >= 5
}

function hash(a: number, b: number, p: number, kind: number, plan: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77)
  h = Math.imul(h ^ (h >>> 15) ^ p, 0xc2b2ae3d)
  h = Math.imul(h ^ (h >>> 13) ^ kind ^ (plan << 10), 0x27d4eb2f)
  return h ^ (h >>> 16)
}
