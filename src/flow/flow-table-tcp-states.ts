import { ack as ackFlag, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import type { FlowRows } from './flow-table-rows.ts'
import {
  closed,
  established,
  inactive,
  midStream,
  previousOf,
  setState,
  stateOf,
  synAckSent,
  synSent,
  wasReset,
} from './flow-table-tcp-side.ts'

/** The state that a packet brings its sender (and peer) to. True where the sender's side is closed by it. */
export function nextState(
  rows: FlowRows,
  row: number,
  me: number,
  peer: number,
  side: number,
  packet: Packet,
): boolean {
  const words = rows.words
  const flags = packet.flags
  switch (stateOf(words[me]!)) {
    case inactive:
      return fromInactive(rows, row, me, peer, side, packet)
    case synSent:
    case synAckSent:
      return closeOrReset(words, me, flags)
    case established:
    case midStream:
      return fromEstablished(words, me, peer, flags)
    case closed:
      if ((flags & rst) !== 0 && stateOf(words[peer]!) !== closed) {
        setState(words, me, wasReset)
        return true
      }
      return false
    default:
      return false
  }
}

function closeOrReset(words: Int32Array, me: number, flags: number): boolean {
  if ((flags & fin) !== 0) setState(words, me, closed)
  if ((flags & rst) !== 0) setState(words, me, wasReset)
  return (flags & (fin | rst)) !== 0
}

function fromEstablished(words: Int32Array, me: number, peer: number, flags: number): boolean {
  const lone = stateOf(words[me]!) === midStream && stateOf(words[peer]!) === inactive
  if ((flags & syn) !== 0 && (flags & ackFlag) === 0 && lone) setState(words, me, synSent)
  if ((flags & fin) !== 0 && (flags & rst) === 0) {
    setState(words, me, closed)
    // The peer sent a FIN, then a RST: an ordinary end after all.
    if (stateOf(words[peer]!) === wasReset && previousOf(words[peer]!) === closed)
      setState(words, peer, closed)
  }
  if ((flags & rst) !== 0) setState(words, me, wasReset)
  return (flags & (fin | rst)) !== 0
}

function fromInactive(
  rows: FlowRows,
  row: number,
  me: number,
  peer: number,
  side: number,
  packet: Packet,
): boolean {
  const words = rows.words
  const flags = packet.flags
  if ((flags & syn) !== 0) {
    if (side === at.originator) setState(words, me, (flags & ackFlag) !== 0 ? synAckSent : synSent)
    else answerSyn(rows, row, me, peer, packet)
  }
  if ((flags & (fin | rst)) !== 0) return closeOrReset(words, me, flags)
  if (stateOf(words[me]!) !== inactive || (flags & syn) !== 0) return false
  const early = side === at.responder && packet.payloadLength === 0 && stateOf(words[peer]!) === synSent
  // A SYN-ACK was seen and now its acknowledgement: only the SYN was missed.
  if ((flags & ackFlag) !== 0 && stateOf(words[peer]!) === established) setState(words, me, established)
  else if (!early) setState(words, me, midStream)
  return false
}

/** A SYN or SYN-ACK from the responder. A SYN that a SYN-ACK before it had answered shows that the roles were guessed wrong. */
function answerSyn(rows: FlowRows, row: number, me: number, peer: number, packet: Packet): void {
  const words = rows.words
  const before = stateOf(words[peer]!)
  if (before === synSent) setState(words, peer, established)
  setState(words, me, established)
  if ((packet.flags & ackFlag) === 0 && before === synAckSent) {
    setState(words, peer, established)
    rows.flip(row)
  }
}
