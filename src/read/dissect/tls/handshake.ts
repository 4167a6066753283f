import { Messages, type Framing } from '../messages.ts'
import { known } from '../text.ts'
import { certificateIn, type Certificate } from './certificate.ts'
import { helloIn, ja3, ja4, type Hello } from './hello.ts'

/** Record and message types (RFC 8446, 5.1 and 4; RFC 5246, 7.4). */
const handshake = 22
const clientHello = 1
const certificate = 11
const maxRecord = 18432
const maxMessages = 64
const recordHead = 5
const messageHead = 4
/** A longer chain is passed over: only its first certificate is read. */
const maxCertificates = 64 * 1024

const lengthOf = (bytes: Uint8Array, at: number): number =>
  messageHead + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!
const isWanted = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === clientHello || bytes[at] === certificate) && lengthOf(bytes, at) <= maxCertificates

/** Both directions of a TLS handshake as far as it is in clear: what the client offers, and whose the certificates are. */
export class TlsHandshake {
  hello: Hello | undefined
  /** The responder's, and the originator's where it shows one. */
  readonly certificates: [dst: Certificate | undefined, src: Certificate | undefined] = [undefined, undefined]
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
    return {
      want(bytes, at, have) {
        if (have < recordHead) return recordHead
        const length = (bytes[at + 3]! << 8) | bytes[at + 4]!
        return bytes[at] === handshake ? recordHead + Math.min(maxRecord, length) : -1
      },
      take: (bytes, at, have, ts) =>
        messages.push(bytes.subarray(at + recordHead, at + have), ts) ? have : -1,
      starts: () => false,
    }
  }

  #messages(side: 0 | 1): Framing {
    let count = 0
    return {
      want(bytes, at, have) {
        if (have < messageHead) return messageHead
        return isWanted(bytes, at) ? lengthOf(bytes, at) : messageHead
      },
      take: (bytes, at, have) => {
        if (isWanted(bytes, at)) this.#read(bytes.subarray(at, at + have), side)
        return ++count > maxMessages ? -1 : lengthOf(bytes, at)
      },
      starts: () => false,
    }
  }

  #read(message: Uint8Array, side: 0 | 1): void {
    if (message[0] === clientHello) this.hello ??= helloIn(message)
    else if (message.length > 10) {
      // The chain's length, then that of its first certificate: 3 bytes each.
      const end = 10 + (message[7]! << 16) + (message[8]! << 8) + message[9]!
      if (end <= message.length) this.certificates[side] ??= certificateIn(message.subarray(10, end))
    }
  }
}
