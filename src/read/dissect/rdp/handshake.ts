import type { Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { indexOfText, known, textOf, textOfUtf16 } from '../text.ts'
import { buildNames, failures, keyboardName, offered, securities } from './names.ts'

/** More than a client's first message needs: MCS connect-initial with its channels and certificates. */
const maxMessage = 8192
/** Type of the block CS_CORE, 0xc001. */
const coreData = '\x01\xc0'

/** The messages of both sides until the security that was agreed on takes over. */
export class RdpHandshake implements Framing {
  readonly #finder: Finder
  #cookie = ''
  #token = ''
  #requested = ''
  #security = ''
  #result = ''
  #name = ''
  #build = ''
  #keyboard = ''
  /** TLS comes next. */
  secured = false
  #confirmed = false
  #told = false
  #start = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < 4) return 4
    if (bytes[at] !== 3) return -1
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    return length < 7 ? -1 : Math.min(length, maxMessage)
  }

  take(bytes: Uint8Array, at: number, have: number, ts: number): number {
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
    const message = bytes.subarray(at, at + have)
    const more =
      message[5] === 0xe0
        ? this.#request(message, ts)
        : message[5] === 0xd0
          ? this.#confirm(message)
          : this.#data(message)
    return more ? length : -1
  }

  starts(bytes: Uint8Array): boolean {
    return bytes[0] === 3 && bytes[1] === 0 && bytes[5] === 0xf0
  }

  /** "Cookie: mstshash=NAME" or a load balancer's token, each a line, then the securities that the client offers. */
  #request(message: Uint8Array, ts: number): boolean {
    this.#start ||= ts
    this.#cookie = lineAfter(message, 'mstshash=')
    this.#token = lineAfter(message, 'msts=') || lineAfter(message, 'tsv://')
    const line = message[11] === 1 ? -1 : message.indexOf(10, 11)
    const at = line < 0 ? 11 : line + 1
    if (message[at] === 1 && message[at + 2] === 8 && at + 8 <= message.length)
      this.#requested = offered(message[at + 4]!)
    return true
  }

  /** What the server chose; without an answer to the offer it is RDP's own security. */
  #confirm(message: Uint8Array): boolean {
    this.#confirmed = true
    const code = message.length >= 19 ? message[15]! : 0
    if (message.length >= 19 && message[11] === 3) this.#result = failures[code] ?? `failure ${code}`
    else this.#security = securities[code] ?? `protocol ${code}`
    const encrypted = this.#security !== '' && this.#security !== 'RDP'
    if (encrypted) this.#result = 'encrypted'
    this.secured = encrypted
    return this.#security !== ''
  }

  /** The client's core data (MS-RDPBCGR 2.2.1.3.2) inside GCC's conference request, which begins with the key "Duca". */
  #data(message: Uint8Array): boolean {
    const key = indexOfText(message, 'Duca')
    if (key < 0) return !this.#confirmed || message[7] !== 0x7f || message[8] !== 0x66
    const block = indexOfText(message, coreData, key + 4)
    if (block < 0 || block + 56 > message.length) return true
    const view = new DataView(message.buffer, message.byteOffset + block, 56)
    const build = view.getUint32(20, true)
    this.#keyboard = keyboardName(view.getUint32(16, true))
    this.#build = buildNames[build] ?? `client_build-${build}`
    this.#name = textOfUtf16(message, block + 24, block + 56)
    return true
  }

  /** Says what was seen, once; `inside` is what the TLS around it shows. */
  finish(ts: number, inside: Readonly<Record<string, string | number | boolean>> = {}): void {
    if (this.#told) return
    this.#told = true
    const at = this.#start || ts
    const client = this.#name
    const detail = known({
      name: client,
      software: this.#build,
      keyboard: this.#keyboard,
      requested: this.#requested,
      security: this.#security,
      result: this.#result,
      token: this.#token,
      ...inside,
    })
    this.#finder.emit('client', at, { detail })
    if (this.#cookie === '') return
    // The cookie is what the client asks with; whether the server let it in is encrypted.
    const login = known({ method: 'cookie', client })
    this.#finder.emit('login', at, { user: this.#cookie, outcome: 'unknown', detail: login })
  }
}

/** The rest of the line that this text begins in a connection request. */
function lineAfter(message: Uint8Array, text: string): string {
  const at = indexOfText(message, text, 11)
  if (at < 0) return ''
  const end = message.indexOf(13, at)
  return textOf(message, at + text.length, end < 0 ? message.length : end).trimEnd()
}
