import type { FlowBatch } from '../../flow/batch.ts'
import { ExportStream } from '../netflow/exports.ts'
import { headerClock } from '../netflow/header.ts'
import type { ReadContext } from '../reader.ts'
import { beginsSflow, mayBeCutSflow } from '../sflow/header.ts'
import { beginsMessage, ExportSegments, type ExportSegment } from './export-segments.ts'

/** A UDP payload of a capture: bytes `from` to `until` of `view`, and whether there were more on the wire. */
export interface UdpPayload {
  readonly view: DataView
  readonly from: number
  readonly until: number
  readonly cut: boolean
  readonly ts: number
  readonly file: string
  /** Place of its frame in the file. */
  readonly offset: number
}

/** TCP connections with exports that are followed at once. */
const mostStreams = 1000
const gap =
  'IPFIX over TCP: bytes are missing or out of order; read again from the next segment that begins a message'

/** Flow exports (NetFlow, IPFIX, sFlow) that were captured on their way to a collector: the flows that they tell of. */
export class ExportTap {
  readonly #context: ReadContext
  readonly #stream: ExportStream
  /** TCP connections that carry messages, by numbers of their directions. */
  readonly #streams = new Map<number, ExportSegments>()

  constructor(context: ReadContext) {
    this.#context = context
    this.#stream = new ExportStream(context)
  }

  /** Whether this may be an export that was captured: asked first, as nearly all UDP is something else. */
  mayBe(view: DataView, from: number, until: number): boolean {
    if (until - from < 16) return false
    const version = view.getUint16(from)
    return (version > 0 && version <= 10) || beginsSflow(view, from, until)
  }

  /**
   * One UDP payload that may be an export, from this host. Of an export that the capture cut, the records that are there
   * are read, and what is missing is a reject.
   */
  datagram(payload: UdpPayload, exporter: number, port: number): void {
    const { view, from, until, cut, ts, file, offset } = payload
    if (this.#stream.looksLikeExport(view, from, until))
      this.#stream.datagram(exporter, port, view, from, until, ts, file, offset)
    else if (cut && mayBeCutExport(view, from, until, ts))
      this.#context.rejects.add(file, 'flow export is cut', 'offset', offset)
  }

  /** A piece of the TCP connection with this number, from this host: read where it carries IPFIX messages. */
  segment(key: number, segment: ExportSegment, exporter: number, port: number): void {
    const { view, from, until, ts, file, offset } = segment
    let stream = this.#streams.get(key)
    if (!stream) {
      if (!beginsMessage(view, from, until, ts) || this.#streams.size >= mostStreams) return
      this.#streams.set(key, (stream = new ExportSegments()))
    }
    stream.add(segment, {
      message: (view, from, until) =>
        this.#stream.datagram(exporter, port, view, from, until, ts, file, offset),
      lost: () => this.#context.rejects.add(file, gap, 'offset', offset),
    })
  }

  /** Whether a connection with this number carries messages. */
  carries = (key: number): boolean => this.#streams.has(key)

  /** The connection with this number is over. */
  end(key: number): void {
    this.#streams.delete(key)
  }

  take(): FlowBatch[] {
    return this.#stream.take()
  }

  finish(): FlowBatch[] {
    return this.#stream.finish()
  }
}

/** Versions whose header has a clock, and how far that may be from when it was captured, seconds. */
const clocked = new Set([5, 7, 9, 10])
const mostDrift = 86_400

/** Whether a header of which little more is there is an export's: nothing else has the time of the capture in that place. */
const hasClockOf = (view: DataView, at: number, ts: number): boolean =>
  clocked.has(view.getUint16(at)) && Math.abs(headerClock(view, at) - ts) < mostDrift

const mayBeCutExport = (view: DataView, from: number, until: number, ts: number): boolean =>
  beginsSflow(view, from, until) ? mayBeCutSflow(view, from, until) : hasClockOf(view, from, ts)
