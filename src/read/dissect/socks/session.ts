import type { Dissection, Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { textOf } from '../text.ts'

const version4 = 4
const granted4 = 90
/** Kinds of addresses (RFC 1928, 5). */
const ip4 = 1
const domain = 3
const ip6 = 4

/** What both sides say until the proxy has connected, then what they carry. The first byte of a message tells which it is. */
export class SocksSession {
  readonly #finder: Finder
  #target = ''
  #version = 0
  #greeted = false
  #chosen = false
  #asked = false
  inner: Dissection | undefined

  constructor(finder: Finder) {
    this.#finder = finder
  }

  readonly client: Framing = {
    want: (bytes, at, have) => (this.#asked || have < 1 ? 1 : this.#wantOfClient(bytes, at, have)),
    take: (bytes, at, have, ts) => this.#fromClient(bytes, at, have, ts),
    starts: () => false,
  }

  readonly server: Framing = {
    want: (bytes, at, have) => (this.inner || have < 1 ? 1 : this.#wantOfServer(bytes, at, have)),
    take: (bytes, at, have, ts) => this.#fromServer(bytes, at, ts, have),
    starts: () => false,
  }

  #wantOfClient(bytes: Uint8Array, at: number, have: number): number {
    if (bytes[at] === version4) return wantEnd(bytes, at, have)
    if (have < 2) return 2
    if (!this.#greeted) return 2 + bytes[at + 1]!
    if (bytes[at] !== 1) return wantAddress(bytes, at, have)
    // A user and a password (RFC 1929), each after its length.
    const password = 2 + bytes[at + 1]!
    return have <= password ? password + 1 : password + 1 + bytes[at + password]!
  }

  #fromClient(bytes: Uint8Array, at: number, have: number, ts: number): number {
    if (this.#asked) return this.#carry(true, bytes, at, ts)
    this.#version ||= bytes[at]!
    if (this.#version === version4) {
      this.#asked = true
      this.#target = target4In(bytes, at, have)
    } else if (!this.#greeted) this.#greeted = true
    else if (bytes[at] !== 1) {
      this.#asked = true
      this.#target = targetIn(bytes, at, have)
    }
    return have
  }

  #wantOfServer(bytes: Uint8Array, at: number, have: number): number {
    if (this.#version === version4) return 8
    return !this.#chosen || bytes[at] === 1 ? 2 : wantAddress(bytes, at, have)
  }

  #fromServer(bytes: Uint8Array, at: number, ts: number, have: number): number {
    if (this.inner) return this.#carry(false, bytes, at, ts)
    const isVerdict = this.#version === version4 || (this.#chosen && bytes[at] !== 1)
    this.#chosen = true
    if (!isVerdict) return have
    if (bytes[at + 1] !== (this.#version === version4 ? granted4 : 0)) return -1
    this.inner = this.#finder.inner({ via: 'socks', target: this.#target })
    return this.inner === undefined ? -1 : have
  }

  /** What comes before the proxy has agreed is let go: hardly any client dares. */
  #carry(fromSrc: boolean, bytes: Uint8Array, at: number, ts: number): number {
    const more = this.inner?.data(fromSrc, bytes.subarray(at), ts) ?? true
    return more ? bytes.length - at : -1
  }
}

/** A command or a verdict, a NUL, an address of one kind, and a port. */
function wantAddress(bytes: Uint8Array, at: number, have: number): number {
  if (have < 5) return 5
  const kind = bytes[at + 3]
  return kind === ip4 ? 10 : kind === ip6 ? 22 : kind === domain ? 7 + bytes[at + 4]! : -1
}

function targetIn(bytes: Uint8Array, at: number, have: number): string {
  const port = (bytes[at + have - 2]! << 8) | bytes[at + have - 1]!
  const address = bytes.subarray(at + 4, at + have - 2)
  if (bytes[at + 3] === domain) return `${textOf(address, 1, address.length)}:${port}`
  if (bytes[at + 3] === ip4) return `${address.join('.')}:${port}`
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((address[2 * i]! << 8) | address[2 * i + 1]!).toString(16),
  )
  return `[${groups.join(':')}]:${port}`
}

/** A version, a command, a port, an address, then texts that each end in a NUL: the user and, where it is named, the host. */
function target4In(bytes: Uint8Array, at: number, have: number): string {
  const port = (bytes[at + 2]! << 8) | bytes[at + 3]!
  if (!isNamed4(bytes, at)) return `${bytes.subarray(at + 4, at + 8).join('.')}:${port}`
  return `${textOf(bytes, bytes.indexOf(0, at + 8) + 1, at + have - 1)}:${port}`
}

/** SOCKS 4a: 0.0.0.x says that a name follows. */
const isNamed4 = (bytes: Uint8Array, at: number): boolean =>
  bytes[at + 4] === 0 && bytes[at + 5] === 0 && bytes[at + 6] === 0 && bytes[at + 7] !== 0

/** Up to the NUL after the user, and where the address is 0.0.0.x to that after a name. */
function wantEnd(bytes: Uint8Array, at: number, have: number): number {
  if (have < 9) return 9
  let ends = isNamed4(bytes, at) ? 2 : 1
  for (let i = 8; i < have; i++) if (bytes[at + i] === 0 && --ends === 0) return i + 1
  return have < 512 ? have + 1 : -1
}
