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
/** Seconds of capture time that a hole may hold up what came after it: longer than a retransmission takes. */
const patience = 5

/**
 * One direction of a TCP flow, put in order: segments may come in any order, repeated or overlapping, and sequence
 * numbers wrap (RFC 9293). The first copy of a byte counts. What comes before its turn is kept, within bounds;
 * a hole that nothing fills is said as lost.
 */
export class Stream {
  readonly #fromSrc: boolean
  /** Sequence number of the next byte in turn; -1 until it is known. */
  #next: number
  #held: Held[] | undefined
  #heldBytes = 0
  #waitingSince = 0

  /** `first` is the sequence number of the first byte, -1 where no handshake told it. */
  constructor(fromSrc: boolean, first: number) {
    this.#fromSrc = fromSrc
    this.#next = first
  }

  /** `bytes` were captured at `seq`; `missing` more after them were on the wire only. */
  push(seq: number, bytes: Uint8Array, missing: number, ts: number, sink: StreamSink): void {
    if (this.#next < 0) this.#next = seq
    if (((seq - this.#next) | 0) > 0) return this.#hold(seq, bytes, missing, ts, sink)
    this.#take(seq, bytes, missing, ts, sink)
    if (this.#held !== undefined) this.#drain(ts, sink)
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
    const held = (this.#held ??= [])
    if (held.length === 0) this.#waitingSince = ts
    let i = held.length
    while (i > 0 && ((seq - held[i - 1]!.seq) | 0) < 0) i--
    held.splice(i, 0, { seq, bytes: bytes.slice(), missing, ts })
    this.#heldBytes += bytes.length
    const full = this.#heldBytes > maxHeldBytes || held.length > maxHeld
    if (full || ts - this.#waitingSince > patience) this.#giveUp(ts, sink)
  }

  /** Delivers what has come into its turn. */
  #drain(ts: number, sink: StreamSink): void {
    const held = this.#held!
    let taken = 0
    while (taken < held.length && ((held[taken]!.seq - this.#next) | 0) <= 0) {
      const { seq, bytes, missing } = held[taken++]!
      this.#heldBytes -= bytes.length
      this.#take(seq, bytes, missing, ts, sink)
    }
    held.splice(0, taken)
    this.#waitingSince = ts
    if (held.length === 0) this.#held = undefined
  }

  /** Declares the hole before the first segment that waits as lost. */
  #giveUp(ts: number, sink: StreamSink): void {
    const first = this.#held![0]!.seq
    const hole = (first - this.#next) | 0
    this.#next = first
    sink.lost(this.#fromSrc, hole, ts)
    this.#drain(ts, sink)
  }
}
