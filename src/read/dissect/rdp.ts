import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { RdpHandshake } from './rdp/handshake.ts'
import { TlsHandshake } from './tls/handshake.ts'

/** RDP (MS-RDPBCGR): the cookie's user, the security asked for and agreed on, and the client's own words where they are in clear. */
export const rdp: Dissector = {
  name: 'rdp',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    if (fromSrc.length > 0) return isRequest(fromSrc)
    return fromDst.length > 0 ? isConfirm(fromDst) : undefined
  },
  answers: isAnswer,
  start: finder => new RdpDissection(finder),
}

/**
 * A TPKT (RFC 1006) with an X.224 connection request of class 0 (RFC 905) that has no more than RDP's cookie and
 * negotiation request: other protocols over TPKT (S7, H.323, X.400) send calling and called selectors there.
 */
function isRequest(bytes: Uint8Array): boolean | undefined {
  const started = isX224(bytes, 0xe0)
  if (started !== true) return started
  if (bytes.length < 11) return undefined
  const length = bytes[3]!
  if (bytes[4]! + 5 > (bytes[2]! << 8) + length) return false
  if (bytes[4] === 6) return bytes[3] === 11 ? true : false
  if (bytes.length < 13) return undefined
  const isNegotiation = bytes[11] === 1 && bytes.length >= 14 && bytes[13] === 8
  const isCookie = bytes[11] === 0x43 && bytes[12] === 0x6f
  const isToken = bytes[11] === 0x4d || bytes[11] === 0x74
  if (bytes[11] === 1 && bytes.length < 14) return undefined
  return isNegotiation || isCookie || isToken
}

/** A connection confirm, where only the server's side was captured: with a negotiation response or failure. */
function isConfirm(bytes: Uint8Array): boolean | undefined {
  const started = isX224(bytes, 0xd0)
  if (started !== true) return started
  if (bytes.length < 19) return bytes[3] === 19 ? undefined : false
  return bytes[3] === 19 && (bytes[11] === 2 || bytes[11] === 3) && bytes[13] === 8
}

/** A server's first words: a connection confirm, with a negotiation or without, or a disconnect request. */
function isAnswer(bytes: Uint8Array): boolean | undefined {
  const confirms = isX224(bytes, 0xd0)
  const refuses = isX224(bytes, 0x80)
  return confirms || refuses ? true : confirms === undefined || refuses === undefined ? undefined : false
}

function isX224(bytes: Uint8Array, code: number): boolean | undefined {
  if ((bytes[0] ?? 3) !== 3 || (bytes[1] ?? 0) !== 0) return false
  if ((bytes[5] ?? code) !== code) return false
  return bytes.length < 6 ? undefined : bytes[4]! >= 6
}

class RdpDissection implements Dissection {
  readonly #handshake: RdpHandshake
  readonly #tls = new TlsHandshake()
  readonly #src: Messages
  readonly #dst: Messages
  #last = 0

  constructor(finder: Finder) {
    this.#handshake = new RdpHandshake(finder)
    this.#src = new Messages(this.#handshake)
    this.#dst = new Messages(this.#handshake)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    this.#last = ts
    const more = this.#handshake.secured
      ? this.#tls.data(fromSrc, bytes, ts)
      : (fromSrc ? this.#src : this.#dst).push(bytes, ts)
    if (!more) this.end(ts)
    return more
  }

  gap(fromSrc: boolean, length: number): boolean {
    if (this.#handshake.secured) {
      this.end(this.#last)
      return false
    }
    ;(fromSrc ? this.#src : this.#dst).gap(length)
    return true
  }

  end(ts: number): void {
    this.#handshake.finish(ts, this.#tls.facts())
  }
}
