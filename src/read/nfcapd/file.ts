import { bzip2, zstd } from './stream.ts'
import type { Inflate } from './inflated.ts'
import { lz4 } from './lz4.ts'
import { lzo } from './lzo.ts'

/** What a file tells its reader. Offsets are in the file. */
export interface FileSink {
  /** A block's records, decompressed, at `at` up to `end` of `view`; `type` is 2 (nfdump 1.6) or 3 (1.7). */
  block(view: DataView, type: number, little: boolean, offset: number): void
  reject(reason: string, offset: number): void
}

const magic = 0xa50c
const blockHeader = 12
/** nfdump's buffers are 5 MiB; more than this is damage. */
const maxBlock = 16 * 2 ** 20
/** Block flags: in a compressed file, a block may be left as it is. */
const uncompressedFlag = 1

const inflates: Readonly<Record<number, Inflate>> = { 1: lzo, 2: bzip2, 3: lz4, 4: zstd }

/** Whether a file begins like one of nfdump's: its magic number in either byte order, and a layout that is known. */
export function isNfcapd(head: Uint8Array): boolean {
  if (head.length < 4) return false
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const little = view.getUint16(0, true) === magic
  const layout = view.getUint16(2, little)
  return (little || view.getUint16(0) === magic) && layout >= 1 && layout <= 3
}

/** Follows the layout of one nfcapd file as its bytes come: a header, then blocks of records. */
export class NfcapdFile {
  readonly #sink: FileSink
  #buffer = new Uint8Array(65536)
  #length = 0
  /** Where `#buffer` begins in the file. */
  #offset = 0
  #started = false
  #stopped = false
  #little = true
  #inflate: Inflate | undefined
  /** Blocks that the header promises; Infinity for a file that was not closed. */
  #blocks = Infinity

  constructor(sink: FileSink) {
    this.#sink = sink
  }

  push(chunk: Uint8Array): void {
    if (this.#stopped) return
    if (this.#length + chunk.length > this.#buffer.length) {
      const buffer = new Uint8Array((this.#length + chunk.length) * 2)
      buffer.set(this.#buffer.subarray(0, this.#length))
      this.#buffer = buffer
    }
    this.#buffer.set(chunk, this.#length)
    this.#length += chunk.length
    this.#units()
  }

  /** No more bytes come: what there is of a cut block is read. */
  finish(): void {
    if (this.#stopped || (this.#started && this.#length === 0)) return
    this.#sink.reject(
      this.#started ? 'the file ends inside a block' : 'the file ends inside its header',
      this.#offset,
    )
    if (this.#started && this.#length >= blockHeader)
      this.#block(new DataView(this.#buffer.buffer), 0, this.#length)
  }

  /** Takes all that is whole from the buffer's front. */
  #units(): void {
    const view = new DataView(this.#buffer.buffer)
    let at = 0
    while (!this.#stopped) {
      const size = this.#unit(view, at)
      if (size < 0 || size > this.#length - at) break
      if (this.#started) this.#block(view, at, at + size)
      else this.#header(view)
      at += size
    }
    this.#buffer.copyWithin(0, at, this.#length)
    this.#length -= at
    this.#offset += at
  }

  /** The size of the header or block at `at`; -1 where too little of it is there to know. */
  #unit(view: DataView, at: number): number {
    const there = this.#length - at
    if (!this.#started) return there < 4 ? -1 : isLayout1(view) ? layout1Header : layout2Header
    if (this.#blocks <= 0) {
      this.#stopped = true
      return -1
    }
    if (there < blockHeader) return -1
    const size = view.getUint32(at + 4, this.#little)
    if (size <= maxBlock) return blockHeader + size
    this.#stop('block with an impossible size', this.#offset + at)
    return -1
  }

  #stop(reason: string, offset: number): void {
    this.#sink.reject(reason, offset)
    this.#stopped = true
  }

  #header(view: DataView): void {
    this.#started = true
    this.#little = view.getUint16(0, true) === magic
    const layout = view.getUint16(2, this.#little)
    if (layout === 1) this.#layout1(view)
    else if (layout === 2) this.#layout2(view)
    else this.#stop('nfcapd layout 3 (nfdump 1.8) is not known; convert it with nfdump 1.7', 0)
  }

  #layout1(view: DataView): void {
    const flags = view.getUint32(4, this.#little)
    this.#inflate = (flags & 1) !== 0 ? lzo : (flags & 8) !== 0 ? bzip2 : (flags & 16) !== 0 ? lz4 : undefined
  }

  #layout2(view: DataView): void {
    const compression = view.getUint8(16)
    const appendix = view.getUint32(24, this.#little) + view.getUint32(28, this.#little)
    const blocks = view.getUint32(36, this.#little)
    // Behind the blocks are appendix blocks of another kind; a file that is still written has neither number.
    if (blocks !== 0 || appendix !== 0) this.#blocks = blocks
    this.#inflate = inflates[compression]
    if (view.getUint8(17) !== 0) this.#stop('encrypted nfcapd file', 0)
    else if (compression !== 0 && !this.#inflate)
      this.#stop('compression is not known; convert the file with nfdump -J 0', 0)
  }

  #block(view: DataView, at: number, end: number): void {
    this.#blocks--
    const type = view.getUint16(at + 8, this.#little)
    const offset = this.#offset + at
    // 1.6 keeps histograms in blocks of type 3.
    if (type !== 2 && type !== 3) return this.#sink.reject('block of an unknown type', offset)
    const body = new Uint8Array(view.buffer as ArrayBuffer, at + blockHeader, end - at - blockHeader)
    const packed = this.#inflate && (view.getUint16(at + 10, this.#little) & uncompressedFlag) === 0
    const { bytes, whole } = packed ? this.#inflate!(body, maxBlock) : { bytes: body, whole: true }
    if (!whole) this.#sink.reject('block with damaged compression', offset)
    this.#sink.block(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), type, this.#little, offset)
  }
}

/** 140 bytes of header and 136 of statistics. */
const layout1Header = 276
const layout2Header = 40

const isLayout1 = (view: DataView): boolean => view.getUint16(2, view.getUint16(0, true) === magic) === 1
