import { ack as ackFlag, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'
import {
  closed,
  didClose,
  established,
  inactive,
  midStream,
  sentFin,
  stateOf,
  synAckSent,
  synSent,
  wasReset,
} from './flow-table-tcp-side.ts'

/** Zeek's conn_state of a TCP flow, from its sides' states. */
export function tcpState(rows: FlowRows, row: number, history: string): string {
  const words = rows.words
  const base = row * wordsPerRow
  const from = stateOf(words[base + at.originator]!)
  const to = stateOf(words[base + at.responder]!)
  const fromUnknown = from === inactive || from === midStream
  const toUnknown = to === inactive || to === midStream
  if (to === wasReset) {
    const empty = size(words, base + at.originator) === 0 && size(words, base + at.responder) === 0
    if (from === synSent || from === synAckSent || (from === wasReset && empty)) return 'REJ'
    return fromUnknown ? 'RSTRH' : 'RSTR'
  }
  if (from === wasReset) {
    if (!toUnknown) return 'RSTO'
    return /^\^?S[^HAFGIQ]*R/.test(history) ? 'RSTOS0' : 'OTH'
  }
  if (from === closed && to === closed) return 'SF'
  if (from === closed) return toUnknown ? 'SH' : 'S2'
  if (to === closed) return fromUnknown ? 'SHR' : 'S3'
  if (from === synSent && to === inactive) return 'S0'
  return from === established && to === established ? 'S1' : 'OTH'
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

/** Whether a packet opens a new flow over the old one's 5-tuple. */
export function opensAnew(words: Int32Array, base: number, packet: Packet): boolean {
  if ((packet.flags & syn) === 0) return false
  const a = words[base + at.originator]!
  const b = words[base + at.responder]!
  const reply = (packet.flags & ackFlag) !== 0
  if (reply && stateOf(a) !== inactive) return false
  if ((a & b & didClose) !== 0) return true
  if (packet.seq === words[base + (reply ? at.responder : at.originator) + at.startSeq]) return false
  const reversed = stateOf(a) === synAckSent && stateOf(b) === inactive
  return !(!reply && reversed && packet.seq === words[base + at.responder + at.startSeq])
}
