import * as at from './join-rows.ts'
import { JoinNotes } from './join-notes.ts'
import { bytesPerRow, doublesPerRow, firstOf, lastOf, sideOf, wordsPerRow } from './join-rows.ts'
import type { Notes } from '../lib/notes.ts'
import type { FlowBatch } from './batch.ts'
import type { FlowOrigin } from './flow-table-output.ts'
import { JoinOutput } from './join-output.ts'
import { JoinWays } from './join-ways.ts'
import { sameExporter, type FlowRecord } from './join-record.ts'
import { RecentRecords } from './join-recent.ts'
import { hashKey, JoinTable } from './join-table.ts'
import { fin, rst, syn } from './packet.ts'

/** Silence that ends a session, seconds of record time: Zeek's. */
const tcpIdle = 300
const otherIdle = 60
/** Exporters' active timeouts, after which they report a session that goes on: from the shortest to the longest in use. */
const shortestActive = 60
const longestActive = 1800
/** How long exporters keep a record before they send it: what is always waited for, and at most. */
const shortestDelay = 120
const longestDelay = 7200
/** Waiting lists: sessions that may go on, by idle time, and ended ones, of which only late records can come. */
const tcpList = 0
const otherList = 1
const endedList = 2

/** Whether a record is of a meter that may be one of several on the packets' way: they name their interfaces. */
const isRouters = (record: FlowRecord): boolean =>
  (record.inInterface | record.outInterface) !== 0 && !record.sample && record.event === ''

/** Nobody looks at fewer packets than one in so many. */
const mostSampling = 2 ** 24

/** Sessions in memory at most, 128 bytes each. */
const maxSessions = 2 ** 19

/**
 * Joins one-way records into flows: both directions of a 5-tuple, and the pieces that an active timeout cut, are one flow.
 * Records may come in any order within the exporters' timeouts. Memory is bounded: when the table is full, the session that
 * waits longest is given up as it is, and that is noted.
 */
export class FlowJoin {
  readonly #origin: FlowOrigin & { readonly notes: Notes }
  readonly #output: JoinOutput
  readonly #table: JoinTable
  readonly #ways: JoinWays
  readonly #capacity: number
  /** The newest time of receipt: what the waiting lists run by. */
  #now = -Infinity
  /** No session is over before this time of receipt. */
  #due = -Infinity
  /** The longest record so far: how long a session's next piece may take to come. */
  #active = shortestActive
  /** The longest time from a record's last packet to its receipt so far: how much later the other direction may come. */
  #delay = shortestDelay

  readonly #notes = new JoinNotes()
  readonly #recent = new RecentRecords()

  constructor(origin: FlowOrigin & { readonly notes: Notes }, capacity = maxSessions) {
    this.#origin = origin
    this.#ways = new JoinWays(capacity)
    this.#output = new JoinOutput(origin, this.#notes, this.#ways)
    this.#capacity = capacity
    this.#table = new JoinTable(3, capacity)
  }

  /** Adds a record; `record` is not kept. */
  add(record: FlowRecord): void {
    if (record.packets + record.bytes + record.reversePackets + record.reverseBytes === 0 && !record.denied) {
      this.#notes.empty++
      return
    }
    if (record.translatedDst >= 0 || record.translatedDstPort > 0) this.#translate(record)
    if (isRouters(record) && this.#recent.has(record)) {
      this.#notes.again++
      return
    }
    if (record.sampling !== 1) this.#notes.sampled(record.sampling)
    this.#learn(record)
    if (record.received > this.#now) {
      this.#now = record.received
      if (this.#now > this.#due) this.#expire()
    }
    const flipped = record.src > record.dst || (record.src === record.dst && record.srcPort > record.dstPort)
    const row = this.#session(record, flipped)
    this.#merge(row, record, flipped ? 1 : 0)
    this.#wait(row)
  }

  /**
   * The host behind a translation is the target of what is sent to the address before it. A record has its source before, and the
   * other direction's record the other way about, so that both have the same two ends. Where a translation joins IPv4 and IPv6, they stay
   * as they are: no flow has one of each.
   */
  #translate(record: FlowRecord): void {
    const { hosts } = this.#origin
    const { translatedDst, translatedDstPort, protocol } = record
    if (translatedDst >= 0) {
      if (hosts.isIp4(translatedDst) !== hosts.isIp4(record.src)) return
      record.dst = translatedDst
    }
    if (translatedDstPort > 0 && (protocol === 6 || protocol === 17)) record.dstPort = translatedDstPort
  }

  take(): FlowBatch[] {
    return this.#output.take()
  }

  /** No more records come: every session is over. */
  finish(): FlowBatch[] {
    for (let list = 0; list < 3; list++)
      for (let row = this.#table.head(list); row >= 0; row = this.#table.head(list)) this.#close(row)
    this.#notes.say(this.#origin.notes, this.#origin.sensor)
    return this.#output.finish()
  }

  #learn(record: FlowRecord): void {
    const duration = record.end - record.start
    const delay = record.received - record.end
    if (duration > this.#active) this.#active = Math.min(longestActive, duration)
    // A clock that is hours off tells nothing.
    if (delay > this.#delay && delay <= longestDelay) this.#delay = delay
  }

  /** The open session that a record belongs to, or a new one. */
  #session(record: FlowRecord, flipped: boolean): number {
    const table = this.#table
    const low = flipped ? record.dst : record.src
    const high = flipped ? record.src : record.dst
    const lowPort = flipped ? record.dstPort : record.srcPort
    const highPort = flipped ? record.srcPort : record.dstPort
    const hash = hashKey(low, high, lowPort, highPort, record.protocol)
    let newest = -1
    for (let slot = table.index.first(hash); slot >= 0; slot = table.index.next(slot, hash)) {
      const row = table.index.row(slot)
      if (
        table.isOf(row, low, high, lowPort, highPort, record.protocol) &&
        this.#continues(row, record, flipped)
      )
        newest = row
    }
    if (newest >= 0) return newest
    if (table.index.size >= this.#capacity) this.#evict()
    return table.insert(hash, low, high, lowPort, highPort, record.protocol)
  }

  /** Whether a record is of the session in `row`: near enough in time, and no new connection after the end of an old one. */
  #continues(row: number, record: FlowRecord, flipped: boolean): boolean {
    const { rows } = this.#table
    const first = firstOf(rows, row)
    const last = lastOf(rows, row)
    const idle = record.protocol === 6 ? tcpIdle : otherIdle
    if (record.start > last + idle || record.end < first - idle) return false
    if (
      rows.bytes[row * bytesPerRow + at.closed] !== 0 &&
      record.event !== '' &&
      record.start >= last &&
      last > first
    )
      return false
    if (record.vrf !== 0 && this.#isOfAnotherVrf(row, record, flipped ? 1 : 0)) return false
    if (record.protocol !== 6 || rows.doubles[sideOf(row, flipped ? 1 : 0) + at.packets] === 0) return true
    const base = row * bytesPerRow + at.flags
    const flags = rows.bytes[base]! | rows.bytes[base + 1]!
    const reopened = record.start > last && (record.flags & syn) !== 0 && (flags & (fin | rst)) !== 0
    const earlier = record.end < first && (record.flags & (fin | rst)) !== 0 && (flags & syn) !== 0
    return !reopened && !earlier
  }

  /**
   * The same addresses in another VRF of the same exporter are other hosts. Both directions of a flow may have different ones, so
   * only records of the same direction are compared.
   */
  #isOfAnotherVrf(row: number, record: FlowRecord, end: number): boolean {
    const { words, bytes } = this.#table.rows
    if (bytes[row * bytesPerRow + at.way] !== 1 + end) return false
    const vrf = this.#ways.vrf(row)
    const isOfOne = sameExporter(words[row * wordsPerRow + at.observer + end]!, record.observer)
    return isOfOne && vrf !== 0 && vrf !== record.vrf
  }

  /** `end` is the one that the record's packets come from. */
  #merge(row: number, record: FlowRecord, end: number): void {
    const { words, doubles, bytes } = this.#table.rows
    const marks = row * bytesPerRow
    doubles[row * doublesPerRow + at.received] = this.#now
    if (record.vlan !== 0 && words[row * wordsPerRow + at.vlan] === 0)
      words[row * wordsPerRow + at.vlan] = record.vlan
    if (record.denied) bytes[marks + at.denied] = 1
    if (record.sampling !== 1) this.#sampled(row, record.sampling)
    const way = record.inInterface | record.outInterface | record.vrf | record.srcAs | record.dstAs
    if (way !== 0 && bytes[marks + at.way] === 0) this.#keepWay(row, record, end)
    if (record.initiator !== '')
      bytes[marks + at.initiator] = (record.initiator === 'src') === (end === 0) ? 1 : 2
    if (record.event !== '' && this.#restates(row, record, end)) return this.#restate(row, record, end)
    // Firewalls count bytes alone, and nothing of what they refuse; a packet there was.
    const packets = record.packets || (record.denied || record.bytes > 0 ? 1 : 0)
    const answers = record.reversePackets || (record.reverseBytes > 0 ? 1 : 0)
    if (packets > 0) this.#addSide(row, end, record, packets, record.bytes, record.flags)
    if (answers > 0) this.#addSide(row, 1 - end, record, answers, record.reverseBytes, record.reverseFlags)
  }

  /** Whether a firewall's record says again what is in the row, or less. */
  #restates(row: number, record: FlowRecord, end: number): boolean {
    const { doubles, bytes } = this.#table.rows
    const [forth, back] = [sideOf(row, end), sideOf(row, 1 - end)]
    if (record.event === 'whole' || bytes[row * bytesPerRow + at.closed] !== 0) return true
    return (
      record.event === 'either' &&
      doubles[forth + at.octets] === record.bytes &&
      doubles[back + at.octets] === record.reverseBytes
    )
  }

  /** Takes over what a firewall's log says of the whole flow. What comes after that is a part which was late. */
  #restate(row: number, record: FlowRecord, end: number): void {
    this.#table.rows.bytes[row * bytesPerRow + at.closed] = 1
    this.#atLeast(row, end, record, record.packets, record.bytes)
    this.#atLeast(row, 1 - end, record, record.reversePackets, record.reverseBytes)
  }

  #atLeast(row: number, end: number, record: FlowRecord, packets: number, octets: number): void {
    if (packets + octets === 0) return
    const { doubles } = this.#table.rows
    const side = sideOf(row, end)
    const isEmpty = doubles[side + at.packets] === 0
    doubles[side + at.first] = isEmpty ? record.start : Math.min(doubles[side + at.first]!, record.start)
    doubles[side + at.last] = Math.max(doubles[side + at.last]!, record.end)
    doubles[side + at.packets] = Math.max(doubles[side + at.packets]!, packets, 1)
    doubles[side + at.octets] = Math.max(doubles[side + at.octets]!, octets)
  }

  #keepWay(row: number, record: FlowRecord, end: number): void {
    this.#table.rows.bytes[row * bytesPerRow + at.way] = 1 + end
    this.#ways.keep(row, record)
  }

  #sampled(row: number, rate: number): void {
    const { words } = this.#table.rows
    const place = row * wordsPerRow + at.sampling
    words[place] = Math.max(words[place]!, 1, Math.min(mostSampling, Math.round(rate)))
  }

  #addSide(
    row: number,
    end: number,
    record: FlowRecord,
    packets: number,
    octets: number,
    flags: number,
  ): void {
    const { words, doubles, bytes } = this.#table.rows
    const side = sideOf(row, end)
    const observer = row * wordsPerRow + at.observer + end
    const empty = doubles[side + at.packets] === 0
    const again = !empty && words[observer] !== record.observer
    // Samples of single packets lie between those of another observer of the same flow.
    const isSample = record.sample || (record.sampling > 1 && record.end === record.start)
    if (again && (isSample || this.#overlaps(side, record))) {
      this.#notes.again++
      return
    }
    if (empty || record.start < doubles[side + at.first]!) {
      doubles[side + at.first] = record.start
      bytes[row * bytesPerRow + at.firstFlags + end] = flags
    }
    if (empty || record.end > doubles[side + at.last]!) doubles[side + at.last] = record.end
    // Whoever reports a piece first counts: it takes over, so that the other's report of the same piece is known for one.
    words[observer] = record.observer
    bytes[row * bytesPerRow + at.flags + end]! |= flags
    doubles[side + at.packets]! += packets
    doubles[side + at.octets]! += octets
  }

  /** Whether a record is of a time that an end's records cover; that two follow each other at once is no overlap. */
  #overlaps(side: number, record: FlowRecord): boolean {
    const { doubles } = this.#table.rows
    const [first, last] = [doubles[side + at.first]!, doubles[side + at.last]!]
    if (record.start === record.end || first === last) return record.start <= last && record.end >= first
    return record.start < last && record.end > first
  }

  #wait(row: number): void {
    const { doubles, bytes } = this.#table.rows
    const marks = row * bytesPerRow
    const low = bytes[marks + at.flags]!
    const high = bytes[marks + at.flags + 1]!
    const isTcp = bytes[marks + at.protocol] === 6
    const bothSeen = doubles[sideOf(row, 0) + at.packets]! > 0 && doubles[sideOf(row, 1) + at.packets]! > 0
    const ended = isTcp && bothSeen && ((low & high & fin) !== 0 || ((low | high) & rst) !== 0)
    this.#table.wait(row, ended ? endedList : isTcp ? tcpList : otherList)
  }

  #expire(): void {
    this.#due = Infinity
    this.#expireList(tcpList, tcpIdle + this.#active + this.#delay)
    this.#expireList(otherList, otherIdle + this.#active + this.#delay)
    this.#expireList(endedList, this.#delay)
  }

  /** Closes what has waited for `hold` seconds. */
  #expireList(list: number, hold: number): void {
    const table = this.#table
    for (let row = table.head(list); row >= 0; row = table.head(list)) {
      if (this.#received(row) + hold >= this.#now) break
      this.#close(row)
    }
    const row = table.head(list)
    this.#due = Math.min(this.#due, (row >= 0 ? this.#received(row) : this.#now) + hold)
  }

  #evict(): void {
    let oldest = -1
    for (let list = 0; list < 3; list++) {
      const row = this.#table.head(list)
      if (row >= 0 && (oldest < 0 || this.#received(row) < this.#received(oldest))) oldest = row
    }
    this.#close(oldest)
    this.#notes.evicted++
  }

  #received(row: number): number {
    return this.#table.rows.doubles[row * doublesPerRow + at.received]!
  }

  #close(row: number): void {
    this.#output.push(this.#table.rows, row)
    this.#table.remove(row)
  }
}
