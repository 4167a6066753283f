import { ack, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import { letters, wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import { acknowledge, advance, gap, received, startSide } from './flow-table-tcp-seq.ts'
import { closed, didClose, sentFin, stateOf, wasReset } from './flow-table-tcp-side.ts'
import { settleRoles } from './flow-table-tcp-roles.ts'
import { nextState } from './flow-table-tcp-states.ts'

/**
 * What one TCP packet does to its flow: Zeek's endpoint states, sequence numbers and history letters (as its TCP session
 * adapter has them), so that conn_state and history read the same.
 * `side` is where the words of the packet's sender begin: `originator` or `responder`.
 */
export function tcpPacket(rows: FlowRows, row: number, side: number, packet: Packet): void {
  const words = rows.words
  const base = row * wordsPerRow
  if ((words[base + at.bits]! & at.rolesKnown) === 0) side = settleRoles(rows, row, side, packet)
  const me = base + side
  const peer = base + at.otherSide(side)
  const { flags, payloadLength } = packet
  const isSyn = (flags & syn) >> 1
  const end = (packet.seq + isSyn + (flags & fin) + ((flags & rst) !== 0 ? 0 : payloadLength)) | 0
  startSide(words, base, side, flags, packet.seq, end)
  flagLetters(rows, row, side, packet, (packet.seq - words[me + at.startSeq]!) | 0)
  if (packet.window === 0 && zeroWindowMatters(words, me, peer, flags))
    rows.letterScaled(row, side, at.zeroWindows, letters.W)
  if ((words[me]! & words[peer]! & didClose) === 0) rows.touch(row, packet.ts)
  if ((flags & fin) !== 0) words[me]! |= sentFin
  if ((flags & ack) !== 0) acknowledge(words, peer, flags, packet.ack)
  if (advance(words, me, flags, end, payloadLength)) rows.letterScaled(row, side, at.retransmits, letters.T)
  const closing = nextState(words, me, peer, side, packet)
  if (gap(words, me, peer, packet)) rows.letterScaled(row, at.otherSide(side), at.gaps, letters.G)
  if (payloadLength > 0 && (flags & rst) === 0 && packet.payloadEnd - packet.payload >= payloadLength)
    received(words, me, (packet.seq + isSyn) | 0, payloadLength)
  if (closing) words[me]! |= didClose
}

/** A closed window says nothing with or after a RST, nor once the peer has sent its FIN. */
const zeroWindowMatters = (words: Int32Array, me: number, peer: number, flags: number): boolean =>
  (flags & rst) === 0 && stateOf(words[peer]!) !== closed && stateOf(words[me]!) !== wasReset

/** Letters of flags and payload; `relative` counts from the sender's first sequence number. */
function flagLetters(rows: FlowRows, row: number, side: number, packet: Packet, relative: number): void {
  const { flags, payloadLength } = packet
  const control = flags & (syn | fin | rst)
  if (control === 0) {
    if (payloadLength > 0) rows.letterOnce(row, side, at.dataLetter, letters.D)
    else if ((flags & ack) !== 0) rows.letterOnce(row, side, at.ackLetter, letters.A)
  } else if (control === syn)
    rows.letterOnce(row, side, at.synLetter, (flags & ack) !== 0 ? letters.H : letters.S)
  else if (control === fin)
    again(rows, row, side, at.finLetter, letters.F, at.lastFin, (relative + payloadLength) | 0)
  else if (control === rst) again(rows, row, side, at.rstLetter, letters.R, at.lastRst, relative)
  else if ((control & (fin | rst)) === (fin | rst)) rows.letterOnce(row, side, at.finRstLetter, letters.I)
  else rows.letterOnce(row, side, at.multiLetter, letters.Q)
}

/** FIN and RST stand again when their sequence number differs from the last of their kind. */
function again(
  rows: FlowRows,
  row: number,
  side: number,
  bit: number,
  code: number,
  lastOf: number,
  relative: number,
): void {
  const i = row * wordsPerRow + side + lastOf
  if (rows.letterOnce(row, side, bit, code) && rows.words[i] !== relative) rows.letter(row, side, code)
  rows.words[i] = relative
}
