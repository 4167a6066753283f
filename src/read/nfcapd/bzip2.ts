import { Output, type Inflate } from './inflated.ts'

/** One bzip2 stream: Huffman-coded moves to front of a Burrows-Wheeler transform. Checksums are not compared. */
export const bzip2: Inflate = (bytes, limit) => {
  const output = new Output(bytes.length * 6, limit)
  const bits = new Bits(bytes)
  if (bits.read(24) !== 0x425a68) return output.done(false)
  const size = (bits.read(8) - 48) * 100_000
  if (size < 100_000 || size > 900_000) return output.done(false)
  for (;;) {
    const high = bits.read(24)
    const low = bits.read(24)
    bits.read(32)
    if (high === 0x177245 && low === 0x385090) return output.done(!bits.over)
    if (high !== 0x314159 || low !== 0x265359 || bits.over || !block(bits, size, output))
      return output.done(false)
  }
}

class Bits {
  /** More bits were read than there are: they were zeros. */
  over = false
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  bit(): number {
    const byte = this.#bytes[this.#at >> 3]
    if (byte === undefined) {
      this.over = true
      return 0
    }
    return (byte >> (7 - (this.#at++ & 7))) & 1
  }

  /** The next `count` bits as a number; of 32, all but the sign is right. */
  read(count: number): number {
    let value = 0
    while (count-- > 0) value = (value << 1) | this.bit()
    return value
  }
}

const groupSize = 50
const longestCode = 20

function block(bits: Bits, size: number, output: Output): boolean {
  if (bits.bit() === 1) return false
  const origin = bits.read(24)
  const symbols = usedSymbols(bits)
  const tables = bits.read(3)
  const selectors = readSelectors(bits, tables)
  if (symbols.length === 0 || tables < 2 || tables > 6 || !selectors) return false
  const codes: Code[] = []
  for (let i = 0; i < tables; i++) {
    const code = readCode(bits, symbols.length + 2)
    if (!code) return false
    codes.push(code)
  }
  const counts = new Int32Array(256)
  const transformed = unpack(bits, symbols, selectors, codes, size, counts)
  return (
    transformed !== undefined && origin < transformed.length && invert(transformed, counts, origin, output)
  )
}

/** The bytes that occur: a map of which groups of 16 are used, then one of each. */
function usedSymbols(bits: Bits): number[] {
  const groups = bits.read(16)
  const symbols: number[] = []
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue
    const used = bits.read(16)
    for (let i = 0; i < 16; i++) if (((used >> (15 - i)) & 1) === 1) symbols.push(group * 16 + i)
  }
  return symbols
}

function readSelectors(bits: Bits, tables: number): Uint8Array | undefined {
  const selectors = new Uint8Array(bits.read(15))
  const order = [0, 1, 2, 3, 4, 5]
  for (let i = 0; i < selectors.length; i++) {
    let move = 0
    while (bits.bit() === 1) if (++move >= tables) return undefined
    const [table] = order.splice(move, 1)
    order.unshift(table!)
    selectors[i] = table!
  }
  return selectors.length > 0 && !bits.over ? selectors : undefined
}

/** A canonical Huffman code: for each length the highest code, what to take from a code for its place, and symbols by place. */
interface Code {
  readonly highest: Int32Array
  readonly base: Int32Array
  readonly symbols: Uint16Array
}

function readCode(bits: Bits, count: number): Code | undefined {
  const lengths = new Uint8Array(count)
  let length = bits.read(5)
  for (let i = 0; i < count; i++) {
    while (bits.bit() === 1) length += bits.bit() === 1 ? -1 : 1
    if (length < 1 || length > longestCode || bits.over) return undefined
    lengths[i] = length
  }
  const highest = new Int32Array(longestCode + 1).fill(-1)
  const base = new Int32Array(longestCode + 1)
  const symbols = new Uint16Array(count)
  for (let size = 1, code = 0, place = 0; size <= longestCode; size++, code <<= 1) {
    base[size] = code - place
    for (let i = 0; i < count; i++)
      if (lengths[i] === size) {
        symbols[place++] = i
        highest[size] = code++
      }
  }
  return { highest, base, symbols }
}

function symbol(bits: Bits, code: Code): number {
  let value = 0
  for (let size = 1; size <= longestCode; size++) {
    value = (value << 1) | bits.bit()
    if (value <= code.highest[size]!) return code.symbols[value - code.base[size]!] ?? -1
  }
  return -1
}

/** Undoes Huffman, run lengths and moves to front: the last column of the transform, and how often each byte is in it. */
function unpack(
  bits: Bits,
  symbols: number[],
  selectors: Uint8Array,
  codes: readonly Code[],
  size: number,
  counts: Int32Array,
): Uint32Array | undefined {
  const column = new Uint32Array(size)
  const end = symbols.length + 1
  let length = 0
  let run = 0
  let weight = 1
  for (let i = 0; i < selectors.length * groupSize && !bits.over; i++) {
    const value = symbol(bits, codes[selectors[Math.floor(i / groupSize)]!]!)
    if (value < 0) return undefined
    if (value <= 1) {
      run += weight << value
      weight *= 2
      if (run > size) return undefined
      continue
    }
    if (length + run >= size + (value === end ? 1 : 0)) return undefined
    column.fill(symbols[0]!, length, length + run)
    counts[symbols[0]!]! += run
    length += run
    run = 0
    weight = 1
    if (value === end) return column.subarray(0, length)
    const [byte] = symbols.splice(value - 1, 1)
    symbols.unshift(byte!)
    column[length++] = byte!
    counts[byte!]!++
  }
  return undefined
}

/** Undoes the transform, and the runs of the text itself: after four equal bytes, a count of more. */
function invert(column: Uint32Array, counts: Int32Array, origin: number, output: Output): boolean {
  const next = new Int32Array(256)
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    next[byte] = sum
    sum += counts[byte]!
  }
  // The upper bits of each entry lead to the entry of the byte that follows.
  for (let i = 0; i < column.length; i++) column[next[column[i]! & 255]!++]! |= i << 8
  let at = column[origin]! >>> 8
  let same = 0
  let before = -1
  for (let i = 0; i < column.length; i++) {
    const byte = column[at]! & 255
    at = column[at]! >>> 8
    const count = same === 4 ? byte : 1
    if (!output.room(count)) return false
    output.bytes.fill(same === 4 ? before : byte, output.length, output.length + count)
    output.length += count
    same = same === 4 ? 0 : byte === before ? same + 1 : 1
    before = same === 0 ? -1 : byte
  }
  return true
}
