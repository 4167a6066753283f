import type { Container, FrameFacts, FrameSink } from './container.ts'

interface PcapFormat {
  readonly little: boolean
  /** Units of time a second. */
  readonly units: number
  /** Bytes of a record's header, and of the file's. */
  readonly header: number
  readonly fileHeader?: number
}

/** Formats by magic number as read big-endian. */
export const pcapMagics: Readonly<Record<number, PcapFormat>> = {
  0xa1b2c3d4: { little: false, units: 1e6, header: 16 },
  0xd4c3b2a1: { little: true, units: 1e6, header: 16 },
  0xa1b23c4d: { little: false, units: 1e9, header: 16 },
  0x4d3cb2a1: { little: true, units: 1e9, header: 16 },
  // Kuznetzov's modified format: 8 more bytes a record (interface, protocol, packet type).
  0xa1b2cd34: { little: false, units: 1e6, header: 24 },
  0x34cdb2a1: { little: true, units: 1e6, header: 24 },
  // Ixia's lcap, of hardware (ac) and software (ab): the size of all records stands behind the file's header.
  0x1c0001ac: { little: false, units: 1e6, header: 16, fileHeader: 28 },
  0xac01001c: { little: true, units: 1e6, header: 16, fileHeader: 28 },
  0x1c0001ab: { little: false, units: 1e6, header: 16, fileHeader: 28 },
  0xab01001c: { little: true, units: 1e6, header: 16, fileHeader: 28 },
}

const billion = 1_000_000_000n
const shortestHeader = 24
/** No link layer has longer frames (libpcap's limit is 256 KiB): what claims to be is damage. */
const maxFrame = 1 << 24

/** A classic capture file (draft-ietf-opsawg-pcap): a header of 24 bytes, then packets with 16-byte headers. */
export class PcapFile implements Container {
  readonly #sink: FrameSink
  #little = false
  #units = 1e6
  #header = 0
  #link = 0
  #snap = 0
  needs = shortestHeader
  stopped = false

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  records(view: DataView, at: number, end: number, base: number): number {
    if (this.#header === 0) {
      if (end - at < this.needs) return at
      const size = pcapMagics[view.getUint32(at)]?.fileHeader ?? shortestHeader
      if (end - at < size) {
        this.needs = size
        return at
      }
      this.#start(view, at)
      at += size
    }
    const header = this.#header
    const little = this.#little
    while (end - at >= header) {
      const length = view.getUint32(at + 8, little)
      if (length > maxFrame) return this.#stop(at + base, end)
      if (end - at < header + length) {
        this.needs = header + length
        return at
      }
      const ts = view.getUint32(at, little) + view.getUint32(at + 4, little) / this.#units
      const wire = view.getUint32(at + 12, little)
      this.#sink.frame(view, at + header, at + header + length, wire, ts, this.#link, at + base)
      at += header + length
    }
    this.needs = header
    return at
  }

  #start(view: DataView, at: number): void {
    const magic = pcapMagics[view.getUint32(at)]!
    this.#little = magic.little
    this.#units = magic.units
    this.#header = magic.header
    this.#snap = view.getUint32(at + 16, magic.little)
    // The upper bits tell of a frame check sequence.
    this.#link = view.getUint32(at + 20, magic.little) & 0xffff
  }

  #stop(offset: number, end: number): number {
    this.#sink.reject('packet length beyond 16 MiB; the rest of the file was not read', offset)
    this.stopped = true
    return end
  }

  facts(view: DataView, at: number): FrameFacts {
    const record = at - this.#header
    const fraction = view.getUint32(record + 4, this.#little) * (1e9 / this.#units)
    const nanoseconds = BigInt(view.getUint32(record, this.#little)) * billion + BigInt(fraction)
    return { nanoseconds, snap: this.#snap }
  }

  finish(): void {}
}
