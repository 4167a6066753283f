import { ack as ackFlag, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import {
  closed,
  established,
  inactive,
  previousOf,
  sentFin,
  startKnown,
  stateOf,
  wasReset,
} from './flow-table-tcp-side.ts'

/** Sequence numbers of a TCP flow's sides: 32-bit words that wrap; differences are taken as signed. */

/** Jumps that are not believed of a SYN, a RST or an acknowledgement of 0. */
const tooFar = 1 << 20

/** Sets where the sender's numbers begin. Without a SYN, as though one had come just before. */
export function startSide(
  words: Int32Array,
  base: number,
  side: number,
  flags: number,
  seq: number,
  end: number,
): void {
  const me = base + side
  const status = words[me]!
  const state = stateOf(status)
  if ((flags & syn) === 0) {
    if (state === inactive && (status & startKnown) === 0) setStart(words, me, (seq - 1) | 0, seq)
    return
  }
  const again = state !== closed && (state !== wasReset || previousOf(status) === inactive)
  const isLate = !hasSyn(words, base, side) && !isUnheard(words, me) && fitsStart(words, me, seq)
  if (isLate) words[me + at.startSeq] = seq
  else if (again) setStart(words, me, seq, end)
  words[me]! |= startKnown
}

/** Whether the side has sent a SYN or SYN-ACK. */
export const hasSyn = (words: Int32Array, base: number, side: number): boolean =>
  ((words[base + at.seen]! >>> (side === at.responder ? 16 : 0)) & at.synLetter) !== 0

/** Neither the side nor its peer has told of the side's numbers. */
const isUnheard = (words: Int32Array, side: number): boolean =>
  stateOf(words[side]!) === inactive && words[side + at.startSeq] === 0 && words[side + at.lastSeq] === 0

/** Whether a SYN's number is where its sender's numbers begin: exactly where that is certain, else shortly before the first one seen. */
export function fitsStart(words: Int32Array, side: number, seq: number): boolean {
  const before = (words[side + at.startSeq]! - seq) | 0
  if ((words[side]! & startKnown) !== 0) return before === 0
  return isUnheard(words, side) || (before >= 0 && before < tooFar)
}

function setStart(words: Int32Array, side: number, first: number, last: number): void {
  words[side + at.startSeq] = first
  words[side + at.ackSeq] = first
  words[side + at.lastSeq] = last
  words[side + at.nextSeq] = words[side + at.heldFrom] = words[side + at.heldTo] = (first + 1) | 0
}

/** The sender acknowledges what its peer has sent. */
export function acknowledge(words: Int32Array, peer: number, flags: number, ack: number): void {
  const unsure = (words[peer]! & startKnown) === 0
  if (unsure && stateOf(words[peer]!) === inactive) setStart(words, peer, (ack - 1) | 0, (ack - 1) | 0)
  if (unsure && (flags & syn) !== 0) {
    words[peer + at.startSeq] = (ack - 1) | 0
    words[peer]! |= startKnown
  } else if ((flags & rst) === 0) {
    const delta = (ack - words[peer + at.ackSeq]!) | 0
    if (delta > 0 && !(ack === 0 && delta > tooFar)) words[peer + at.ackSeq] = ack
  }
}

/** Moves the sender's highest number on to `end`. True where the packet repeats payload. */
export function advance(words: Int32Array, me: number, flags: number, end: number, length: number): boolean {
  const last = words[me + at.lastSeq]!
  const delta = (end - last) | 0
  const jumps = delta > tooFar || delta < -tooFar
  if ((flags & (syn | rst)) !== 0 && jumps) return false
  const onlySyn = last === ((words[me + at.startSeq]! + 1) | 0)
  if ((flags & fin) !== 0 && onlySyn) words[me + at.lastSeq] = end
  else if (stateOf(words[me]!) === wasReset) return false
  else if (delta > 0) words[me + at.lastSeq] = end
  else return length > 0
  return false
}

/**
 * Captured payload moves the expected number on; what came before its turn is kept as one range, so that
 * a hole that is filled later is no gap.
 */
export function received(words: Int32Array, me: number, seq: number, length: number): void {
  const end = (seq + length) | 0
  const next = words[me + at.nextSeq]!
  const from = words[me + at.heldFrom]!
  const to = words[me + at.heldTo]!
  if (((seq - next) | 0) > 0) {
    const held = ((to - next) | 0) > 0
    words[me + at.heldFrom] = held && ((from - seq) | 0) < 0 ? from : seq
    words[me + at.heldTo] = held && ((to - end) | 0) > 0 ? to : end
  } else if (((end - next) | 0) > 0) {
    const joins = ((from - end) | 0) <= 0 && ((to - end) | 0) > 0
    words[me + at.nextSeq] = joins ? to : end
  }
}

/** Whether the sender acknowledges payload of its peer that was not captured: a content gap, once both were established. */
export function gap(words: Int32Array, me: number, peer: number, packet: Packet): boolean {
  if ((packet.flags & ackFlag) === 0) return false
  const finished = (words[peer]! & sentFin) !== 0 && packet.ack === words[peer + at.lastSeq]! ? 1 : 0
  const next = words[peer + at.nextSeq]!
  const until = (packet.ack - finished) | 0
  const missing = (until - next) | 0
  if (missing <= 0) return false
  const joins =
    ((words[peer + at.heldFrom]! - until) | 0) <= 0 && ((words[peer + at.heldTo]! - until) | 0) > 0
  words[peer + at.nextSeq] = joins ? words[peer + at.heldTo]! : until
  return clean(words[me]!) && clean(words[peer]!)
}

const clean = (status: number): boolean =>
  stateOf(status) === established || (stateOf(status) === closed && previousOf(status) === established)
