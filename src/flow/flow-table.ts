import { FlowIndex, hashKey } from './flow-table-index.ts'
import * as at from './flow-table-rows.ts'
import { doublesPerRow, FlowRows, letters, oneWay, v6, wordsPerRow } from './flow-table-rows.ts'
import { comesLate, mostPatience, opensAnew, tcpPatience, unanswered } from './flow-table-tcp-end.ts'
import { tcpPacket } from './flow-table-tcp.ts'
import { ack, syn, tunnelText, type Packet } from './packet.ts'
import { Sides } from './side.ts'
import type { PortServices } from './services.ts'

export interface FlowTableOptions {
  /** What tells servers' ports. */
  readonly services: PortServices
  /** How many flows may be open at once; past it the longest idle ones are ended early. */
  readonly maxFlows: number
  /** Called once for a flow that is over. Its row is another flow's afterwards. */
  ended(row: number): void
  /** Called when flows had to be ended early. */
  evicted(count: number): void
}

/** Seconds without a packet after which a flow of UDP, ICMP and the like is over. */
const patience = 60
/** A SYN that nobody answers is a flow of its own after so many seconds. */
const attempt = 5

/**
 * Packets to flows, as Zeek counts them: a table of 5-tuples (and address plan) over typed columns.
 * Flows that are over are found when their 5-tuple comes again, and by `sweep`.
 */
export class FlowTable {
  readonly #options: FlowTableOptions
  readonly #sides: Sides
  readonly rows = new FlowRows(1024)
  readonly #index = new FlowIndex(this.rows)
  readonly #free: number[] = []
  /** Rows ever used: the next fresh one. */
  #used = 0
  #finished = 0

  constructor(options: FlowTableOptions) {
    this.#options = options
    this.#sides = new Sides(options.services)
  }

  /** Counts a packet. Returns its flow's row, which is the flow's until `ended` was called for it. */
  add(packet: Packet): number {
    const { src, dst, srcPort, dstPort, plan } = packet
    const forward = isForward(packet)
    const lo = forward ? src : dst
    const hi = forward ? dst : src
    const ports = forward ? (srcPort << 16) | dstPort : (dstPort << 16) | srcPort
    const kind = packet.protocol | (packet.version === 6 ? v6 : 0) | (packet.oneWay ? oneWay : 0)
    const hash = hashKey(lo, hi, ports, kind, plan)
    let row = this.#index.find(hash, lo, hi, ports, kind, plan)
    if (row >= 0 && this.#isOver(row, packet)) {
      this.#end(row)
      row = -1
    }
    if (row < 0) {
      row = this.#open(packet, forward)
      const words = this.rows.words
      const base = row * wordsPerRow
      words[base + at.lo] = lo
      words[base + at.hi] = hi
      words[base + at.ports] = ports
      words[base + at.kind] = kind
      words[base + at.plan] = plan
      words[base + at.hash] = hash
      this.#index.insert(row, hash)
    }
    this.#count(row, packet, forward)
    return row
  }

  #count(row: number, packet: Packet, forward: boolean): void {
    const { words, doubles } = this.rows
    const base = row * wordsPerRow
    const fromOriginator = ((words[base + at.bits]! & at.loIsOriginator) !== 0) === forward
    const side = fromOriginator ? at.originator : at.responder
    words[base + side + at.packets]!++
    doubles[row * doublesPerRow + (fromOriginator ? at.originatorBytes : at.responderBytes)]! +=
      packet.ipLength
    if (packet.protocol === 6) tcpPacket(this.rows, row, side, packet)
    else {
      this.rows.touch(row, packet.ts)
      if (packet.protocol === 17) this.rows.letterOnce(row, side, at.dataLetter, letters.D)
    }
  }

  /** A row for the flow that begins with this packet: all but its key. */
  #open(packet: Packet, forward: boolean): number {
    if (this.#index.size >= this.#options.maxFlows) this.#evict(packet.ts)
    const row = this.#free.pop() ?? this.#used++
    const rows = this.rows
    if (row >= rows.capacity) rows.grow()
    rows.clear(row)
    const { protocol, flags, srcPort, dstPort } = packet
    const flip = this.#sides.flipped(protocol, flags, srcPort, dstPort) && !isForMany(packet)
    const answers = protocol === 6 && (flags & (syn | ack)) === (syn | ack)
    rows.words[row * wordsPerRow + at.bits] =
      at.live | (forward !== flip ? at.loIsOriginator : 0) | (answers ? at.answerFirst : 0)
    if (flip) rows.letter(row, at.originator, letters.flip)
    rows.doubles[row * doublesPerRow + at.start] = packet.ts
    rows.doubles[row * doublesPerRow + at.last] = packet.ts
    rows.words[row * wordsPerRow + at.vlan] = packet.vlan
    rows.setTunnel(row, packet.tunnels.length === 0 ? '' : tunnelText(packet))
    return row
  }

  #isOver(row: number, packet: Packet): boolean {
    const idle = this.#isIdle(row, packet.ts)
    if (packet.protocol !== 6) return idle
    if (idle) return !this.#comesLate(row, packet)
    if ((packet.flags & syn) === 0) return false
    return opensAnew(this.rows.words, row * wordsPerRow, this.#sender(row, packet), packet)
  }

  /** Whether a TCP packet belongs to a flow whose kind is over sooner, by its numbers. */
  #comesLate(row: number, packet: Packet): boolean {
    const { words, doubles } = this.rows
    if (packet.ts - doubles[row * doublesPerRow + at.last]! >= mostPatience) return false
    return comesLate(words, row * wordsPerRow, this.#sender(row, packet), packet)
  }

  /** Where the words of the packet's sender begin in a row. */
  #sender(row: number, packet: Packet): number {
    const loIsOriginator = (this.rows.words[row * wordsPerRow + at.bits]! & at.loIsOriginator) !== 0
    return loIsOriginator === isForward(packet) ? at.originator : at.responder
  }

  /** Whether a flow has gone without a packet for longer than its kind may. */
  #isIdle(row: number, now: number): boolean {
    const { words, doubles } = this.rows
    const base = row * wordsPerRow
    const idle = now - doubles[row * doublesPerRow + at.last]!
    if ((words[base + at.kind]! & 255) !== 6) return idle >= patience
    if (idle >= tcpPatience(words, base)) return true
    return unanswered(words, base) && now - doubles[row * doublesPerRow + at.start]! >= attempt
  }

  #isLive(row: number): boolean {
    return (this.rows.words[row * wordsPerRow + at.bits]! & at.live) !== 0
  }

  /** Ends the flows that are over at `now`. */
  sweep(now: number): void {
    for (let row = 0; row < this.#used; row++) if (this.#isLive(row) && this.#isIdle(row, now)) this.#end(row)
  }

  /** Makes room for an eighth of the table: ends what is over, then what has been idle longest, by a sample of the rows. */
  #evict(now: number): void {
    this.sweep(now)
    const goal = this.#options.maxFlows * 0.875
    const before = this.#index.size
    for (let quantile = 0.15; this.#index.size > goal; quantile += 0.3) {
      const until = this.#lastSeen(quantile)
      for (let row = 0; row < this.#used && this.#index.size > goal; row++)
        if (this.#isLive(row) && this.rows.doubles[row * doublesPerRow + at.last]! <= until) this.#end(row)
    }
    if (before > this.#index.size) this.#options.evicted(before - this.#index.size)
  }

  /** A quantile of the times of the live flows' last packets, from a thousand of them; from 1 on, beyond all of them. */
  #lastSeen(quantile: number): number {
    const times: number[] = []
    const step = Math.ceil(this.#used / 1000)
    for (let row = 0; row < this.#used; row += step)
      if (this.#isLive(row)) times.push(this.rows.doubles[row * doublesPerRow + at.last]!)
    times.sort((a, b) => a - b)
    return quantile < 1 ? (times[Math.floor(quantile * times.length)] ?? Infinity) : Infinity
  }

  #end(row: number): void {
    this.#index.remove(row, this.rows.words[row * wordsPerRow + at.hash]!)
    this.#options.ended(row)
    this.rows.words[row * wordsPerRow + at.bits] = 0
    this.#free.push(row)
  }

  /** No more packets come: ends at most `count` flows. False where none is left. */
  finish(count: number): boolean {
    for (; this.#finished < this.#used && count > 0; this.#finished++) {
      if (!this.#isLive(this.#finished)) continue
      this.#end(this.#finished)
      count--
    }
    return this.#finished < this.#used
  }
}

/** Whether a packet goes to many hosts: then it answers nobody. */
const isForMany = ({ version, dst, ip6 }: Packet): boolean =>
  version === 6 ? ip6.words(dst)[0] >>> 24 === 0xff : dst >>> 28 === 14 || dst === -1

/** Whether the packet's sender comes first in the key: any fixed order does. Where nothing answers, the sender always does. */
export const isForward = (packet: Packet): boolean =>
  packet.oneWay || packet.src < packet.dst || (packet.src === packet.dst && packet.srcPort <= packet.dstPort)
