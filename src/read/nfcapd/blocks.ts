import type { Hosts } from '../../flow/hosts.ts'
import { flowRecord, observerOf, type FlowRecord } from '../../flow/join-record.ts'
import { Exporters, type ExporterNumbers } from './exporters.ts'
import type { FileSink } from './file.ts'
import { extensionMap, ExtensionMaps, flowRecord1, flowRecord10, readRecord1 } from './record1.ts'
import { flowRecord3, readRecord3 } from './record3.ts'
import { clear } from './values.ts'

/** Decodes the records of one file's blocks. Those of other kinds (statistics) are passed over. */
export class BlockReader implements FileSink {
  readonly #hosts: Hosts
  readonly #sink: (record: FlowRecord) => void
  readonly #reject: (reason: string, offset: number) => void
  readonly #maps = new ExtensionMaps()
  readonly #exporters: Exporters
  readonly #record = flowRecord()

  /** `sink` gets every record; the object is only valid during the call. */
  constructor(
    hosts: Hosts,
    exporters: ExporterNumbers,
    sink: (record: FlowRecord) => void,
    reject: (reason: string, offset: number) => void,
  ) {
    this.#hosts = hosts
    this.#exporters = new Exporters(exporters)
    this.#sink = sink
    this.#reject = reject
  }

  reject(reason: string, offset: number): void {
    this.#reject(reason, offset)
  }

  block(view: DataView, type: number, little: boolean, offset: number): void {
    const end = view.byteLength
    for (let at = 0; at < end;) {
      const size = end - at < 4 ? 0 : view.getUint16(at + 2, little)
      if (size < 4 || size > end - at) return this.#reject('record with an impossible size', offset)
      const fault = this.#one(view, at, at + size, type, little)
      if (fault !== '') this.#reject(fault, offset)
      at += size
    }
  }

  /** One record. Returns what is wrong with it, '' for nothing. */
  #one(view: DataView, at: number, end: number, block: number, little: boolean): string {
    const type = view.getUint16(at, little)
    const record = this.#record
    let fault = ''
    if (block === 3 && type === flowRecord3) {
      clear(record)
      fault = readRecord3(record, view, at, end, little, this.#hosts)
    } else if (block === 2 && (type === flowRecord10 || type === flowRecord1)) {
      clear(record)
      fault = readRecord1(record, view, at, end, little, this.#hosts, this.#maps)
    } else {
      if (block === 2 && type === extensionMap) this.#maps.add(view, at, end, little)
      else this.#exporters.add(type, view, at, end, little)
      return ''
    }
    if (fault !== '') return fault
    const exporter = record.observer >> 2
    const number = this.#exporters.number(exporter)
    record.observer = observerOf(number, record.observer, record.inInterface, record.outInterface)
    if (record.sampling === 0) record.sampling = this.#exporters.rate(exporter)
    this.#sink(record)
    return ''
  }
}
