import { headerClock } from '../netflow/header.ts'
import type { UdpPayload } from './export-tap.ts'

/** A piece of a TCP stream, and where it begins in the stream. */
export interface ExportSegment extends UdpPayload {
  readonly seq: number
  /** Bytes that the capture cut off. */
  readonly missing: number
}

/** What becomes of the messages in a stream. */
export interface MessageSink {
  message(view: DataView, from: number, until: number): void
  /** Bytes are not in the capture, in their order: what lies before the next message's beginning is lost. */
  lost(): void
}

const version = 10
const headerLength = 16
/** How far a message's clock may be from when it was captured, seconds. */
const mostDrift = 86_400

/** Whether an IPFIX message begins here: its version, a length, and the time of the capture. */
export const beginsMessage = (view: DataView, from: number, until: number, ts: number): boolean =>
  until - from >= headerLength &&
  view.getUint16(from) === version &&
  view.getUint16(from + 2) >= headerLength &&
  Math.abs(headerClock(view, from) - ts) < mostDrift

/**
 * One direction of a TCP connection that carries IPFIX messages one after another (RFC 7011, 10.4). Segments are taken in the order
 * of the capture; one that comes before those it follows is lost, and the stream goes on with the next segment that begins a message.
 */
export class ExportSegments {
  readonly #held = new Uint8Array(2 ** 16)
  #length = 0
  #next: number | undefined

  add(segment: ExportSegment, sink: MessageSink): void {
    const { view, seq, missing, ts } = segment
    const { until } = segment
    let { from } = segment
    if (this.#next !== undefined) {
      const again = (this.#next - seq) | 0
      if (again > 0) from = Math.min(until, from + again)
      else if (again < 0) this.#lose(sink)
    }
    if (this.#next === undefined && !beginsMessage(view, from, until, ts)) return
    if (from < until || missing > 0) this.#next = (seq + (until - segment.from) + missing) | 0
    this.#take(new Uint8Array(view.buffer, view.byteOffset + from, until - from), sink)
    if (missing > 0) this.#lose(sink)
  }

  #lose(sink: MessageSink): void {
    this.#length = 0
    this.#next = undefined
    sink.lost()
  }

  #take(bytes: Uint8Array, sink: MessageSink): void {
    const held = this.#held
    const view = new DataView(held.buffer)
    for (let at = 0; at < bytes.length;) {
      const wanted = this.#length < headerLength ? headerLength : view.getUint16(2)
      const size = Math.min(wanted - this.#length, bytes.length - at)
      held.set(bytes.subarray(at, at + size), this.#length)
      this.#length += size
      at += size
      if (this.#length < headerLength) continue
      const length = view.getUint16(2)
      if (view.getUint16(0) !== version || length < headerLength) return this.#lose(sink)
      if (this.#length < length) continue
      sink.message(view, 0, length)
      this.#length = 0
    }
  }
}
