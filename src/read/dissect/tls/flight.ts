import { Messages, type Framing } from '../messages.ts'
import { certificateIn, type Certificate } from './certificate.ts'

/** Record and message types (RFC 8446, 5.1 and 4; RFC 5246, 7.4). */
const handshake = 22
const clientHello = 1
const certificate = 11
const maxMessages = 64
const recordHead = 5
const messageHead = 4
/** A longer hello, or first certificate of a chain, is passed over; of the chain no more is gathered. */
const maxWanted = 16 * 1024
/** A message's head, the length of a chain, that of its first certificate: 3 bytes each. */
const chainHead = 10

const lengthOf = (bytes: Uint8Array, at: number): number =>
  messageHead + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!
const firstEnd = (bytes: Uint8Array, at: number): number =>
  chainHead + (bytes[at + 7]! << 16) + (bytes[at + 8]! << 8) + bytes[at + 9]!

/** How much of a message is read: a hello, or a chain as far as its first certificate. */
function wanted(bytes: Uint8Array, at: number, have: number): number {
  const length = lengthOf(bytes, at)
  if (bytes[at] === certificate && have < chainHead) return Math.min(length, chainHead)
  const end =
    bytes[at] === clientHello ? length : bytes[at] === certificate ? Math.min(length, firstEnd(bytes, at)) : 0
  return end <= maxWanted ? end : 0
}

/** One direction's records as far as they are in clear, and the handshake's messages in them. */
export class Flight implements Framing {
  /** A client's hello from its message's first byte: a copy. */
  hello: Uint8Array | undefined
  /** Whose certificate was shown, once its record was whole. */
  certificate: Certificate | undefined
  #read: Certificate | undefined
  readonly #messages = new Messages(this)
  #count = 0
  /** Bytes of a record's head that have come, its length as far as it is known, and what of the record is still to come. */
  #head = 0
  #length = 0
  #left = 0

  /** False where no more is in clear, or the bytes are no TLS. */
  push(bytes: Uint8Array, ts: number): boolean {
    for (let at = 0; at < bytes.length;) {
      if (this.#left === 0) {
        if (!this.#headByte(bytes[at++]!)) return false
        continue
      }
      const end = Math.min(bytes.length, at + this.#left)
      this.#left -= end - at
      if (!this.#messages.push(bytes.subarray(at, end), ts)) return false
      if (this.#left === 0) this.certificate ??= this.#read
      at = end
    }
    return true
  }

  /** Type, version, length. */
  #headByte(byte: number): boolean {
    if (this.#head === 0 && byte !== handshake) return false
    this.#length = (this.#length << 8) | byte
    if (++this.#head === recordHead) {
      this.#left = this.#length & 0xffff
      this.#head = this.#length = 0
    }
    return true
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    return have < messageHead ? messageHead : Math.max(messageHead, wanted(bytes, at, have))
  }

  take(bytes: Uint8Array, at: number, have: number): number {
    if (wanted(bytes, at, have) > 0) this.#message(bytes, at, at + have)
    return ++this.#count > maxMessages ? -1 : lengthOf(bytes, at)
  }

  starts(): boolean {
    return false
  }

  #message(bytes: Uint8Array, at: number, end: number): void {
    if (bytes[at] === clientHello) this.hello ??= bytes.slice(at, end)
    else if (end - at > chainHead && firstEnd(bytes, at) <= end - at)
      this.#read ??= certificateIn(bytes.subarray(at + chainHead, at + firstEnd(bytes, at)))
  }
}
