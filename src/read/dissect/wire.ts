import { DecodeError } from '../../lib/errors.ts'
import { textOf, textOfUtf16 } from './text.ts'

/** 32 bits, little-endian, of bytes that are known to be there. */
export const u32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0

/**
 * One message's bytes, read at offsets from its start: little-endian as SMB, RPC and NTLM have them, big-endian where
 * the name says so. Reading past the message's end throws DecodeError.
 */
export class Wire {
  readonly bytes: Uint8Array
  readonly length: number
  readonly #what: string

  /** `what` names the message in an error: "SMB2 message". */
  constructor(what: string, bytes: Uint8Array) {
    this.#what = what
    this.bytes = bytes
    this.length = bytes.length
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
    return this.bytes[at]! | (this.bytes[at + 1]! << 8)
  }

  u32(at: number): number {
    this.need(at, 4)
    return u32(this.bytes, at)
  }

  /** Exact below 2^53. */
  u64(at: number): number {
    return this.u32(at + 4) * 2 ** 32 + this.u32(at)
  }

  bigU16(at: number): number {
    this.need(at, 2)
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!
  }

  bigU32(at: number): number {
    this.need(at, 4)
    return this.bigU16(at) * 0x10000 + this.bigU16(at + 2)
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
