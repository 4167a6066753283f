import { DecodeError } from '../../lib/errors.ts'
import { textOf, textOfUtf16 } from './text.ts'

/**
 * One message's bytes, read at offsets from its start: little-endian as SMB, RPC and NTLM have them, big-endian where
 * the name says so. Reading past the message's end throws DecodeError.
 */
export class Wire {
  readonly bytes: Uint8Array
  readonly length: number
  readonly #view: DataView
  readonly #what: string

  /** `what` names the message in an error: "SMB2 message". */
  constructor(what: string, bytes: Uint8Array) {
    this.#what = what
    this.bytes = bytes
    this.length = bytes.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** Throws unless `length` bytes are there at `at`. */
  need(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.length)
      throw new DecodeError(`the ${this.#what} is cut`, at)
  }

  u8(at: number): number {
    this.need(at, 1)
    return this.bytes[at]!
  }

  u16(at: number): number {
    this.need(at, 2)
    return this.#view.getUint16(at, true)
  }

  u32(at: number): number {
    this.need(at, 4)
    return this.#view.getUint32(at, true)
  }

  /** Exact below 2^53. */
  u64(at: number): number {
    return this.u32(at + 4) * 2 ** 32 + this.u32(at)
  }

  bigU16(at: number): number {
    this.need(at, 2)
    return this.#view.getUint16(at)
  }

  bigU32(at: number): number {
    this.need(at, 4)
    return this.#view.getUint32(at)
  }

  slice(at: number, length: number): Uint8Array {
    this.need(at, length)
    return this.bytes.subarray(at, at + length)
  }

  utf16(at: number, length: number): string {
    this.need(at, length)
    return textOfUtf16(this.bytes, at, at + length)
  }

  text(at: number, length: number): string {
    this.need(at, length)
    return textOf(this.bytes, at, at + length)
  }
}
