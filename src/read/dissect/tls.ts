import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages, type Framing } from './messages.ts'
import { indexOfText } from './text.ts'
import { both } from './signature.ts'

/** Ports of services that run over TLS from the first byte: RDP's direct approach, WinRM, LDAP, AnyDesk. */
const servicesOverTls = [3389, 5986, 636, 3269, 7070]

const handshake = 22
const maxRecord = 18432
/** In the certificates of AnyDesk's peers and relays, and in the names that its clients ask for. */
const anyDeskMarks = ['AnyNet', 'AnyDesk Client', 'net.anydesk.com']

/** TLS (RFC 8446), recognised by its hello. What runs inside is left to the port where that tells more. */
export const tls: Dissector = {
  name: 'tls',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isHello(fromSrc, 1), isHello(fromDst, 2)),
  start(finder) {
    if (servicesOverTls.includes(finder.dstPort)) finder.claim('unknown')
    return new TlsDissection(finder)
  },
}

/** A record that begins with a client's (1) or server's (2) hello. */
function isHello(bytes: Uint8Array, type: number): boolean | undefined {
  const [record = handshake, major = 3, minor = 1] = bytes
  if (record !== handshake || major !== 3 || minor > 4) return false
  if ((bytes[5] ?? type) !== type) return false
  if (bytes.length < 11) return undefined
  const length = (bytes[3]! << 8) | bytes[4]!
  return length >= 6 && length <= maxRecord && bytes[9] === 3 && bytes[10]! <= 4
}

/** The handshake in clear: whether AnyDesk's names are in it. */
class TlsDissection implements Dissection, Framing {
  readonly #finder: Finder
  readonly #src = new Messages(this)
  readonly #dst = new Messages(this)
  #records = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < 5) return 5
    return bytes[at] === handshake ? 5 + Math.min(maxRecord, (bytes[at + 3]! << 8) | bytes[at + 4]!) : -1
  }

  take(bytes: Uint8Array, at: number, have: number): number {
    const record = bytes.subarray(at, at + have)
    if (!anyDeskMarks.some(mark => indexOfText(record, mark) >= 0)) return ++this.#records > 16 ? -1 : have
    this.#finder.claim('anydesk')
    return -1
  }

  starts(): boolean {
    return false
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    return (fromSrc ? this.#src : this.#dst).push(bytes, ts)
  }

  gap(): boolean {
    return false
  }

  end(): void {}
}
