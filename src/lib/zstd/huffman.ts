import { BackwardBits } from './bits.ts'
import { FseState, readFse } from './fse.ts'

const longestCode = 11

/** A Huffman code (RFC 8878, section 4.2): by the next `log` bits, `symbol << 4 | length`. */
export interface Huffman {
  readonly log: number
  readonly table: Uint16Array
}

/** Reads a code's description from `from` on, and where it ends. Undefined where it is impossible. */
export function readHuffman(
  bytes: Uint8Array,
  from: number,
  to: number,
): { code: Huffman; end: number } | undefined {
  if (from >= to) return undefined
  const head = bytes[from]!
  const end = from + 1 + (head < 128 ? head : (head - 126) >> 1)
  if (end > to) return undefined
  const weights = head < 128 ? packedWeights(bytes, from + 1, end) : plainWeights(bytes, from + 1, head - 127)
  const code = weights && codeOf(weights)
  return code && { code, end }
}

/** Weights of four bits each. */
const plainWeights = (bytes: Uint8Array, from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (bytes[from + (i >> 1)]! >> (i & 1 ? 0 : 4)) & 15)

/** Weights by two states that take turns, until the bits are used up (section 4.2.1.2). */
function packedWeights(bytes: Uint8Array, from: number, to: number): number[] | undefined {
  const fse = readFse(bytes, from, to, 6, 13)
  if (!fse) return undefined
  const bits = new BackwardBits(bytes, fse.end, to)
  const states = [new FseState(fse.table, bits), new FseState(fse.table, bits)] as const
  const weights: number[] = []
  if (bits.left < 0) return undefined
  for (let turn: 0 | 1 = 0; weights.length < 255; turn = turn === 0 ? 1 : 0) {
    weights.push(states[turn].symbol)
    states[turn].next(bits)
    if (bits.left < 0) {
      weights.push(states[turn === 0 ? 1 : 0].symbol)
      return weights
    }
  }
  return undefined
}

/** The last symbol's weight is what the others leave to a power of two. */
function codeOf(weights: readonly number[]): Huffman | undefined {
  let sum = 0
  for (const weight of weights) sum += weight > 0 ? 2 ** (weight - 1) : 0
  if (sum === 0 || weights.length > 255) return undefined
  const log = 32 - Math.clz32(sum)
  const rest = 2 ** log - sum
  const last = 32 - Math.clz32(rest)
  if (log > longestCode || rest !== 2 ** (last - 1)) return undefined
  return { log, table: tableOf([...weights, last], log) }
}

function tableOf(weights: readonly number[], log: number): Uint16Array {
  const table = new Uint16Array(1 << log)
  let at = 0
  for (let weight = 1; weight <= log; weight++)
    for (let symbol = 0; symbol < weights.length; symbol++)
      if (weights[symbol] === weight) {
        const end = at + (1 << (weight - 1))
        table.fill((symbol << 4) | (log + 1 - weight), at, end)
        at = end
      }
  return table
}

/** Decodes a stream that fills a part of `out`; whether it does so to the bit. */
export function decodeHuffman(
  { log, table }: Huffman,
  bits: BackwardBits,
  out: Uint8Array,
  from: number,
  to: number,
): boolean {
  for (let at = from; at < to; at++) {
    const entry = table[bits.peek(log)]!
    out[at] = entry >> 4
    bits.left -= entry & 15
    if (bits.left < 0) return false
  }
  return bits.left === 0
}
