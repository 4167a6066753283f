import { Messages, type Framing } from '../messages.ts'
import { known } from '../text.ts'
import { certificateIn, type Certificate } from './certificate.ts'
import { helloIn, ja3, ja4, type Hello } from './hello.ts'

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

/** Both directions of a TLS handshake as far as it is in clear: what the client offers, and whose the certificates are. */
export class TlsHandshake {
  hello: Hello | undefined
  /** The responder's, and the originator's where it shows one. */
  readonly certificates: [dst: Certificate | undefined, src: Certificate | undefined] = [undefined, undefined]
  /** Those of records that may not be whole yet. */
  readonly #read: [dst: Certificate | undefined, src: Certificate | undefined] = [undefined, undefined]
  readonly #src = new Messages(this.#records(1))
  readonly #dst = new Messages(this.#records(0))

  /** False where no more is in clear, or the bytes are no TLS. */
  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    return (fromSrc ? this.#src : this.#dst).push(bytes, ts)
  }

  /** What an event tells of it. */
  facts(): Record<string, string | number | boolean> {
    const { hello } = this
    const [server, client] = this.certificates
    return known({
      sni: hello?.sni,
      ja3: hello && ja3(hello),
      ja4: hello && ja4(hello),
      certificate: server?.subject,
      issuer: server && server.issuer !== server.subject ? server.issuer : undefined,
      clientCertificate: client?.subject,
    })
  }

  #records(side: 0 | 1): Framing {
    const messages = new Messages(this.#messages(side))
    /** Bytes of the record at hand that are still to come: they are handed on as they do. */
    let left = 0
    const { certificates } = this
    const read = this.#read
    return {
      want: (bytes, at, have) =>
        left > 0 ? 1 : have < recordHead || bytes[at] === handshake ? recordHead : -1,
      take(bytes, at, _have, ts) {
        if (left === 0) {
          left = (bytes[at + 3]! << 8) | bytes[at + 4]!
          return recordHead
        }
        const length = Math.min(left, bytes.length - at)
        left -= length
        const more = messages.push(bytes.subarray(at, at + length), ts)
        if (left === 0) certificates[side] ??= read[side]
        return more ? length : -1
      },
      starts: () => false,
    }
  }

  #messages(side: 0 | 1): Framing {
    let count = 0
    return {
      want(bytes, at, have) {
        if (have < messageHead) return messageHead
        return Math.max(messageHead, wanted(bytes, at, have))
      },
      take: (bytes, at, have) => {
        if (wanted(bytes, at, have) > 0) this.#message(bytes.subarray(at, at + have), side)
        return ++count > maxMessages ? -1 : lengthOf(bytes, at)
      },
      starts: () => false,
    }
  }

  #message(message: Uint8Array, side: 0 | 1): void {
    if (message[0] === clientHello) this.hello ??= helloIn(message)
    else if (message.length > chainHead) {
      const end = firstEnd(message, 0)
      if (end <= message.length) this.#read[side] ??= certificateIn(message.subarray(chainHead, end))
    }
  }
}
