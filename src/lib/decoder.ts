import { Packed, type Damage, type Decoding } from './packed.ts'

/** Decodes what comes in pieces of any size. */
export class Decoder {
  readonly #packed = new Packed()
  readonly #decoding: Decoding

  constructor(decode: (packed: Packed) => Decoding) {
    this.#decoding = decode(this.#packed)
  }

  /**
   * The plain bytes that can be told with so many more bytes, `final` where no more come; each piece is valid until the next
   * is asked for. Returns what is wrong where the stream is damaged or cut, once all that came before is yielded.
   */
  *push(bytes: Uint8Array, final: boolean): Generator<Uint8Array, Damage | undefined> {
    this.#packed.add(bytes, final)
    for (;;) {
      const { done, value } = this.#decoding.next()
      if (done) return value
      if (value === undefined) return undefined
      if (value.length > 0) yield value
    }
  }
}
