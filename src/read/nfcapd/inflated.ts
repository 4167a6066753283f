/** What a block's content came to: all of it, or what there was before it ends or contradicts itself. */
export interface Inflated {
  readonly bytes: Uint8Array
  readonly whole: boolean
}

/** Decompresses one block to at most `limit` bytes. Never throws. */
export type Inflate = (bytes: Uint8Array, limit: number) => Inflated

/** Output of a decompressor that grows as it is written, up to a limit. */
export class Output {
  bytes: Uint8Array
  length = 0
  readonly #limit: number

  constructor(expected: number, limit: number) {
    this.#limit = limit
    this.bytes = new Uint8Array(Math.min(limit, Math.max(1024, expected)))
  }

  /** Whether `count` more bytes are allowed; makes room for them. */
  room(count: number): boolean {
    const wanted = this.length + count
    if (wanted <= this.bytes.length) return true
    if (wanted > this.#limit) return false
    const bytes = new Uint8Array(Math.min(this.#limit, Math.max(wanted, this.bytes.length * 2)))
    bytes.set(this.bytes)
    this.bytes = bytes
    return true
  }

  /** Appends `count` bytes of `from`; false where there are not so many, or no room. */
  literals(from: Uint8Array, at: number, count: number): boolean {
    if (at + count > from.length || !this.room(count)) return false
    this.bytes.set(from.subarray(at, at + count), this.length)
    this.length += count
    return true
  }

  /** Repeats `count` bytes from `distance` back; they may overlap what they write. */
  repeat(distance: number, count: number): boolean {
    if (distance > this.length || distance < 1 || !this.room(count)) return false
    const { bytes } = this
    let to = this.length
    for (const end = to + count; to < end; to++) bytes[to] = bytes[to - distance]!
    this.length = to
    return true
  }

  done(whole: boolean): Inflated {
    return { bytes: this.bytes.subarray(0, this.length), whole }
  }
}
