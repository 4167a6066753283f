import { BackwardBits } from './bits.ts'
import { fseOfOne, FseState, fseTable, readFse, type FseTable } from './fse.ts'
import type { History } from './history.ts'
import type { Literals } from './literals.ts'

/** What each code begins at, by its extra bits (RFC 8878, section 3.1.1.3.2.1.1). */
function codes(first: number, extra: readonly number[]): { base: Float64Array; extra: readonly number[] } {
  const base = new Float64Array(extra.length)
  for (let i = 0, value = first; i < extra.length; value += 2 ** extra[i++]!) base[i] = value
  return { base, extra }
}

const some = (count: number, value: number): number[] => new Array<number>(count).fill(value)
const longest = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
const literalLengths = codes(0, [...some(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, ...longest])
const matchLengths = codes(3, [...some(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, ...longest])

/** The three kinds of codes, each with the table that needs no description (section 3.1.1.3.2.2) and the bounds of others. */
const kinds = [
  {
    symbols: 36,
    log: 9,
    usual: fseTable(
      [
        4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1,
        -1, -1, -1,
      ],
      6,
    ),
  },
  {
    symbols: 32,
    log: 8,
    usual: fseTable(
      [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
      5,
    ),
  },
  {
    symbols: 53,
    log: 9,
    usual: fseTable(
      [
        1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
      ],
      6,
    ),
  },
] as const

/** The sequences of blocks: copies of literals and of what came before. Tables and three offsets stay over a frame's blocks. */
export class Sequences {
  readonly #tables: (FseTable | undefined)[] = [undefined, undefined, undefined]
  readonly #offsets = [1, 4, 8]

  /** Forgets tables and offsets, as each frame does. */
  reset(): void {
    this.#tables.fill(undefined)
    this.#offsets.splice(0, 3, 1, 4, 8)
  }

  /** Carries out a block's sequences, which end at `to`, on its literals; whether they are sound. */
  run(bytes: Uint8Array, from: number, to: number, literals: Literals, history: History): boolean {
    const head = bytes[from]!
    const length = from >= to || head === 0 ? 1 : head < 128 ? 1 : head < 255 ? 2 : 3
    if (from + length > to) return false
    const count =
      length === 1
        ? head
        : length === 2
          ? ((head - 128) << 8) + bytes[from + 1]!
          : bytes[from + 1]! + (bytes[from + 2]! << 8) + 0x7f00
    if (count === 0) return from + 1 === to && history.append(literals.bytes, 0, literals.size)
    const at = this.#readTables(bytes, from + length, to)
    if (at === undefined) return false
    return this.#execute(count, new BackwardBits(bytes, at, to), literals, history)
  }

  /** Reads the tables that a block brings; where they end. */
  #readTables(bytes: Uint8Array, from: number, to: number): number | undefined {
    const modes = bytes[from]!
    if (from >= to || (modes & 3) !== 0) return undefined
    let at = from + 1
    for (const [i, { symbols, log, usual }] of kinds.entries()) {
      const mode = (modes >> (6 - 2 * i)) & 3
      if (mode === 0) this.#tables[i] = usual
      else if (mode === 1) {
        if (at >= to || bytes[at]! >= symbols) return undefined
        this.#tables[i] = fseOfOne(bytes[at++]!)
      } else if (mode === 2) {
        const read = readFse(bytes, at, to, log, symbols)
        if (!read) return undefined
        this.#tables[i] = read.table
        at = read.end
      } else if (!this.#tables[i]) return undefined
    }
    return at
  }

  #execute(count: number, bits: BackwardBits, literals: Literals, history: History): boolean {
    const ofLiterals = new FseState(this.#tables[0]!, bits)
    const ofOffset = new FseState(this.#tables[1]!, bits)
    const ofMatch = new FseState(this.#tables[2]!, bits)
    let used = 0
    for (let i = 0; i < count; i++) {
      if (bits.left < 0) return false
      const offsetCode = ofOffset.symbol
      const value = 2 ** offsetCode + bits.read(offsetCode)
      const match = matchLengths.base[ofMatch.symbol]! + bits.read(matchLengths.extra[ofMatch.symbol]!)
      const lead =
        literalLengths.base[ofLiterals.symbol]! + bits.read(literalLengths.extra[ofLiterals.symbol]!)
      const offset = this.#offset(value, lead)
      if (used + lead > literals.size || !history.append(literals.bytes, used, used + lead)) return false
      used += lead
      if (!history.repeat(offset, match)) return false
      if (i === count - 1) break
      ofLiterals.next(bits)
      ofMatch.next(bits)
      ofOffset.next(bits)
    }
    return bits.left === 0 && history.append(literals.bytes, used, literals.size)
  }

  /** An offset by its value: the first three mean earlier ones (section 3.1.1.5). */
  #offset(value: number, literals: number): number {
    const offsets = this.#offsets
    const index = value > 3 ? 3 : value - 1 + (literals === 0 ? 1 : 0)
    const offset = value > 3 ? value - 3 : index === 3 ? offsets[0]! - 1 : offsets[index]!
    if (index >= 2) offsets[2] = offsets[1]!
    if (index >= 1) offsets[1] = offsets[0]!
    offsets[0] = offset
    return offset
  }
}
