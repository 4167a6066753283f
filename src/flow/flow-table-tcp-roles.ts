import { ack, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import { established, setState, stateOf, synAckSent } from './flow-table-tcp-side.ts'

/**
 * Who opened a connection, where its first packet did not say. Its SYN does, however late it comes, and so does a SYN-ACK that is
 * not the first packet. One that is may belong to a scan: it answers where an ACK or data follows from either side, and a
 * RST leaves its sender the originator (Zeek's TCP_Endpoint::CheckHistory). Returns the sender's side, which changes with the roles.
 */
export function settleRoles(rows: FlowRows, row: number, side: number, { flags }: Packet): number {
  const { words } = rows
  const base = row * wordsPerRow
  const first = (words[base + at.bits]! & at.answerFirst) !== 0
  const opener =
    (flags & syn) !== 0 ? openerBySyn(side, flags, first) : first ? openerBy(words, base, side, flags) : 0
  if (opener === 0) return side
  if (!first || (flags & rst) === 0)
    words[base + at.bits] = (words[base + at.bits]! & ~at.answerFirst) | at.rolesKnown
  if (opener === at.responder) rows.flip(row)
  if (first) turnAnswer(words, base, flags)
  return opener === at.responder ? at.otherSide(side) : side
}

const openerBySyn = (side: number, flags: number, first: boolean): number =>
  (flags & ack) === 0 ? side : first ? 0 : at.otherSide(side)

/** The opener after a first SYN-ACK, by what follows it; 0 where that says nothing. */
function openerBy(words: Int32Array, base: number, side: number, flags: number): number {
  const answering = (words[base + at.seen]! & at.synLetter) !== 0 ? at.originator : at.responder
  if ((flags & rst) === 0) return at.otherSide(answering)
  return side === answering ? 0 : answering
}

/** The state of who sent the first SYN-ACK: it answered, or its scan did. */
function turnAnswer(words: Int32Array, base: number, flags: number): void {
  if ((flags & rst) !== 0) setState(words, base + at.originator, synAckSent)
  else if (stateOf(words[base + at.responder]!) === synAckSent)
    setState(words, base + at.responder, established)
}
