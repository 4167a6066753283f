import { codeOf, fixedDistances, fixedLiterals, type Code } from './inflate-code.ts'
import type { Decoding, Packed } from './packed.ts'

const windowSize = 1 << 15
const pieceSize = 1 << 17
const longestMatch = 258
/** More bytes than the codes of a block take, or a symbol with its distance. */
const longestHeader = 512
const longestSymbol = 8

/** The order of RFC 1951, section 3.2.7. */
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** What lengths and distances begin at: of each `group` codes more, the first four groups alike, one more extra bit. */
function ladder(first: number, codes: number, group: number): { base: Uint16Array; extra: Uint8Array } {
  const extra = Uint8Array.from({ length: codes }, (_, i) => Math.max(0, Math.floor(i / group) - 1))
  const base = new Uint16Array(codes)
  for (let i = 0, value = first; i < codes; value += 2 ** extra[i++]!) base[i] = value
  return { base, extra }
}
const matchLengths = ladder(3, 29, 4)
matchLengths.base[28] = longestMatch
matchLengths.extra[28] = 0
const matchDistances = ladder(1, 30, 2)

interface Codes {
  readonly literals: Code
  readonly distances: Code
}
const fixed: Codes = { literals: fixedLiterals, distances: fixedDistances }

/** Deflate (RFC 1951) as slow as a script is: for heads, and to find where a stream is damaged and all that came before. */
export class Inflate {
  readonly #packed: Packed
  readonly #out = new Uint8Array(windowSize + pieceSize)
  #end = 0
  #yielded = 0
  /** How far back a match may reach. */
  #history = 0
  /** Bits taken from the packed bytes and not yet used, the next one lowest; beyond the end they are zeros. */
  #held = 0
  #count = 0
  #beyond = 0

  constructor(packed: Packed) {
    this.#packed = packed
  }

  /** One stream: from the packed bytes' next one on, up to the byte after it. */
  *plain(): Decoding {
    this.#end = this.#yielded = this.#history = 0
    for (let last = 0; last === 0;) {
      yield* this.#packed.need(longestHeader)
      last = this.#bits(1)
      const type = this.#bits(2)
      const wrong = type === 0 ? yield* this.#stored() : yield* this.#compressed(type)
      yield this.#piece()
      if (this.#beyond > this.#count) return this.#packed.cut('its compressed data')
      if (wrong !== undefined) return this.#packed.damage(wrong)
    }
    this.#align()
    return undefined
  }

  *#stored(): Generator<Uint8Array | undefined, string | undefined> {
    const packed = this.#packed
    this.#align()
    if (this.#beyond > 0 || !(yield* packed.need(4))) return this.#ended()
    let left = this.#bits(16)
    if ((left ^ this.#bits(16)) !== 0xffff) return 'a stored block with two lengths'
    while (left > 0) {
      if (!(yield* packed.need(1))) return this.#ended()
      yield* this.#room()
      const size = Math.min(left, packed.left, this.#out.length - this.#end)
      this.#out.set(packed.bytes.subarray(packed.at, packed.at + size), this.#end)
      packed.at += size
      this.#produced(size)
      left -= size
    }
    return undefined
  }

  *#compressed(type: number): Generator<Uint8Array | undefined, string | undefined> {
    const codes = type === 1 ? fixed : type === 2 ? this.#codes() : 'a block of no known type'
    if (typeof codes === 'string') return codes
    for (;;) {
      const wanted = this.#symbols(codes)
      if (wanted === 'end') return undefined
      if (wanted === 'room') yield* this.#room()
      else if (wanted === 'bytes') yield* this.#packed.need(longestSymbol)
      else return wanted
    }
  }

  /** The codes that a block brings, or what is wrong with them. */
  #codes(): Codes | string {
    const literals = this.#bits(5) + 257
    const count = literals + this.#bits(5) + 1
    const known = this.#bits(4) + 4
    const ofLengths = new Uint8Array(codeOrder.length)
    for (let i = 0; i < known; i++) ofLengths[codeOrder[i]!] = this.#bits(3)
    const code = codeOf(ofLengths, false)
    const all = code && literals <= 286 && this.#lengths(code, count)
    if (!all || all[256] === 0) return 'impossible code lengths'
    const ofLiterals = codeOf(all.subarray(0, literals), true)
    const ofDistances = codeOf(all.subarray(literals), true)
    return ofLiterals && ofDistances
      ? { literals: ofLiterals, distances: ofDistances }
      : 'impossible code lengths'
  }

  #lengths(code: Code, count: number): Uint8Array | undefined {
    const all = new Uint8Array(count)
    for (let i = 0; i < count;) {
      const symbol = this.#symbol(code)
      if (symbol < 0) return undefined
      if (symbol < 16) {
        all[i++] = symbol
        continue
      }
      if (symbol === 16 && i === 0) return undefined
      const repeat =
        symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7)
      if (i + repeat > count) return undefined
      all.fill(symbol === 16 ? all[i - 1]! : 0, i, i + repeat)
      i += repeat
    }
    return all
  }

  /** Decodes until the block's end, or until room or bytes are wanted, or says what is wrong. */
  #symbols({ literals, distances }: Codes): string {
    for (;;) {
      if (this.#out.length - this.#end < longestMatch) return 'room'
      if (this.#packed.left < longestSymbol && !this.#packed.final) return 'bytes'
      const symbol = this.#symbol(literals)
      if (this.#beyond > this.#count) return this.#ended()
      if (symbol < 0) return 'a code that stands for nothing'
      if (symbol === 256) return 'end'
      if (symbol < 256) {
        this.#out[this.#end] = symbol
        this.#produced(1)
        continue
      }
      const wrong = this.#match(symbol - 257, distances)
      if (wrong !== undefined) return wrong
    }
  }

  #match(lengthCode: number, distances: Code): string | undefined {
    if (lengthCode >= matchLengths.base.length) return 'a length that is none'
    const length = matchLengths.base[lengthCode]! + this.#bits(matchLengths.extra[lengthCode]!)
    const code = this.#symbol(distances)
    if (code < 0 || code >= matchDistances.base.length) return 'a distance that is none'
    const distance = matchDistances.base[code]! + this.#bits(matchDistances.extra[code]!)
    if (this.#beyond > this.#count) return this.#ended()
    if (distance > this.#history) return 'a match before the beginning'
    const out = this.#out
    for (let to = this.#end, end = to + length; to < end; to++) out[to] = out[to - distance]!
    this.#produced(length)
    return undefined
  }

  #produced(bytes: number): void {
    this.#end += bytes
    this.#history = Math.min(windowSize, this.#history + bytes)
  }

  /** Hands out what is there, and keeps what matches may reach. */
  *#room(): Generator<Uint8Array> {
    if (this.#out.length - this.#end >= longestMatch) return
    yield this.#piece()
    this.#out.copyWithin(0, this.#end - windowSize, this.#end)
    this.#end = this.#yielded = windowSize
  }

  #piece(): Uint8Array {
    const piece = this.#out.subarray(this.#yielded, this.#end)
    this.#yielded = this.#end
    return piece
  }

  /** Marks that more was wanted than there is. */
  #ended(): string {
    this.#beyond = this.#count + 1
    return 'cut'
  }

  /** The next `count` bits, at most 16. */
  #bits(count: number): number {
    this.#fill(count)
    const value = this.#held & ((1 << count) - 1)
    this.#take(count)
    return value
  }

  /** The next symbol; -1 where no code fits. */
  #symbol({ size, table }: Code): number {
    this.#fill(size)
    const entry = table[this.#held & (table.length - 1)]!
    this.#take(entry & 15)
    return entry === 0 ? -1 : entry >> 4
  }

  #fill(count: number): void {
    while (this.#count < count) {
      if (this.#packed.left > 0) this.#held |= this.#packed.bytes[this.#packed.at++]! << this.#count
      else this.#beyond += 8
      this.#count += 8
    }
  }

  #take(count: number): void {
    this.#held >>>= count
    this.#count -= count
  }

  /** Goes on at the next whole byte. */
  #align(): void {
    this.#packed.at -= (this.#count - this.#beyond) >> 3
    this.#held = this.#count = this.#beyond = 0
  }
}
