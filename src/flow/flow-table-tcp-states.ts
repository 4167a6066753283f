import { ack as ackFlag, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
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
  words: Int32Array,
  me: number,
  peer: number,
  side: number,
  packet: Packet,
): boolean {
  const flags = packet.flags
  switch (stateOf(words[me]!)) {
    case inactive:
      return fromInactive(words, me, peer, side, packet)
    case synSent:
      if (stateOf(words[peer]!) === synSent && (flags & (ackFlag | rst)) === ackFlag) open(words, me, peer)
      return closeOrReset(words, me, flags)
    case synAckSent:
      return closeOrReset(words, me, flags)
    case established:
    case midStream:
      return fromEstablished(words, me, peer, side, flags)
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

/** Both sides have sent a SYN, and one has acknowledged the other's. */
function open(words: Int32Array, me: number, peer: number): void {
  setState(words, me, established)
  setState(words, peer, established)
}

function closeOrReset(words: Int32Array, me: number, flags: number): boolean {
  if ((flags & fin) !== 0) setState(words, me, closed)
  if ((flags & rst) !== 0) setState(words, me, wasReset)
  return (flags & (fin | rst)) !== 0
}

function fromEstablished(words: Int32Array, me: number, peer: number, side: number, flags: number): boolean {
  if ((flags & syn) !== 0) synOf(words, me, peer, side, flags)
  if ((flags & fin) !== 0 && (flags & rst) === 0) {
    setState(words, me, closed)
    // The peer sent a FIN, then a RST: an ordinary end after all.
    if (stateOf(words[peer]!) === wasReset && previousOf(words[peer]!) === closed)
      setState(words, peer, closed)
  }
  if ((flags & rst) !== 0) setState(words, me, wasReset)
  return (flags & (fin | rst)) !== 0
}

function fromInactive(words: Int32Array, me: number, peer: number, side: number, packet: Packet): boolean {
  const flags = packet.flags
  if ((flags & syn) !== 0) synOf(words, me, peer, side, flags)
  if ((flags & (fin | rst)) !== 0) return closeOrReset(words, me, flags)
  if (stateOf(words[me]!) !== inactive || (flags & syn) !== 0) return false
  const early = side === at.responder && packet.payloadLength === 0 && stateOf(words[peer]!) === synSent
  // A SYN-ACK was seen and now its acknowledgement: only the SYN was missed.
  if ((flags & ackFlag) !== 0 && stateOf(words[peer]!) === established) setState(words, me, established)
  else if (!early) setState(words, me, midStream)
  return false
}

/** A SYN or SYN-ACK from a side that had sent none, at its beginning or later. */
function synOf(words: Int32Array, me: number, peer: number, side: number, flags: number): void {
  const other = stateOf(words[peer]!)
  const lone = stateOf(words[me]!) === inactive || other === inactive
  if ((flags & ackFlag) === 0) {
    if (other === established) setState(words, me, established)
    else if (lone) setState(words, me, synSent)
  } else if (side === at.originator) {
    if (lone) setState(words, me, synAckSent)
  } else {
    setState(words, me, established)
    if (other === synSent || other === midStream) setState(words, peer, established)
  }
}
