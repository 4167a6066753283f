import type { Talk } from '../dialogue.ts'
import type { Finder } from '../dissector.ts'
import { SmbSession } from './session.ts'
import { header as header1, Smb1 } from './smb1.ts'
import { header as header2, Smb2 } from './smb2.ts'

/** NetBIOS session service (RFC 1002, 4.3.1): a type, and a length of 17 bits; directly over TCP it has 24. */
const prefix = 4
const sessionRequest = 0x81
const keepAlive = 0x85
/** First bytes of SMB 1, SMB 2, encrypted and compressed messages; "SMB" follows each. */
const smb1 = 0xff
const smb2 = 0xfe
const encrypted = 0xfd
const compressed = 0xfc

/**
 * Whether a direction begins with an SMB message, after NetBIOS has made a session perhaps; undefined where that is open.
 * Other things than SMB could come over a NetBIOS session.
 */
export function isNetbiosStart(bytes: Uint8Array): boolean | undefined {
  let at = 0
  while (bytes.length >= at + prefix && bytes[at]! >= sessionRequest && bytes[at]! <= keepAlive) {
    if (bytes[at + 1]! > 1) return false
    at += prefix + lengthAt(bytes, at)
  }
  if (bytes.length <= at) return undefined
  const kind = bytes[at]!
  if (kind !== 0) return kind >= sessionRequest && kind <= keepAlive ? undefined : false
  return bytes.length < at + prefix + 4 ? undefined : isSmb(bytes, at + prefix)
}

const isSmb = (bytes: Uint8Array, at: number): boolean =>
  bytes[at]! >= compressed && bytes[at + 1] === 0x53 && bytes[at + 2] === 0x4d && bytes[at + 3] === 0x42

/** The messages of either direction: a header tells whether it is a request. */
export class SmbTalk implements Talk {
  readonly #session: SmbSession
  readonly #smb1: Smb1
  readonly #smb2: Smb2

  constructor(finder: Finder) {
    this.#session = new SmbSession(finder)
    this.#smb1 = new Smb1(this.#session)
    this.#smb2 = new Smb2(this.#session)
  }

  want(bytes: Uint8Array, at: number, have: number): number {
    if (have < prefix) return prefix
    if (bytes[at]! >= sessionRequest && bytes[at]! <= keepAlive) return prefix
    const length = lengthAt(bytes, at)
    if (bytes[at] !== 0 || length < 8) return length === 0 && bytes[at] === 0 ? prefix : -1
    if (have < prefix + 4) return prefix + 4
    if (!isSmb(bytes, at + prefix)) return -1
    return this.#wantOf(bytes, at, have, length)
  }

  #wantOf(bytes: Uint8Array, at: number, have: number, length: number): number {
    const kind = bytes[at + prefix]
    if (kind === encrypted || kind === compressed) return prefix + 4
    const header = kind === smb1 ? header1 : header2
    if (length < header) return -1
    if (have < prefix + header) return prefix + header
    const version = kind === smb1 ? this.#smb1 : this.#smb2
    return prefix + version.want(bytes, at + prefix, length)
  }

  take(bytes: Uint8Array, at: number, have: number, ts: number): number {
    const length = lengthAt(bytes, at)
    if (have <= prefix) return prefix + length
    const message = bytes.subarray(at + prefix, at + have)
    if (message[0] === smb2) this.#smb2.message(message, ts)
    else if (message[0] === smb1) this.#smb1.message(message, ts)
    else if (message[0] === encrypted) this.#session.encrypted(ts)
    return prefix + length
  }

  starts(bytes: Uint8Array): boolean {
    return bytes.length >= 8 && bytes[0] === 0 && isSmb(bytes, prefix)
  }

  finish(ts: number): void {
    this.#smb1.finish()
    this.#smb2.finish()
    this.#session.finish(ts)
  }
}

const lengthAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
