import { Bits } from './bzip2-bits.ts'
import { readBlock } from './bzip2-block.ts'
import type { Damage, Decoding, Packed } from './packed.ts'

/** More bytes than any block takes: 900,000 symbols of 20 bits, and its tables. */
const longestBlock = 2_300_000
const streamMagic = 0x425a68
const blockMagic = 0x314159_265359
const endMagic = 0x177245_385090

/** By magic number: "BZh" and a digit. */
export const isBzip2 = (head: Uint8Array): boolean =>
  head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68 && head[3]! >= 0x31 && head[3]! <= 0x39

/**
 * bzip2, a block at a time: Huffman-coded moves to front of a Burrows-Wheeler transform, each block with its checksum.
 * Streams that follow each other are one. What is held is a block, packed and plain (46 MB where it is one long run).
 */
export function* unbzip2(packed: Packed): Decoding {
  const stream = new Stream()
  for (;;) {
    yield* packed.need(longestBlock)
    if (stream.isOver && packed.left <= (stream.bit > 0 ? 1 : 0)) return undefined
    const next = stream.next(packed)
    if (!Array.isArray(next)) return next
    yield* next
  }
}

class Stream {
  /** The bit of the packed bytes' next one that comes next. */
  bit = 0
  /** Bytes of a block before its runs are undone; 0 between streams. */
  #size = 0
  #streams = 0
  #checksum = 0

  /** Between two streams, or behind the last. */
  get isOver(): boolean {
    return this.#streams > 0 && this.#size === 0
  }

  /** The plain bytes of the next header (none), block or end of a stream (none), or what is wrong with it. */
  next(packed: Packed): Uint8Array[] | Damage {
    const bits = new Bits(packed.bytes, packed.at * 8 + this.bit)
    const between = this.#size === 0
    const pieces = between ? this.#begin(bits) : this.#blockOrEnd(bits)
    if (bits.over && !between) return packed.cut('a block')
    // A stream begins at a whole byte.
    const at = packed.offset + (between && this.bit > 0 ? 1 : 0)
    if (typeof pieces === 'string') return { what: pieces, at }
    packed.at = bits.position >> 3
    this.bit = bits.position & 7
    return pieces
  }

  #begin(bits: Bits): Uint8Array[] | string {
    bits.read(-bits.position & 7)
    const level = bits.read(24) === streamMagic ? bits.read(8) - 0x30 : 0
    if (level < 1 || level > 9)
      return this.#streams > 0 ? 'bytes after its end that are no bzip2' : 'no bzip2'
    this.#size = level * 100_000
    this.#checksum = 0
    this.#streams++
    return []
  }

  #blockOrEnd(bits: Bits): Uint8Array[] | string {
    const magic = bits.read(24) * 2 ** 24 + bits.read(24)
    const checksum = (bits.read(16) << 16) | bits.read(16)
    if (magic === blockMagic) {
      this.#checksum = ((this.#checksum << 1) | (this.#checksum >>> 31)) ^ checksum
      return readBlock(bits, this.#size, checksum) ?? 'a damaged block'
    }
    if (magic !== endMagic) return 'neither a block nor the end'
    this.#size = 0
    return checksum === this.#checksum ? [] : 'a wrong checksum'
  }
}
