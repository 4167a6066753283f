import type { FlowBatch } from '../../flow/batch.ts'
import { ExportStream } from '../netflow/exports.ts'
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

  /** One UDP datagram; most are something else, which their first two bytes show. */
  datagram(packet: Layers, file: string, offset: number): void {
    const { view, payload, payloadEnd, payloadLength, srcPort, ts } = packet
    if (payloadEnd - payload < 24 || payloadEnd - payload < payloadLength) return
    const version = view.getUint16(payload)
    if (version > 10 || version === 0 || !this.#stream.looksLikeExport(view, payload, payloadEnd)) return
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
