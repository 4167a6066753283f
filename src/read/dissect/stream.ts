import type { Budget } from './budget.ts'

/** Where a stream's bytes go, in order. */
export interface StreamSink {
  deliver(fromSrc: boolean, bytes: Uint8Array, ts: number): void
  lost(fromSrc: boolean, length: number, ts: number): void
}

interface Held {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly missing: number
  readonly ts: number
}

const maxHeldBytes = 256 * 1024
const maxHeld = 512
/** What a segment that waits costs beside its bytes. */
const perSegment = 128
/** Seconds of capture time that a hole may hold up what came after it: longer than a retransmission takes. */
const patience = 5

/**
 * One direction of a TCP flow, put in order: segments may come in any order, repeated or overlapping, and sequence
 * numbers wrap (RFC 9293). The first copy of a byte counts. What comes before its turn is kept, within bounds;
 * a hole that nothing fills is said as lost.
 */
export class Stream {
  readonly #fromSrc: boolean
  readonly #budget: Budget
  /** Sequence number of the next byte in turn; -1 until it is known. */
  #next: number
  #held: Held[] | undefined
  #heldBytes = 0
  #waitingSince = 0

  /** `first` is the sequence number of the first byte, -1 where no handshake told it. */
  constructor(fromSrc: boolean, first: number, budget: Budget) {
    this.#fromSrc = fromSrc
    this.#budget = budget
    this.#next = first
  }

  /** `bytes` were captured at `seq`; `missing` more after them were on the wire only. */
  push(seq: number, bytes: Uint8Array, missing: number, ts: number, sink: StreamSink): void {
    if (this.#next < 0) this.#next = seq
    if (((seq - this.#next) | 0) > 0) return this.#hold(seq, bytes, missing, ts, sink)
    this.#take(seq, bytes, missing, ts, sink)
    if (this.#held === undefined) return
    this.#waitingSince = ts
    this.#drain(sink)
  }

  /** No more comes: what waits is delivered, holes are said. */
  finish(sink: StreamSink): void {
    while (this.#held !== undefined) this.#giveUp(this.#held[0]!.ts, sink)
  }

  /** Delivers what is new of a segment that begins at or before the next byte. */
  #take(seq: number, bytes: Uint8Array, missing: number, ts: number, sink: StreamSink): void {
    const old = (this.#next - seq) | 0
    const whole = bytes.length + missing
    if (old >= whole) return
    this.#next = (seq + whole) >>> 0
    if (old < bytes.length) sink.deliver(this.#fromSrc, old === 0 ? bytes : bytes.subarray(old), ts)
    if (missing > 0) sink.lost(this.#fromSrc, whole - Math.max(old, bytes.length), ts)
  }

  #hold(seq: number, bytes: Uint8Array, missing: number, ts: number, sink: StreamSink): void {
    if (!this.#budget.take(bytes.length + perSegment)) return this.#jump(seq, bytes, missing, ts, sink)
    const held = (this.#held ??= [])
    if (held.length === 0) this.#waitingSince = ts
    let i = held.length
    while (i > 0 && ((seq - held[i - 1]!.seq) | 0) < 0) i--
    held.splice(i, 0, { seq, bytes: bytes.slice(), missing, ts })
    this.#heldBytes += bytes.length
    const full = this.#heldBytes > maxHeldBytes || held.length > maxHeld
    if (full || ts - this.#waitingSince > patience) this.#giveUp(ts, sink)
  }

  /** Nothing may be kept: what comes before this segment is lost. */
  #jump(seq: number, bytes: Uint8Array, missing: number, ts: number, sink: StreamSink): void {
    while (this.#held !== undefined && ((this.#held[0]!.seq - seq) | 0) <= 0) this.#giveUp(ts, sink)
    const hole = (seq - this.#next) | 0
    if (hole > 0) {
      this.#next = seq
      sink.lost(this.#fromSrc, hole, ts)
    }
    this.#take(seq, bytes, missing, ts, sink)
    if (this.#held !== undefined) this.#drain(sink)
  }

  /** Lets go of what waits, unsaid; also in the middle of a delivery. */
  drop(): void {
    for (const { bytes } of this.#held ?? []) this.#budget.give(bytes.length + perSegment)
    if (this.#held !== undefined) this.#held.length = 0
    this.#held = undefined
    this.#heldBytes = 0
  }

  /** Delivers what has come into its turn. */
  #drain(sink: StreamSink): void {
    const held = this.#held!
    while (held.length > 0 && ((held[0]!.seq - this.#next) | 0) <= 0) {
      const { seq, bytes, missing, ts } = held.shift()!
      this.#heldBytes -= bytes.length
      this.#budget.give(bytes.length + perSegment)
      this.#take(seq, bytes, missing, ts, sink)
    }
    if (held.length === 0) this.#held = undefined
  }

  /** Declares the hole before the first segment that waits as lost. */
  #giveUp(ts: number, sink: StreamSink): void {
    const first = this.#held![0]!.seq
    const hole = (first - this.#next) | 0
    this.#next = first
    this.#waitingSince = ts
    sink.lost(this.#fromSrc, hole, ts)
    if (this.#held !== undefined) this.#drain(sink)
  }
}
