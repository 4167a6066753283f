import type { FlowBatch } from '../../flow/batch.ts'
import type { ReadContext } from '../reader.ts'
import { looksLikeExport } from './header.ts'

/** NetFlow v1, v5, v7, v9 and IPFIX datagrams of any number of exporters, in the order in which they came, to flows. */
export class ExportStream {
  readonly #context: ReadContext

  constructor(context: ReadContext) {
    this.#context = context
  }

  /** Whether a UDP payload at `at` up to `end` is a flow export: strict about version, counts, lengths and times. */
  looksLikeExport(view: DataView, at: number, end: number): boolean {
    return looksLikeExport(view, at, end)
  }

  /**
   * Decodes one datagram, a UDP payload. `exporter` is the host id of its sender, `ts` when it was captured (epoch seconds),
   * `file` and `offset` where it lies, for the rejects. `view` is only read during the call.
   */
  datagram(
    exporter: number,
    exporterPort: number,
    view: DataView,
    at: number,
    end: number,
    ts: number,
    file: string,
    offset: number,
  ): void {
    void [exporter, exporterPort, view, at, end, ts]
    this.#context.rejects.add(file, 'flow export not decoded', 'offset', offset)
  }

  /** Full batches that are ready. */
  take(): FlowBatch[] {
    return []
  }

  /** No more datagrams come: all that is left. */
  finish(): FlowBatch[] {
    return []
  }
}
