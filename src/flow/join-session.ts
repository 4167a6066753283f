import * as at from './join-rows.ts'
import { bytesPerRow, firstOf, lastOf, sideOf, wordsPerRow, type JoinRows } from './join-rows.ts'

/** One end of a session, and what it sent. */
export interface End {
  /** Host id. */
  host: number
  port: number
  /** TCP flags of all its packets, and of its earliest record. */
  flags: number
  firstFlags: number
  /** Its first and last packet, seconds since the epoch; 0 where `packets` is. */
  first: number
  last: number
  packets: number
  octets: number
}

/** A session that is over, out of its row. One object, filled anew for each. */
export interface Session {
  /** The low end and the high end: the low one has the smaller host id, then port. */
  readonly ends: readonly [End, End]
  /** Its first and last packet, of either end. */
  first: number
  last: number
  protocol: number
  vlan: number
  /** Who opened it, where a sensor said so: 1 the low end, 2 the high end. */
  said: number
  denied: boolean
  /** Of how many packets one was looked at: 0 where all were, 1 where that is not known. */
  sampling: number
}

const emptyEnd = (): End => ({
  host: 0,
  port: 0,
  flags: 0,
  firstFlags: 0,
  first: 0.5,
  last: 0.5,
  packets: 0.5,
  octets: 0.5,
})

export const emptySession = (): Session => ({
  ends: [emptyEnd(), emptyEnd()],
  first: 0.5,
  last: 0.5,
  protocol: 0,
  vlan: 0,
  said: 0,
  denied: false,
  sampling: 0,
})

export function readSession(session: Session, rows: JoinRows, row: number): void {
  const { words, bytes } = rows
  const marks = row * bytesPerRow
  session.first = firstOf(rows, row)
  session.last = lastOf(rows, row)
  session.protocol = bytes[marks + at.protocol]!
  session.vlan = words[row * wordsPerRow + at.vlan]!
  session.said = bytes[marks + at.initiator]!
  session.denied = bytes[marks + at.denied] !== 0
  session.sampling = words[row * wordsPerRow + at.sampling]!
  readEnd(session.ends[0], rows, row, 0)
  readEnd(session.ends[1], rows, row, 1)
}

function readEnd(to: End, { words, doubles, bytes }: JoinRows, row: number, end: number): void {
  const side = sideOf(row, end)
  to.host = words[row * wordsPerRow + at.low + end]!
  to.port = words[row * wordsPerRow + at.lowPort + end]!
  to.flags = bytes[row * bytesPerRow + at.flags + end]!
  to.firstFlags = bytes[row * bytesPerRow + at.firstFlags + end]!
  to.first = doubles[side + at.first]!
  to.last = doubles[side + at.last]!
  to.packets = doubles[side + at.packets]!
  to.octets = doubles[side + at.octets]!
}
