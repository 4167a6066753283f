import { Bits } from './bzip2-bits.ts'
import { readBlock } from './bzip2-block.ts'

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
export class Bzip2 {
  #packed = new Uint8Array(0)
  /** The bit of it that comes next. */
  #position = 0
  /** Bytes of a block before its runs are undone; 0 between streams. */
  #size = 0
  #streams = 0

  /** Between two streams, with nothing left but the bits that fill the last byte. */
  #isOver(): boolean {
    return this.#streams > 0 && this.#size === 0 && this.#packed.length * 8 - this.#position < 8
  }

  /** What can be decoded with so many more bytes; `final` where no more come. Returns what is wrong where it is damaged or cut. */
  *plain(bytes: Uint8Array, final: boolean): Generator<Uint8Array, string | undefined> {
    const begin = this.#position >> 3
    const held = this.#packed.length - begin
    const packed = new Uint8Array(held + bytes.length)
    packed.set(this.#packed.subarray(begin))
    packed.set(bytes, held)
    this.#packed = packed
    const bits = new Bits(packed, this.#position & 7)
    for (
      this.#position &= 7;
      final ? !this.#isOver() : packed.length - (this.#position >> 3) >= longestBlock;
    ) {
      const pieces = this.#next(bits)
      this.#position = bits.position
      if (typeof pieces === 'string') return bits.over ? 'it ends inside a block' : pieces
      yield* pieces
    }
    return undefined
  }

  /** The next header, block or end of a stream. What is wrong with it as a text. */
  #next(bits: Bits): Uint8Array[] | string {
    if (this.#size === 0) return this.#begin(bits)
    const magic = bits.read(24) * 2 ** 24 + bits.read(24)
    const checksum = (bits.read(16) << 16) | bits.read(16)
    if (magic === blockMagic) return readBlock(bits, this.#size, checksum) ?? 'a damaged block'
    if (magic !== endMagic || bits.over) return 'neither a block nor the end'
    this.#size = 0
    return []
  }

  #begin(bits: Bits): Uint8Array[] | string {
    bits.read(-bits.position & 7)
    if (bits.read(24) !== streamMagic) return 'no bzip2 stream'
    const level = bits.read(8) - 0x30
    if (level < 1 || level > 9) return 'no bzip2 stream'
    this.#size = level * 100_000
    this.#streams++
    return []
  }
}
