import * as at from './join-rows.ts'
import { JoinNotes } from './join-notes.ts'
import { doublesPerSide, wordsPerRow } from './join-rows.ts'
import type { Notes } from '../lib/notes.ts'
import type { FlowBatch } from './batch.ts'
import type { FlowOrigin } from './flow-table-output.ts'
import { firstOf, JoinOutput, lastOf } from './join-output.ts'
import type { FlowRecord } from './join-record.ts'
import { JoinTable } from './join-table.ts'
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

/** Sessions in memory at most, about 120 bytes each. */
const maxSessions = 2 ** 19

/**
 * Joins one-way records into flows: both directions of a 5-tuple, and the pieces that an active timeout cut, are one flow.
 * Records may come in any order within the exporters' timeouts. Memory is bounded: when the table is full, the session that
 * waits longest is given up as it is, and that is noted.
 */
export class FlowJoin {
  readonly #origin: FlowOrigin & { readonly notes: Notes }
  readonly #output: JoinOutput
  readonly #table = new JoinTable(3)
  readonly #capacity: number
  /** The newest time of receipt: what the waiting lists run by. */
  #now = -Infinity
  /** The longest record so far: how long a session's next piece may take to come. */
  #active = shortestActive
  /** The longest time from a record's last packet to its receipt so far: how much later the other direction may come. */
  #delay = shortestDelay

  readonly #notes = new JoinNotes()

  constructor(origin: FlowOrigin & { readonly notes: Notes }, capacity = maxSessions) {
    this.#origin = origin
    this.#output = new JoinOutput(origin)
    this.#capacity = capacity
  }

  /** Adds a record; `record` is not kept. */
  add(record: FlowRecord): void {
    if (record.packets + record.bytes + record.reversePackets + record.reverseBytes === 0 && !record.denied) {
      this.#notes.empty++
      return
    }
    if (record.sampling !== 1) this.#notes.sampled(record.sampling)
    this.#learn(record)
    if (record.received > this.#now) {
      this.#now = record.received
      this.#expire()
    }
    const flipped = record.src > record.dst || (record.src === record.dst && record.srcPort > record.dstPort)
    const row = this.#session(record, flipped)
    this.#merge(row, record, flipped ? 1 : 0)
    this.#wait(row)
  }

  take(): FlowBatch[] {
    return this.#output.take()
  }

  /** No more records come: every session is over. */
  finish(): FlowBatch[] {
    for (let list = 0; list < 3; list++)
      for (let row = this.#table.head(list); row >= 0; row = this.#table.head(list)) this.#close(row)
    this.#notes.say(this.#origin.notes, this.#origin.sensor, this.#output.oneWay)
    this.#output.oneWay = 0
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
    for (
      let row = table.bucket(low, high, lowPort, highPort, record.protocol);
      row >= 0;
      row = table.rows.words[row * wordsPerRow + at.next]!
    )
      if (
        table.isOf(row, low, high, lowPort, highPort, record.protocol) &&
        this.#continues(row, record, flipped)
      )
        return row
    if (table.size >= this.#capacity) this.#evict()
    return table.insert(low, high, lowPort, highPort, record.protocol)
  }

  /** Whether a record is of the session in `row`: near enough in time, and no new connection after the end of an old one. */
  #continues(row: number, record: FlowRecord, flipped: boolean): boolean {
    const { rows } = this.#table
    const first = firstOf(rows, row)
    const last = lastOf(rows, row)
    const idle = record.protocol === 6 ? tcpIdle : otherIdle
    if (record.start > last + idle || record.end < first - idle) return false
    if (
      record.protocol !== 6 ||
      rows.doubles[(row * 2 + (flipped ? 1 : 0)) * doublesPerSide + at.packets] === 0
    )
      return true
    const flags = rows.flags[row * 2]! | rows.flags[row * 2 + 1]!
    const reopened = record.start > last && (record.flags & syn) !== 0 && (flags & (fin | rst)) !== 0
    const earlier = record.end < first && (record.flags & (fin | rst)) !== 0 && (flags & syn) !== 0
    return !reopened && !earlier
  }

  #merge(row: number, record: FlowRecord, side: number): void {
    const { rows } = this.#table
    const from = row * 2 + side
    const to = row * 2 + 1 - side
    rows.received[row] = this.#now
    if (record.vlan !== 0 && rows.words[row * wordsPerRow + at.vlan] === 0)
      rows.words[row * wordsPerRow + at.vlan] = record.vlan
    if (record.denied) rows.words[row * wordsPerRow + at.denied] = 1
    if (record.sampling !== 1) rows.words[row * wordsPerRow + at.sampled] = 1
    if (record.initiator !== '')
      rows.words[row * wordsPerRow + at.initiator] = (record.initiator === 'src') === (side === 0) ? 1 : 2
    // Firewalls count bytes alone, and nothing of what they refuse; a packet there was.
    const packets = record.packets || (record.denied || record.bytes > 0 ? 1 : 0)
    const answers = record.reversePackets || (record.reverseBytes > 0 ? 1 : 0)
    if (packets > 0) this.#addSide(from, record, packets, record.bytes, record.flags)
    if (answers > 0) this.#addSide(to, record, answers, record.reverseBytes, record.reverseFlags)
  }

  #addSide(side: number, record: FlowRecord, packets: number, bytes: number, flags: number): void {
    const { rows } = this.#table
    const empty = rows.doubles[side * doublesPerSide + at.packets] === 0
    const again = !empty && rows.observer[side] !== record.observer
    const overlaps =
      record.start <= rows.doubles[side * doublesPerSide + at.last]! &&
      record.end >= rows.doubles[side * doublesPerSide + at.first]!
    // Samples of single packets lie between those of another observer of the same flow.
    if (again && (overlaps || (record.sampling > 1 && record.end === record.start))) {
      this.#notes.again++
      return
    }
    if (empty || record.start < rows.doubles[side * doublesPerSide + at.first]!) {
      rows.doubles[side * doublesPerSide + at.first] = record.start
      rows.firstFlags[side] = flags
    }
    if (empty || record.end > rows.doubles[side * doublesPerSide + at.last]!)
      rows.doubles[side * doublesPerSide + at.last] = record.end
    // Whoever reports a piece first counts: it takes over, so that the other's report of the same piece is known for one.
    rows.observer[side] = record.observer
    rows.flags[side]! |= flags
    rows.doubles[side * doublesPerSide + at.packets]! += packets
    rows.doubles[side * doublesPerSide + at.bytes]! += bytes
  }

  #wait(row: number): void {
    const { rows } = this.#table
    const low = rows.flags[row * 2]!
    const high = rows.flags[row * 2 + 1]!
    const isTcp = rows.words[row * wordsPerRow + at.protocol] === 6
    const bothSeen =
      rows.doubles[row * 2 * doublesPerSide + at.packets]! > 0 &&
      rows.doubles[(row * 2 + 1) * doublesPerSide + at.packets]! > 0
    const ended = isTcp && bothSeen && ((low & high & fin) !== 0 || ((low | high) & rst) !== 0)
    this.#table.wait(row, ended ? endedList : isTcp ? tcpList : otherList)
  }

  #expire(): void {
    this.#expireList(tcpList, tcpIdle + this.#active + this.#delay)
    this.#expireList(otherList, otherIdle + this.#active + this.#delay)
    this.#expireList(endedList, this.#delay)
  }

  #expireList(list: number, hold: number): void {
    const table = this.#table
    for (let row = table.head(list); row >= 0; row = table.head(list)) {
      if (table.rows.received[row]! + hold >= this.#now) return
      this.#close(row)
    }
  }

  #evict(): void {
    let oldest = -1
    for (let list = 0; list < 3; list++) {
      const row = this.#table.head(list)
      if (row >= 0 && (oldest < 0 || this.#table.rows.received[row]! < this.#table.rows.received[oldest]!))
        oldest = row
    }
    this.#close(oldest)
    this.#notes.evicted++
  }

  #close(row: number): void {
    this.#output.push(this.#table.rows, row)
    this.#table.remove(row)
  }
}
