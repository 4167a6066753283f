import { AuthExchange } from '../auth/exchange.ts'
import { child, children, elementHeader, integer, type Element } from '../der.ts'
import type { Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { textOf } from '../text.ts'

/** Protocol operations (RFC 4511, 4.1.1): their APPLICATION tags. */
const bindRequest = 0x60
const bindResponse = 0x61
const operations = [
  0x60, 0x61, 0x42, 0x63, 0x64, 0x65, 0x73, 0x66, 0x67, 0x68, 0x69, 0x4a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x50, 0x77,
  0x78, 0x79,
] // prettier-ignore

const headLength = 16
const maxBind = 64 * 1024
const maxMessages = 64

const success = 0
const bindInProgress = 14

/** An LDAPMessage's operation, by its first bytes: undefined where more are needed, -1 where it is none. */
export function operationAt(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (at < end && bytes[at] !== 0x30) return -1
  const message = elementHeader(bytes, at, end)
  const id = message && elementHeader(bytes, message.at, end)
  if (message === undefined || id === undefined || id.end >= end)
    return end - at < headLength ? undefined : -1
  if (id.tag !== 2 || id.end - id.at < 1 || id.end - id.at > 4) return -1
  return operations.includes(bytes[id.end]!) ? bytes[id.end] : -1
}

/** The binds of one connection; no more is read of the rest than its length. */
export class LdapSession implements Framing {
  readonly #finder: Finder
  #auth = new AuthExchange()
  #messages = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < 2) return 2
    if (bytes[at] !== 0x30) return -1
    const size = bytes[at + 1]! < 0x80 ? 2 : 2 + (bytes[at + 1]! & 0x7f)
    if (have < size) return size
    const message = elementHeader(bytes, at, at + have)
    if (message === undefined) return -1
    const total = message.end - at
    if (have < Math.min(total, headLength)) return Math.min(total, headLength)
    const operation = operationAt(bytes, at, at + have)
    return operation === bindRequest || operation === bindResponse ? Math.min(total, maxBind) : have
  }

  take(bytes: Uint8Array, at: number, have: number, ts: number): number {
    const operation = operationAt(bytes, at, at + have)
    if (operation === undefined || operation < 0) return -1
    const message = elementHeader(bytes, at, at + have)!
    if (operation === bindRequest) this.#bind(bytes, child(bytes, message, bindRequest), ts)
    else if (operation === bindResponse) this.#answer(bytes, child(bytes, message, bindResponse), ts)
    else if (++this.#messages > maxMessages && !this.#auth.open) return -1
    return message.end - at
  }

  starts(bytes: Uint8Array): boolean {
    return (operationAt(bytes, 0, bytes.length) ?? -1) >= 0
  }

  /** Version, name, and [0] a password, which is not read, or [3] a SASL mechanism and its token. */
  #bind(bytes: Uint8Array, bind: Element | undefined, ts: number): void {
    const [, name, credentials] = children(bytes, bind)
    if (name === undefined || credentials === undefined) return
    if (credentials.tag === 0x80) {
      this.#auth = new AuthExchange()
      this.#auth.names('simple', textOf(bytes, name.at, name.end), '', ts)
    } else {
      const token = children(bytes, credentials)[1]
      if (token === undefined) return
      this.#auth.token(bytes.subarray(token.at, token.end), ts)
      this.#auth.claim(textOf(bytes, name.at, name.end))
    }
  }

  #answer(bytes: Uint8Array, response: Element | undefined, ts: number): void {
    const result = integer(bytes, child(bytes, response, 0x0a))
    const token = child(bytes, response, 0x87)
    if (token !== undefined) this.#auth.token(bytes.subarray(token.at, token.end), ts)
    if (result < 0 || result === bindInProgress) return
    this.#auth.settle(
      this.#finder,
      result === success ? 'success' : 'failure',
      result === success ? '' : `result ${result}`,
    )
  }

  /** Nothing more comes. */
  finish(): void {
    this.#auth.settle(this.#finder, 'unknown')
  }
}
