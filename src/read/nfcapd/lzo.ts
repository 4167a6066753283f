import { Output, type Inflate } from './inflated.ts'

/** One LZO1X stream, as the Linux kernel's documentation (lzo.rst) describes it. */
export const lzo: Inflate = (bytes, limit) => {
  const stream = new Stream(bytes, new Output(bytes.length * 4, limit))
  let more = stream.start()
  while (more) more = stream.step()
  return stream.output.done(stream.ended)
}

class Stream {
  ended = false
  readonly output: Output
  readonly #bytes: Uint8Array
  #at = 0
  /** Literals that the last instruction copied: 0 to 3, or 4 for more. What an instruction below 16 means depends on it. */
  #state = 0

  constructor(bytes: Uint8Array, output: Output) {
    this.#bytes = bytes
    this.output = output
  }

  /** The first byte may be a run of literals of its own. */
  start(): boolean {
    const first = this.#bytes[0] ?? 0
    if (first < 18) return this.#bytes.length > 0
    this.#at = 1
    this.#state = Math.min(4, first - 17)
    return this.#literals(first - 17)
  }

  /** One instruction. False at the end of the stream, or of what is sound in it. */
  step(): boolean {
    if (this.#at >= this.#bytes.length) return false
    const code = this.#bytes[this.#at++]!
    if (code >= 64) return this.#near(code)
    if (code >= 32) return this.#middle(code)
    if (code >= 16) return this.#far(code)
    if (this.#state !== 0) return this.#short(code)
    const count = this.#length(code, 15)
    this.#state = 4
    return count >= 0 && this.#literals(count + 3)
  }

  /** 01LDDDSS and 1LLDDDSS, and a byte of distance. */
  #near(code: number): boolean {
    if (this.#at >= this.#bytes.length) return false
    const count = code >= 128 ? 5 + ((code >> 5) & 3) : 3 + ((code >> 5) & 1)
    const distance = (this.#bytes[this.#at++]! << 3) + ((code >> 2) & 7) + 1
    return this.#match(distance, count, code & 3)
  }

  /** 001LLLLL, and two bytes of distance and literals. */
  #middle(code: number): boolean {
    const count = this.#length(code & 31, 31)
    const pair = this.#pair()
    return count >= 0 && pair >= 0 && this.#match((pair >> 2) + 1, count + 2, pair & 3)
  }

  /** 0001HLLL, and two bytes of distance and literals. A distance of 16384 ends the stream. */
  #far(code: number): boolean {
    const count = this.#length(code & 7, 7)
    const pair = this.#pair()
    if (count < 0 || pair < 0) return false
    const distance = 16384 + ((code & 8) << 11) + (pair >> 2)
    if (distance === 16384) {
      this.ended = true
      return false
    }
    return this.#match(distance, count + 2, pair & 3)
  }

  /** 0000DDSS after literals, and a byte of distance. */
  #short(code: number): boolean {
    if (this.#at >= this.#bytes.length) return false
    const distance = (this.#bytes[this.#at++]! << 2) + (code >> 2)
    return this.#state === 4
      ? this.#match(distance + 2049, 3, code & 3)
      : this.#match(distance + 1, 2, code & 3)
  }

  /** A length of a few bits; where they are zero, `base`, 255 for every zero byte, and the byte after those. */
  #length(bits: number, base: number): number {
    if (bits !== 0) return bits
    for (let sum = base; this.#at < this.#bytes.length; sum += 255) {
      const byte = this.#bytes[this.#at++]!
      if (byte !== 0) return sum + byte
    }
    return -1
  }

  #pair(): number {
    const at = this.#at
    this.#at += 2
    return this.#at > this.#bytes.length ? -1 : this.#bytes[at]! | (this.#bytes[at + 1]! << 8)
  }

  #match(distance: number, count: number, literals: number): boolean {
    this.#state = literals
    return this.output.repeat(distance, count) && this.#literals(literals)
  }

  #literals(count: number): boolean {
    if (!this.output.literals(this.#bytes, this.#at, count)) return false
    this.#at += count
    return true
  }
}
