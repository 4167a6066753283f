/** Bits of bytes, highest first, from a bit on. Beyond the end they are zeros, and `over` says so. */
export class Bits {
  readonly #bytes: Uint8Array
  #at: number
  #held = 0
  #count = 0

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes
    this.#at = position >> 3
    this.read(position & 7)
  }

  /** The bit that comes next. */
  get position(): number {
    return this.#at * 8 - this.#count
  }

  get over(): boolean {
    return this.position > this.#bytes.length * 8
  }

  /** The next `count` bits, at most 24, without taking them. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#held = (this.#held << 8) | (this.#bytes[this.#at++] ?? 0)
      this.#count += 8
    }
    return (this.#held >>> (this.#count - count)) & (2 ** count - 1)
  }

  /** Takes bits that were peeked at. */
  take(count: number): void {
    this.#count -= count
  }

  read(count: number): number {
    const value = this.peek(count)
    this.#count -= count
    return value
  }
}
