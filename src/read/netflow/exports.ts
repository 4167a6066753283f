import type { FlowBatch } from '../../flow/batch.ts'
import { FlowJoin } from '../../flow/join.ts'
import type { ReadContext } from '../reader.ts'
import { SflowDecoder } from '../sflow/decoder.ts'
import { beginsSflow, looksLikeSflow } from '../sflow/header.ts'
import { ExportDecoder } from './decoder.ts'
import { headerClock, looksLikeExport } from './header.ts'
import { RecentDatagrams } from './recent.ts'

/** Cut datagrams are taken for exports only while the clock in them is so close to that of a whole one, seconds. */
const clockDrift = 86_400
const twice = 'flow exports that were captured twice, counted once'

/** NetFlow v1, v5, v7, v9, IPFIX and sFlow v5 datagrams of any number of exporters, in the order in which they came, to flows. */
export class ExportStream {
  readonly #join: FlowJoin
  readonly #decoder: ExportDecoder
  readonly #sflow: SflowDecoder
  readonly #context: ReadContext
  readonly #recent = new RecentDatagrams()
  #sflowSeen = false
  /** The exporters' clock in the last whole datagram of each version. */
  readonly #clocks = new Map<number, number>()

  constructor(context: ReadContext) {
    this.#context = context
    this.#join = new FlowJoin(context)
    this.#decoder = new ExportDecoder(context, record => this.#join.add(record))
    this.#sflow = new SflowDecoder(context, record => this.#join.add(record))
  }

  /**
   * Whether a UDP payload at `at` up to `end` is a flow export: strict about version, counts, lengths and times.
   * After a whole export, a damaged one of the same version and day is one too: its loss is to be counted.
   */
  looksLikeExport(view: DataView, at: number, end: number): boolean {
    if (end - at < 16) return false
    if (beginsSflow(view, at, end)) return (this.#sflowSeen ||= looksLikeSflow(view, at, end))
    const version = view.getUint16(at)
    const clock = this.#clocks.get(version)
    if (clock !== undefined && Math.abs(headerClock(view, at) - clock) < clockDrift) return true
    if (!looksLikeExport(view, at, end)) return false
    this.#clocks.set(version, headerClock(view, at))
    return true
  }

  /**
   * Decodes one datagram, a UDP payload. `exporter` is the host id of its sender, `ts` when it was captured (epoch seconds),
   * `file` and `offset` where it lies, for the rejects. `view` is only read during the call. One that came before, byte for byte,
   * is the same one: captured on two interfaces.
   */
  datagram(
    exporter: number,
    port: number,
    view: DataView,
    at: number,
    end: number,
    ts: number,
    file: string,
    offset: number,
  ): void {
    if (this.#recent.has(exporter, view, at, end)) return this.#context.notes.add(this.#context.sensor, twice)
    if (beginsSflow(view, at, end)) this.#sflow.datagram(view, at, end, ts, file, offset)
    else this.#decoder.message(exporter, port, view, at, end, ts, file, offset)
  }

  /** Full batches that are ready. */
  take(): FlowBatch[] {
    return this.#join.take()
  }

  /** No more datagrams come: all that is left. */
  finish(): FlowBatch[] {
    this.#decoder.finish()
    return this.#join.finish()
  }
}
