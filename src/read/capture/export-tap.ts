import type { FlowBatch } from '../../flow/batch.ts'
import { ExportStream } from '../netflow/exports.ts'
import { headerClock } from '../netflow/header.ts'
import type { ReadContext } from '../reader.ts'
import { beginsSflow, mayBeCutSflow } from '../sflow/header.ts'

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

/** Flow exports (NetFlow, IPFIX, sFlow) that were captured on their way to a collector: the flows that they tell of. */
export class ExportTap {
  readonly #context: ReadContext
  readonly #stream: ExportStream

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
