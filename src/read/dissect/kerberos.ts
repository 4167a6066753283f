import { elementHeader } from './der.ts'
import { Dialogue, type Talk } from './dialogue.ts'
import type { Dissector, Finder } from './dissector.ts'
import { asReply, asRequest, KerberosSession, krbError, tgsReply, tgsRequest } from './kerberos/session.ts'
import { both } from './signature.ts'

const tags = [asRequest, asReply, tgsRequest, tgsReply, krbError]
const prefix = 4
const maxMessage = 64 * 1024

/** Kerberos 5 between clients and KDCs (RFC 4120) over TCP, where a length precedes each message. */
export const kerberos: Dissector = {
  name: 'kerberos',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isFramed(fromSrc), isFramed(fromDst)),
  start: finder => new Dialogue(new KerberosOverTcp(finder)),
}

/** The same over UDP. */
export const kerberosUdp: Dissector = {
  name: 'kerberos',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => isMessage(fromSrc.length > 0 ? fromSrc : fromDst, 0) === true,
  start(finder) {
    const session = new KerberosSession(finder)
    return {
      data(_fromSrc, bytes, ts) {
        session.message(bytes, ts)
        return true
      },
      gap: () => true,
      end: () => session.finish(),
    }
  },
}

function isFramed(bytes: Uint8Array): boolean | undefined {
  if (bytes.length === 0) return undefined
  // A message has less than 16 MiB.
  if (bytes[0] !== 0) return false
  if (bytes.length <= prefix) return undefined
  return isMessage(bytes, prefix)
}

/** A tag of Kerberos', a SEQUENCE, and protocol version 5 as its first field: [1] in requests, [0] elsewhere. */
function isMessage(bytes: Uint8Array, at: number): boolean | undefined {
  const tag = bytes[at]!
  if (!tags.includes(tag)) return false
  const outer = elementHeader(bytes, at, bytes.length)
  const inner = outer && elementHeader(bytes, outer.at, bytes.length)
  if (inner === undefined || bytes.length < inner.at + 5) return bytes.length < at + 17 ? undefined : false
  const field = tag === asRequest || tag === tgsRequest ? 0xa1 : 0xa0
  return inner.tag === 0x30 && [field, 3, 2, 1, 5].every((byte, i) => bytes[inner.at + i] === byte)
}

/** Messages behind their lengths. */
class KerberosOverTcp implements Talk {
  readonly #session: KerberosSession

  constructor(finder: Finder) {
    this.#session = new KerberosSession(finder)
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < prefix) return prefix
    const length = lengthAt(bytes, at)
    return length > 0 && length <= maxMessage ? prefix + length : -1
  }

  take(bytes: Uint8Array, at: number, have: number, ts: number): number {
    this.#session.message(bytes.subarray(at + prefix, at + have), ts)
    return have
  }

  starts(bytes: Uint8Array): boolean {
    return isFramed(bytes) === true
  }

  finish(): void {
    this.#session.finish()
  }
}

const lengthAt = (bytes: Uint8Array, at: number): number =>
  bytes[at]! * 2 ** 24 + (bytes[at + 1]! << 16) + (bytes[at + 2]! << 8) + bytes[at + 3]!
