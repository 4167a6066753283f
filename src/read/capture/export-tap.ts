import type { FlowBatch } from '../../flow/batch.ts'
import { ExportStream } from '../netflow/exports.ts'
import { headerClock } from '../netflow/header.ts'
import type { Layers } from '../packet/layer.ts'
import type { ReadContext } from '../reader.ts'

/** Flow exports (NetFlow, IPFIX) that were captured on their way to a collector: the flows that they tell of. */
export class ExportTap {
  readonly #context: ReadContext
  readonly #stream: ExportStream

  constructor(context: ReadContext) {
    this.#context = context
    this.#stream = new ExportStream(context)
  }

  /**
   * One UDP datagram; most are something else, which their first two bytes show. Of an export that the capture cut,
   * the records that are there are read, and what is missing is a reject.
   */
  datagram(packet: Layers, file: string, offset: number): void {
    const { view, payload, payloadEnd, payloadLength, srcPort, ts } = packet
    if (payloadEnd - payload < 16) return
    const version = view.getUint16(payload)
    if (version > 10 || version === 0) return
    if (!this.#stream.looksLikeExport(view, payload, payloadEnd)) {
      if (payloadEnd - payload < payloadLength && hasClockOf(view, payload, version, ts))
        this.#context.rejects.add(file, 'flow export is cut', 'offset', offset)
      return
    }
    const { hosts } = this.#context
    const exporter =
      packet.version === 4 ? hosts.v4(packet.src >>> 0) : hosts.v6(...packet.ip6.words(packet.src))
    this.#stream.datagram(exporter, srcPort, view, payload, payloadEnd, ts, file, offset)
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
const hasClockOf = (view: DataView, at: number, version: number, ts: number): boolean =>
  clocked.has(version) && Math.abs(headerClock(view, at) - ts) < mostDrift
