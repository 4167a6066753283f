import { ack as ackFlag, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import { fitsStart, hasSyn } from './flow-table-tcp-seq.ts'
import {
  closed,
  didClose,
  established,
  inactive,
  midStream,
  previousOf,
  sentFin,
  startKnown,
  stateOf,
  synAckSent,
  synSent,
  wasReset,
} from './flow-table-tcp-side.ts'

/** Zeek's conn_state of a TCP flow, from its sides' states; but who answers by resets alone had no connection. */
export function tcpState(rows: FlowRows, row: number, history: string): string {
  const words = rows.words
  const base = row * wordsPerRow
  const from = stateOf(words[base + at.originator]!)
  const to = stateOf(words[base + at.responder]!)
  const fromUnknown = from === inactive || from === midStream
  const toUnknown = to === inactive || to === midStream
  if (to === wasReset)
    return isRejected(words, base)
      ? 'REJ'
      : fromUnknown || onlyResets(words, base + at.responder)
        ? 'RSTRH'
        : 'RSTR'
  if (from === wasReset) {
    if (!toUnknown && !onlyResets(words, base + at.originator)) return 'RSTO'
    return /^\^?S[^HAFGIQ]*R/.test(history) ? 'RSTOS0' : 'OTH'
  }
  if (from === closed && to === closed) return 'SF'
  if (from === closed) return toUnknown ? 'SH' : 'S2'
  if (to === closed) return fromUnknown ? 'SHR' : 'S3'
  if (from === synSent && to === inactive) return 'S0'
  return from === established && to === established ? 'S1' : 'OTH'
}

/** A side that was reset before it was anything else. */
const onlyResets = (words: Int32Array, side: number): boolean => previousOf(words[side]!) === inactive

/** Whether the responder's reset refused an attempt: a SYN or SYN-ACK without more, or one with a FIN. */
function isRejected(words: Int32Array, base: number): boolean {
  const originator = words[base + at.originator]!
  const state = stateOf(originator)
  if (state === synSent || state === synAckSent) return true
  if (onlyResets(words, base + at.responder)) return state === wasReset || previousOf(originator) === synSent
  return (
    state === wasReset && size(words, base + at.originator) === 0 && size(words, base + at.responder) === 0
  )
}

/** Payload bytes of a side, by its sequence numbers. */
function size(words: Int32Array, side: number): number {
  const last = (words[side + at.lastSeq]! - words[side + at.startSeq]!) | 0
  const acked = (words[side + at.ackSeq]! - words[side + at.startSeq]!) | 0
  const bytes = Math.max(last, acked) - 1
  return Math.max(0, (words[side]! & sentFin) !== 0 && bytes > 0 ? bytes - 1 : bytes)
}

/** Seconds without a packet after which a TCP flow is over, as Zeek's timers have it. */
export function tcpPatience(words: Int32Array, base: number): number {
  const a = words[base + at.originator]!
  const b = words[base + at.responder]!
  const from = stateOf(a)
  const to = stateOf(b)
  const over =
    (a & b & didClose) !== 0 || from === wasReset || to === wasReset || from === inactive || to === inactive
  if (((a | b) & didClose) !== 0 && over) return 5
  return from <= synAckSent && to <= synAckSent ? 60 : 300
}

/** Nobody has answered the SYN: such an attempt is over 5 s after its first packet. */
export const unanswered = (words: Int32Array, base: number): boolean => {
  const from = stateOf(words[base + at.originator]!)
  return (from === synSent || from === synAckSent) && stateOf(words[base + at.responder]!) === inactive
}

/** The longest that any flow goes without a packet. */
export const mostPatience = 300

/**
 * Whether a SYN or SYN-ACK from this side opens a new flow over the old one's 5-tuple: one with the numbers of the old one
 * is of it, as long as that lacks its SYN or is open.
 */
export function opensAnew(words: Int32Array, base: number, side: number, packet: Packet): boolean {
  const a = words[base + at.originator]!
  const b = words[base + at.responder]!
  const bothClosed = (a & b & didClose) !== 0
  if (fitsStart(words, base + side, packet.seq)) return bothClosed && hasSyn(words, base, side)
  return bothClosed || (packet.flags & ackFlag) === 0 || stateOf(a) === inactive
}

/** Whether a packet is of a flow that its silence would have ended: the SYN that it lacks, its FIN once more, or an ACK behind that. */
export function comesLate(words: Int32Array, base: number, side: number, packet: Packet): boolean {
  const me = base + side
  const { flags, seq, payloadLength } = packet
  if ((flags & syn) !== 0) {
    const certain = (flags & ackFlag) === 0 && (words[me]! & startKnown) !== 0
    return certain && seq === words[me + at.startSeq] && !hasSyn(words, base, side)
  }
  const end = (seq + (flags & fin) + ((flags & rst) === 0 ? payloadLength : 0)) | 0
  return stateOf(words[me]!) === closed && end === words[me + at.lastSeq]
}
