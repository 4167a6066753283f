import { BackwardBits } from './bits.ts'
import { decodeHuffman, readHuffman, type Huffman } from './huffman.ts'

const little = (bytes: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

/** A literals section's header (RFC 8878, section 3.1.1.3.1.1). */
interface Header {
  readonly type: number
  readonly size: number
  readonly packed: number
  readonly streams: number
  /** Where it ends. */
  readonly end: number
}

function readHeader(bytes: Uint8Array, at: number): Header {
  const type = bytes[at]! & 3
  const format = (bytes[at]! >> 2) & 3
  if (type < 2) {
    const length = format === 1 ? 2 : format === 3 ? 3 : 1
    const size = little(bytes, at, length) >> (length === 1 ? 3 : 4)
    return { type, size, packed: type === 0 ? size : 1, streams: 1, end: at + length }
  }
  const length = format < 2 ? 3 : format + 2
  const width = [10, 10, 14, 18][format]!
  const value = Math.floor(little(bytes, at, length) / 16)
  const size = value % 2 ** width
  return {
    type,
    size,
    packed: Math.floor(value / 2 ** width),
    streams: format === 0 ? 1 : 4,
    end: at + length,
  }
}

/** The literals of a block, and the code of the frame's last that had one. */
export class Literals {
  readonly bytes: Uint8Array
  size = 0
  #code: Huffman | undefined

  constructor(largest: number) {
    this.bytes = new Uint8Array(largest)
  }

  /** Forgets the code, as each frame does. */
  reset(): void {
    this.#code = undefined
  }

  /** Reads a literals section from `from` on. Where it ends; undefined where it is damaged. */
  read(bytes: Uint8Array, from: number, to: number): number | undefined {
    const header = readHeader(bytes, from)
    const end = header.end + header.packed
    if (end > to || header.size > this.bytes.length) return undefined
    this.size = header.size
    if (header.type === 0) this.bytes.set(bytes.subarray(header.end, end))
    else if (header.type === 1) this.bytes.fill(bytes[header.end]!, 0, header.size)
    else if (!this.#decode(bytes, header, end)) return undefined
    return end
  }

  #decode(bytes: Uint8Array, header: Header, end: number): boolean {
    let at = header.end
    if (header.type === 2) {
      const read = readHuffman(bytes, at, end)
      if (!read) return false
      this.#code = read.code
      at = read.end
    }
    if (!this.#code) return false
    if (header.streams === 4) return this.#fourStreams(this.#code, bytes, at, end)
    return decodeHuffman(this.#code, new BackwardBits(bytes, at, end), this.bytes, 0, this.size)
  }

  /** Four streams after a table of the sizes of three (section 3.1.1.3.1.6). */
  #fourStreams(code: Huffman, bytes: Uint8Array, from: number, end: number): boolean {
    const part = (this.size + 3) >> 2
    if (from + 6 > end || part * 3 > this.size) return false
    for (let i = 0, at = from + 6; i < 4; i++) {
      const next = i === 3 ? end : at + little(bytes, from + 2 * i, 2)
      const bits = new BackwardBits(bytes, at, next)
      const to = i === 3 ? this.size : part * (i + 1)
      if (next > end || !decodeHuffman(code, bits, this.bytes, part * i, to)) return false
      at = next
    }
    return true
  }
}
