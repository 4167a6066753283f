import { ack as ackFlag, fin, rst, syn, type Packet } from './packet.ts'
import * as at from './flow-table-rows.ts'
import { wordsPerRow, type FlowRows } from './flow-table-rows.ts'

/**
 * What one TCP packet does to its flow: Zeek's endpoint states, sequence numbers and history letters
 * (as its TCP session adapter has them), so that conn_state and history read the same.
 */
export const inactive = 0
export const synSent = 1
export const synAckSent = 2
export const midStream = 3
export const established = 4
export const closed = 5
export const wasReset = 6

/** A side's `status` word: state, the state before it, and what it has done. */
const stateOf = (status: number): number => status & 7
const previousOf = (status: number): number => (status >> 4) & 7
const didClose = 0x100
const sentFin = 0x200

/** Jumps of sequence numbers that are not believed of a SYN or RST. */
const tooFar = 1 << 20

const [letterS, letterH, letterF, letterR, letterD, letterA, letterI, letterQ] = [
  83, 72, 70, 82, 68, 65, 73, 81,
]
const [letterT, letterW, letterG] = [84, 87, 71]

/** `side` is where the words of the packet's sender begin: `originator` or `responder`. */
export function tcpPacket(rows: FlowRows, row: number, side: number, packet: Packet): void {
  const words = rows.words
  const base = row * wordsPerRow
  const me = base + side
  const peer = base + at.originator + at.responder - side
  const { flags, seq, ack, payloadLength: length } = packet
  const end = (seq + ((flags & syn) >> 1) + (flags & fin) + ((flags & rst) !== 0 ? 0 : length)) | 0
  startSide(words, me, flags, seq, end)
  letters(rows, row, side, flags, (seq - words[me + at.startSeq]!) | 0, length)
  if (
    packet.window === 0 &&
    (flags & rst) === 0 &&
    stateOf(words[peer]!) !== closed &&
    stateOf(words[me]!) !== wasReset
  )
    rows.letterScaled(row, side, at.zeroWindows, letterW)
  if ((words[me]! & words[peer]! & didClose) === 0) touch(rows, row, packet.ts)
  if ((flags & fin) !== 0) words[me]! |= sentFin
  if ((flags & ackFlag) !== 0) acknowledge(words, peer, flags, ack)
  if (advance(words, me, flags, end, length)) rows.letterScaled(row, side, at.retransmits, letterT)
  const roles = words[base + at.bits]!
  const closing = nextState(rows, row, me, peer, side, packet)
  if (words[base + at.bits] !== roles) return
  if ((flags & ackFlag) !== 0) gap(rows, row, me, peer, side, ack)
  if (length > 0 && (flags & rst) === 0) received(words, me, (seq + ((flags & syn) >> 1)) | 0, length)
  if (closing) words[me]! |= didClose
}

const setState = (words: Int32Array, side: number, state: number): void => {
  const status = words[side]!
  if ((status & 7) !== state) words[side] = (status & ~0x77) | ((status & 7) << 4) | state
}

const touch = (rows: FlowRows, row: number, ts: number): void => {
  const i = row * at.doublesPerRow + at.last
  if (ts > rows.doubles[i]!) rows.doubles[i] = ts
}

/** Sets where the sender's sequence numbers begin. Without a SYN, as though one had come just before. */
function startSide(words: Int32Array, me: number, flags: number, seq: number, end: number): void {
  const state = stateOf(words[me]!)
  if (state === inactive) {
    const first = (flags & syn) !== 0 ? seq : (seq - 1) | 0
    setStart(words, me, first, (flags & syn) !== 0 ? end : seq)
  } else if (
    (flags & syn) !== 0 &&
    state !== closed &&
    (state !== wasReset || previousOf(words[me]!) === inactive)
  )
    setStart(words, me, seq, end)
}

function setStart(words: Int32Array, side: number, first: number, last: number): void {
  words[side + at.startSeq] = first
  words[side + at.ackSeq] = first
  words[side + at.lastSeq] = last
  words[side + at.nextSeq] = (first + 1) | 0
}

/** History letters of flags and payload; `relative` counts from the sender's first sequence number. */
function letters(
  rows: FlowRows,
  row: number,
  side: number,
  flags: number,
  relative: number,
  length: number,
): void {
  const control = flags & (syn | fin | rst)
  if (control === 0) {
    if (length > 0) rows.letterOnce(row, side, 8, letterD)
    else if ((flags & ackFlag) !== 0) rows.letterOnce(row, side, 16, letterA)
  } else if (control === syn) {
    const code = (flags & ackFlag) !== 0 ? letterH : letterS
    letterOfSeq(rows, row, side, 1, code, at.lastSyn, relative)
  } else if (control === fin) letterOfSeq(rows, row, side, 2, letterF, at.lastFin, (relative + length) | 0)
  else if (control === rst) letterOfSeq(rows, row, side, 4, letterR, at.lastRst, relative)
  else if ((control & (fin | rst)) === (fin | rst)) rows.letterOnce(row, side, 32, letterI)
  else rows.letterOnce(row, side, 64, letterQ)
}

/** SYN, FIN and RST stand again when their sequence number differs from the last of their kind. */
function letterOfSeq(
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

function acknowledge(words: Int32Array, peer: number, flags: number, ack: number): void {
  if (stateOf(words[peer]!) === inactive) setStart(words, peer, (ack - 1) | 0, (ack - 1) | 0)
  else if ((flags & rst) === 0) {
    const delta = (ack - words[peer + at.ackSeq]!) | 0
    if (delta > 0 && !(ack === 0 && delta > tooFar)) words[peer + at.ackSeq] = ack
  }
}

/** Moves the sender's highest sequence number on. True where the packet repeats payload. */
function advance(words: Int32Array, me: number, flags: number, end: number, length: number): boolean {
  const last = words[me + at.lastSeq]!
  const delta = (end - last) | 0
  if ((flags & (syn | rst)) !== 0 && (delta > tooFar || delta < -tooFar)) return false
  if ((flags & fin) !== 0 && last === ((words[me + at.startSeq]! + 1) | 0)) words[me + at.lastSeq] = end
  else if (stateOf(words[me]!) === wasReset) return false
  else if (delta > 0) words[me + at.lastSeq] = end
  else return length > 0
  return false
}

/** Payload in order moves the expected sequence number on; what lies beyond a hole shows when it is acknowledged. */
function received(words: Int32Array, me: number, seq: number, length: number): void {
  const end = (seq + length) | 0
  if (((seq - words[me + at.nextSeq]!) | 0) <= 0 && ((end - words[me + at.nextSeq]!) | 0) > 0)
    words[me + at.nextSeq] = end
}

const clean = (status: number): boolean =>
  stateOf(status) === established || (stateOf(status) === closed && previousOf(status) === established)

/** The sender acknowledges payload of its peer that was not captured. */
function gap(rows: FlowRows, row: number, me: number, peer: number, side: number, ack: number): void {
  const words = rows.words
  const fin = (words[peer]! & sentFin) !== 0 && ack === words[peer + at.lastSeq]! ? 1 : 0
  const missing = (ack - fin - words[peer + at.nextSeq]!) | 0
  if (missing <= 0 || missing > 1 << 30) return
  words[peer + at.nextSeq] = (ack - fin) | 0
  if (clean(words[me]!) && clean(words[peer]!))
    rows.letterScaled(row, at.originator + at.responder - side, at.gaps, letterG)
}

/** The state that a packet brings its sender (and peer) to. True where the sender's side is closed by it. */
function nextState(
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
