import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { SocksSession } from './socks/session.ts'

const maxMethods = 10
const maxUser = 64
const version4 = 4
const version5 = 5

/** SOCKS 4 and 5 (RFC 1928): what goes through the proxy once it has agreed. Claimed when both sides have spoken. */
export const socks: Dissector = {
  name: 'socks',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const asks = isGreeting(fromSrc)
    const agrees = isAnswer(fromDst, fromSrc[0])
    return asks === false || agrees === false ? false : asks && agrees
  },
  start: finder => new SocksDissection(finder),
}

/** A count of methods and as many of them; or a command, a port, an address, and a user that a NUL ends. */
function isGreeting(bytes: Uint8Array): boolean | undefined {
  const [version = version5, count = 1] = bytes
  if (version === version4) {
    if (count !== 1 && count !== 2) return false
    const end = bytes.indexOf(0, 8)
    return bytes.length < 9 || end < 0 ? (bytes.length > 8 + maxUser ? false : undefined) : true
  }
  if (version !== version5 || count < 1 || count > maxMethods) return false
  const methods = bytes.subarray(2, 2 + count)
  if (methods.some(method => method > 9)) return false
  return methods.length === count ? true : undefined
}

/** The method that is chosen; or a NUL and a verdict from 90 to 93. */
function isAnswer(bytes: Uint8Array, version: number | undefined): boolean | undefined {
  if (bytes.length < 2)
    return bytes.length === 0 || bytes[0] === 0 || bytes[0] === version5 ? undefined : false
  const isFive = bytes[0] === version5 && bytes[1]! <= 9
  const isFour = bytes[0] === 0 && bytes[1]! >= 90 && bytes[1]! <= 93
  return version === undefined ? isFive || isFour || false : version === version4 ? isFour : isFive
}

class SocksDissection implements Dissection {
  readonly #session: SocksSession
  readonly #src: Messages
  readonly #dst: Messages

  constructor(finder: Finder) {
    this.#session = new SocksSession(finder)
    this.#src = new Messages(this.#session.client)
    this.#dst = new Messages(this.#session.server)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    return (fromSrc ? this.#src : this.#dst).push(bytes, ts)
  }

  gap(fromSrc: boolean, length: number): boolean {
    return this.#session.inner?.gap(fromSrc, length) ?? false
  }

  end(ts: number): void {
    this.#session.inner?.end(ts)
  }
}
