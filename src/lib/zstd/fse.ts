import type { BackwardBits } from './bits.ts'

/** A table of finite state entropy (RFC 8878, section 4.1): what each state stands for, and how the next one is found. */
export interface FseTable {
  readonly log: number
  readonly symbol: Uint8Array
  readonly bits: Uint8Array
  readonly base: Uint16Array
}

/** The table of one symbol that takes no bits. */
export const fseOfOne = (symbol: number): FseTable => ({
  log: 0,
  symbol: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  base: new Uint16Array(1),
})

/** A table by its probabilities, in parts of `2 ** log`; -1 is "less than one". */
export function fseTable(probabilities: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log
  const symbol = new Uint8Array(size)
  const next = new Uint16Array(probabilities.length)
  let high = size
  for (let s = 0; s < probabilities.length; s++) {
    if (probabilities[s] === -1) symbol[--high] = s
    next[s] = Math.abs(probabilities[s]!)
  }
  const step = (size >> 1) + (size >> 3) + 3
  for (let s = 0, at = 0; s < probabilities.length; s++)
    for (let i = 0; i < probabilities[s]!; i++) {
      symbol[at] = s
      do at = (at + step) & (size - 1)
      while (at >= high)
    }
  const bits = new Uint8Array(size)
  const base = new Uint16Array(size)
  for (let state = 0; state < size; state++) {
    const value = next[symbol[state]!]!++
    bits[state] = log - (31 - Math.clz32(value))
    base[state] = (value << bits[state]!) - size
  }
  return { log, symbol, bits, base }
}

/** Reads a table's description from `from` on (section 4.1.1), and where it ends. Undefined where it is impossible. */
export function readFse(
  bytes: Uint8Array,
  from: number,
  to: number,
  longestLog: number,
  symbols: number,
): { table: FseTable; end: number } | undefined {
  let bit = from * 8
  const peek = (count: number): number => {
    const at = bit >> 3
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    return (word >>> (bit & 7)) & ((1 << count) - 1)
  }
  const log = peek(4) + 5
  bit += 4
  if (log > longestLog) return undefined
  const probabilities: number[] = []
  for (let left = 1 << log; left > 0;) {
    if (probabilities.length >= symbols || bit > to * 8) return undefined
    const { value, bits } = probability(peek, left)
    bit += bits
    probabilities.push(value - 1)
    left -= Math.abs(value - 1)
    for (let repeat = value === 1 ? 3 : 0; repeat === 3;) {
      repeat = peek(2)
      bit += 2
      for (let i = 0; i < repeat; i++) probabilities.push(0)
      if (probabilities.length > symbols) return undefined
    }
  }
  const end = (bit + 7) >> 3
  return end <= to ? { table: fseTable(probabilities, log), end } : undefined
}

/** One more than a probability, where `left` is yet to be shared out: the smaller values take a bit less. */
function probability(peek: (count: number) => number, left: number): { value: number; bits: number } {
  const bits = 32 - Math.clz32(left + 1)
  const value = peek(bits)
  const short = value & ((1 << (bits - 1)) - 1)
  const spare = (1 << bits) - 1 - (left + 1)
  if (short < spare) return { value: short, bits: bits - 1 }
  return { value: value >= 1 << (bits - 1) ? value - spare : value, bits }
}

/** One state that walks through a table. */
export class FseState {
  readonly #table: FseTable
  #state: number

  constructor(table: FseTable, bits: BackwardBits) {
    this.#table = table
    this.#state = bits.read(table.log)
  }

  get symbol(): number {
    return this.#table.symbol[this.#state]!
  }

  next(bits: BackwardBits): void {
    this.#state = this.#table.base[this.#state]! + bits.read(this.#table.bits[this.#state]!)
  }
}
