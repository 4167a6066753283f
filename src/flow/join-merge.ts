import type { JoinNotes } from './join-notes.ts'
import type { FlowRecord } from './join-record.ts'
import { restate, restates } from './join-restate.ts'
import * as at from './join-rows.ts'
import { bytesPerRow, doublesPerRow, sideOf, wordsPerRow } from './join-rows.ts'
import type { JoinTable } from './join-table.ts'
import type { JoinWays } from './join-ways.ts'

/** Nobody looks at fewer packets than one in so many. */
const mostSampling = 2 ** 24

/** Adds records to the sessions that they belong to; of what several observers report of the same packets, one counts. */
export class JoinMerge {
  readonly #table: JoinTable
  readonly #ways: JoinWays
  readonly #notes: JoinNotes

  constructor(table: JoinTable, ways: JoinWays, notes: JoinNotes) {
    this.#table = table
    this.#ways = ways
    this.#notes = notes
  }

  /** Adds a record that came at `now`, or before; `end` is the one that its packets come from. */
  add(row: number, record: FlowRecord, end: number, now: number): void {
    const { rows } = this.#table
    rows.doubles[row * doublesPerRow + at.received] = now
    this.#describe(row, record, end)
    if (restates(rows, row, record, end)) return restate(rows, row, record, end)
    // Firewalls count bytes alone, and nothing of what they refuse; a packet there was.
    const packets = record.packets || (record.denied || record.bytes > 0 ? 1 : 0)
    const answers = record.reversePackets || (record.reverseBytes > 0 ? 1 : 0)
    if (packets > 0) this.#addSide(row, end, record, packets, record.bytes, record.flags)
    if (answers > 0) this.#addSide(row, 1 - end, record, answers, record.reverseBytes, record.reverseFlags)
  }

  /** What a record says of the session beside its times, counts and flags. */
  #describe(row: number, record: FlowRecord, end: number): void {
    const { words, bytes } = this.#table.rows
    const marks = row * bytesPerRow
    const vlan = row * wordsPerRow + at.vlan
    if (record.vlan !== 0 && words[vlan] === 0) words[vlan] = record.vlan
    if (record.denied) bytes[marks + at.denied] = 1
    if (record.sampling !== 1) this.#sampled(row, record.sampling)
    if (bytes[marks + at.way] === 0 && hasWay(record)) {
      bytes[marks + at.way] = 1 + end
      this.#ways.keep(row, record)
    }
    if (record.initiator !== '')
      bytes[marks + at.initiator] = (record.initiator === 'src') === (end === 0) ? 1 : 2
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
    if (!empty && words[observer] !== record.observer && this.#isAgain(side, record)) {
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

  /**
   * Whether another observer's record is of packets that an end's records cover; that two follow each other at once is no overlap.
   * Samples of single packets lie between those of another observer of the same flow.
   */
  #isAgain(side: number, record: FlowRecord): boolean {
    if (record.sample || (record.sampling > 1 && record.end === record.start)) return true
    const { doubles } = this.#table.rows
    const [first, last] = [doubles[side + at.first]!, doubles[side + at.last]!]
    if (record.start === record.end || first === last) return record.start <= last && record.end >= first
    return record.start < last && record.end > first
  }
}

const hasWay = (record: FlowRecord): boolean =>
  (record.inInterface | record.outInterface | record.vrf | record.srcAs | record.dstAs) !== 0
