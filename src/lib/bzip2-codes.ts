import type { Bits } from './bzip2-bits.ts'

const longestCode = 20
/** Codes up to this length are looked up; few are longer. */
const tableBits = 10

/** A canonical Huffman code: of short codes a table of symbol and length; of each length the highest code and its place. */
export class Code {
  readonly #table = new Int32Array(1 << tableBits).fill(-1)
  readonly #highest = new Int32Array(longestCode + 1).fill(-1)
  readonly #base = new Int32Array(longestCode + 1)
  readonly #symbols: Uint16Array

  constructor(lengths: Uint8Array) {
    this.#symbols = new Uint16Array(lengths.length)
    for (let size = 1, code = 0, place = 0; size <= longestCode; size++, code <<= 1) {
      this.#base[size] = code - place
      for (let i = 0; i < lengths.length; i++)
        if (lengths[i] === size) {
          this.#symbols[place++] = i
          if (size <= tableBits) this.#enter(code, size, i)
          this.#highest[size] = code++
        }
    }
  }

  #enter(code: number, size: number, symbol: number): void {
    const from = code << (tableBits - size)
    this.#table.fill((symbol << 5) | size, from, from + (1 << (tableBits - size)))
  }

  /** The next symbol; -1 where no code fits. */
  next(bits: Bits): number {
    const short = this.#table[bits.peek(tableBits)]!
    if (short >= 0) {
      bits.take(short & 31)
      return short >> 5
    }
    const ahead = bits.peek(longestCode)
    for (let size = tableBits + 1; size <= longestCode; size++) {
      const value = ahead >>> (longestCode - size)
      if (value > this.#highest[size]!) continue
      bits.take(size)
      return this.#symbols[value - this.#base[size]!] ?? -1
    }
    return -1
  }
}

/** A code's lengths: the first, and steps up and down from one to the next. Undefined where they are impossible. */
export function readCode(bits: Bits, count: number): Code | undefined {
  const lengths = new Uint8Array(count)
  let length = bits.read(5)
  for (let i = 0; i < count; i++) {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1
    if (length < 1 || length > longestCode || bits.over) return undefined
    lengths[i] = length
  }
  return new Code(lengths)
}
