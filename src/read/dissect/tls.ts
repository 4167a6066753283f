import type { Dissection, Dissector, Finder } from './dissector.ts'
import { both } from './signature.ts'
import { productOf } from './tls/products.ts'
import { TlsHandshake } from './tls/handshake.ts'

/** Ports of services that run over TLS from the first byte: RDP's direct approach, WinRM, LDAP, AnyDesk, consoles. */
const servicesOverTls = [3389, 5986, 636, 3269, 7070, 5480, 8006, 17988, 17990]

const handshake = 22
/** Types of records: change of cipher to heartbeat. */
const firstRecord = 20
const lastRecord = 24
const maxRecord = 18432

/** TLS (RFC 8446), recognised by its hello. What runs inside is left to the port where that tells more. */
export const tls: Dissector = {
  name: 'tls',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isHello(fromSrc, 1), isAnswer(fromDst)),
  start(finder) {
    if (servicesOverTls.includes(finder.dstPort)) finder.claim('unknown')
    return new TlsDissection(finder)
  },
}

const alert = 21

/** A server's hello, or that it refuses what came: an alert record of two bytes. */
function isAnswer(bytes: Uint8Array): boolean | undefined {
  if (bytes[0] !== alert) return isHello(bytes, 2)
  if ((bytes[1] ?? 3) !== 3 || (bytes[2] ?? 1) > 4 || (bytes[3] ?? 0) !== 0 || (bytes[4] ?? 2) !== 2)
    return false
  return bytes.length < 7 ? undefined : bytes[5] === 1 || bytes[5] === 2
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

/** The handshake in clear: whether it is a product that is known by its names, and on a remote service's port who speaks to whom. */
class TlsDissection implements Dissection {
  readonly #finder: Finder
  readonly #handshake = new TlsHandshake()
  #product = ''
  #told = false
  #answered = false
  #start = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    this.#start ||= ts
    const more = this.#handshake.data(fromSrc, bytes, ts)
    if (!fromSrc && !this.#answered && bytes.length > 0) {
      this.#answered = true
      if (bytes[0]! < firstRecord || bytes[0]! > lastRecord) return this.#refused()
    }
    const product = productOf(this.#handshake)
    if (product !== '' && product !== this.#product) this.#finder.claim((this.#product = product))
    if (!more) this.#tell()
    return more
  }

  /** The server does not speak TLS: no more than a name was asked for. */
  #refused(): boolean {
    if (this.#product !== '')
      this.#finder.claim(servicesOverTls.includes(this.#finder.dstPort) ? 'unknown' : 'tls')
    this.#told = true
    return false
  }

  gap(): boolean {
    this.#tell()
    return false
  }

  end(): void {
    this.#tell()
  }

  #tell(): void {
    if (this.#told || !(this.#product || this.#finder.isRemotePort)) return
    this.#told = true
    const detail = this.#handshake.facts()
    if (Object.keys(detail).length > 0)
      this.#finder.emit('client', this.#start, { detail: { ...detail, security: 'TLS' } })
  }
}
