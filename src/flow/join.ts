import type { Notes } from '../lib/notes.ts'
import type { FlowBatch } from './batch.ts'
import type { FlowOrigin } from './flow-table-output.ts'
import { JoinMerge } from './join-merge.ts'
import { JoinNotes } from './join-notes.ts'
import { JoinOutput } from './join-output.ts'
import { RecentRecords } from './join-recent.ts'
import { sameExporter, type FlowRecord } from './join-record.ts'
import * as at from './join-rows.ts'
import { bytesPerRow, doublesPerRow, firstOf, lastOf, sideOf, wordsPerRow } from './join-rows.ts'
import { hashKey, JoinTable } from './join-table.ts'
import { endedList, idleOf, JoinTimeouts, otherList, tcpList } from './join-timeouts.ts'
import { translate } from './join-translate.ts'
import { JoinWays } from './join-ways.ts'
import { fin, rst, syn } from './packet.ts'

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
  readonly #notes = new JoinNotes()
  readonly #recent = new RecentRecords()
  readonly #timeouts = new JoinTimeouts()
  readonly #merge: JoinMerge

  constructor(origin: FlowOrigin & { readonly notes: Notes }, capacity = maxSessions) {
    this.#origin = origin
    this.#ways = new JoinWays(capacity)
    this.#output = new JoinOutput(origin, this.#notes, this.#ways)
    this.#capacity = capacity
    this.#table = new JoinTable(3, capacity)
    this.#merge = new JoinMerge(this.#table, this.#ways, this.#notes)
  }

  /** Adds a record; `record` is not kept. */
  add(record: FlowRecord): void {
    if (record.packets + record.bytes + record.reversePackets + record.reverseBytes === 0 && !record.denied) {
      this.#notes.empty++
      return
    }
    if (record.translatedDst >= 0 || record.translatedDstPort > 0) translate(record, this.#origin.hosts)
    if (this.#recent.has(record)) {
      this.#notes.again++
      return
    }
    if (record.sampling !== 1) this.#notes.sampled(record.sampling)
    this.#timeouts.learn(record)
    if (record.received > this.#now) {
      this.#now = record.received
      if (this.#now > this.#due) this.#expire()
    }
    const flipped = record.src > record.dst || (record.src === record.dst && record.srcPort > record.dstPort)
    const row = this.#session(record, flipped)
    this.#merge.add(row, record, flipped ? 1 : 0, this.#now)
    this.#wait(row)
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
    const idle = idleOf(record.protocol)
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
    for (let list = 0; list < 3; list++) this.#expireList(list, this.#timeouts.hold(list))
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
