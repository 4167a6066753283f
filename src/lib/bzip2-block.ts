import type { Bits } from './bzip2-bits.ts'
import { readCode, type Code } from './bzip2-codes.ts'

const groupSize = 50
const pieceSize = 1 << 18

/** Decodes a block of at most `size` bytes before its runs are undone, up to 51 times that after. Undefined where it is damaged. */
export function readBlock(bits: Bits, size: number, checksum: number): Uint8Array[] | undefined {
  // Blocks could once be randomised.
  if (bits.read(1) === 1) return undefined
  const origin = bits.read(24)
  const symbols = usedSymbols(bits)
  const tables = bits.read(3)
  const selectors = readSelectors(bits, tables)
  if (symbols.length === 0 || tables < 2 || tables > 6 || !selectors) return undefined
  const codes: Code[] = []
  for (let i = 0; i < tables; i++) {
    const code = readCode(bits, symbols.length + 2)
    if (!code) return undefined
    codes.push(code)
  }
  const counts = new Int32Array(256)
  const column = unpack(bits, symbols, selectors, codes, size, counts)
  return column && origin < column.length ? invert(column, counts, origin, checksum) : undefined
}

/** The bytes that occur: a map of which groups of 16 are used, then one of each. */
function usedSymbols(bits: Bits): Uint8Array {
  const groups = bits.read(16)
  const symbols: number[] = []
  for (let group = 0; group < 16; group++) {
    if (((groups >> (15 - group)) & 1) === 0) continue
    const used = bits.read(16)
    for (let i = 0; i < 16; i++) if (((used >> (15 - i)) & 1) === 1) symbols.push(group * 16 + i)
  }
  return Uint8Array.from(symbols)
}

function readSelectors(bits: Bits, tables: number): Uint8Array | undefined {
  const selectors = new Uint8Array(bits.read(15))
  const order = Uint8Array.of(0, 1, 2, 3, 4, 5)
  for (let i = 0; i < selectors.length; i++) {
    let move = 0
    while (bits.read(1) === 1) if (++move >= tables) return undefined
    selectors[i] = toFront(order, move)
  }
  return selectors.length > 0 && !bits.over ? selectors : undefined
}

/** Moves what is at a place to the front, and gives it. */
function toFront(list: Uint8Array, place: number): number {
  const value = list[place]!
  list.copyWithin(1, 0, place)
  list[0] = value
  return value
}

/** Undoes Huffman, run lengths and moves to front: the last column of the transform, and how often each byte is in it. */
function unpack(
  bits: Bits,
  symbols: Uint8Array,
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
  for (let i = 0; i < selectors.length * groupSize; i++) {
    if (i % groupSize === 0 && bits.over) return undefined
    const value = codes[selectors[(i / groupSize) | 0]!]!.next(bits)
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
    if (value === end) return bits.over ? undefined : column.subarray(0, length)
    const byte = toFront(symbols, value - 1)
    column[length++] = byte
    counts[byte]!++
  }
  return undefined
}

/** CRC-32 with the highest bit first (polynomial 0x04c11db7), by the first byte. */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let i = 0; i < 8; i++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0)
  return crc
})

/** Undoes the transform, and the runs of the text itself: after four equal bytes, a count of more. */
function invert(
  column: Uint32Array,
  counts: Int32Array,
  origin: number,
  checksum: number,
): Uint8Array[] | undefined {
  const next = new Int32Array(256)
  for (let byte = 0, sum = 0; byte < 256; byte++) {
    next[byte] = sum
    sum += counts[byte]!
  }
  // The upper bits of each entry lead to the entry of the byte that follows.
  for (let i = 0; i < column.length; i++) column[next[column[i]! & 255]!++]! |= i << 8
  const pieces: Uint8Array[] = []
  let piece = new Uint8Array(Math.max(1024, Math.min(pieceSize, column.length * 2)))
  let length = 0
  let crc = -1
  let at = column[origin]! >>> 8
  let same = 0
  let before = -1
  for (let i = 0; i < column.length; i++) {
    const byte = column[at]! & 255
    at = column[at]! >>> 8
    const isCount = same === 4
    const value = isCount ? before : byte
    if (length + 256 > piece.length) {
      pieces.push(piece.subarray(0, length))
      piece = new Uint8Array(pieceSize)
      length = 0
    }
    for (let more = isCount ? byte : 1; more > 0; more--) {
      piece[length++] = value
      crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ value]!
    }
    same = isCount ? 0 : byte === before ? same + 1 : 1
    before = same === 0 ? -1 : byte
  }
  pieces.push(piece.subarray(0, length))
  return ~crc === checksum ? pieces : undefined
}
