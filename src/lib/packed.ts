/** What is wrong with a compressed stream, and the byte of it where that shows. */
export interface Damage {
  readonly what: string
  readonly at: number
}

/**
 * A decoder at work: it yields plain bytes, each piece valid until it is asked again, or undefined where it needs more packed
 * ones. It ends with the stream, or with what is wrong with it once all plain bytes before the damage are yielded.
 */
export type Decoding = Generator<Uint8Array | undefined, Damage | undefined>

const none = new Uint8Array(0)

/** The packed bytes that a decoder has yet to take; they come in pieces of any size. */
export class Packed {
  bytes: Uint8Array = none
  /** The next byte to take. */
  at = 0
  /** Whether no more come. */
  final = false
  #before = 0

  /** Takes more bytes; the piece is copied. */
  add(piece: Uint8Array, final: boolean): void {
    const rest = this.bytes.subarray(this.at)
    const bytes = new Uint8Array(rest.length + piece.length)
    bytes.set(rest)
    bytes.set(piece, rest.length)
    this.#before += this.at
    this.at = 0
    this.bytes = bytes
    this.final = final
  }

  get left(): number {
    return this.bytes.length - this.at
  }

  /** How many bytes of the stream were taken. */
  get offset(): number {
    return this.#before + this.at
  }

  /** Waits for `count` bytes; whether they came. */
  *need(count: number): Generator<undefined, boolean> {
    while (this.left < count && !this.final) yield
    return this.left >= count
  }

  /** Passes over `count` bytes, however many; whether they came. */
  *skip(count: number): Generator<undefined, boolean> {
    for (let left = count; ;) {
      const passed = Math.min(left, this.left)
      this.at += passed
      left -= passed
      if (left === 0) return true
      if (!(yield* this.need(1))) return false
    }
  }

  damage(what: string): Damage {
    return { what, at: this.offset }
  }

  /** The damage of a stream that is cut. */
  cut(inside: string): Damage {
    return { what: `it ends inside ${inside}`, at: this.#before + this.bytes.length }
  }
}
