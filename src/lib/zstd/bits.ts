/** Bits of a part of bytes, from its end to its beginning (RFC 8878, section 4.1); before the beginning they are zeros. */
export class BackwardBits {
  readonly #bytes: Uint8Array
  readonly #from: number
  /** Bits that are left; less than none where too many were taken. */
  left: number

  /** The last byte's highest bit that is set marks where the bits end. */
  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes
    this.#from = from
    const last = to > from ? bytes[to - 1]! : 0
    this.left = last === 0 ? -1 : (to - from) * 8 - 1 - Math.clz32(last << 24)
  }

  /** The next `count` bits, at most 31. */
  read(count: number): number {
    if (count > 24) return this.read(count - 24) * 2 ** 24 + this.read(24)
    const value = this.peek(count)
    this.left -= count
    return value
  }

  /** At most 24 bits, without taking them. */
  peek(count: number): number {
    const begin = this.left - count
    if (begin < 0) return this.left <= 0 ? 0 : (this.#word(0) & ((1 << this.left) - 1)) << -begin
    return (this.#word(begin) >>> (begin & 7)) & ((1 << count) - 1)
  }

  #word(bit: number): number {
    const bytes = this.#bytes
    const at = this.#from + (bit >> 3)
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
  }
}
