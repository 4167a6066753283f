import type { Dissection, Dissector, Finder } from './dissector.ts'
import { known } from './text.ts'

const shellPort = 514

/**
 * rsh (rshd of 4.2BSD): a port in decimal, then the client's user, the user on the server and a command, each ended by
 * a NUL. rexec is alike but has a password in the third place, so that the third is only told on rsh's own port.
 */
export const rsh: Dissector = {
  name: 'rsh',
  transport: 'tcp',
  recognise(fromSrc) {
    const parts = partsOf(fromSrc)
    if (parts === undefined) return false
    if (!/^\d{0,5}$/.test(parts[0]!) || fromSrc[0] === 0) return false
    if (!parts.slice(1, 3).every(user => /^[\x21-\x7e]{0,32}$/.test(user))) return false
    return parts.length < 5 ? undefined : parts[1] !== '' && parts[2] !== '' && parts[3] !== ''
  },
  answers: isTrustAnswer,
  start: finder => new TrustLogin(finder, { userAt: finder.dstPort === shellPort ? 2 : 1, of: 4 }),
}

/** rlogin (RFC 1282): a NUL, then the client's user, the user on the server, and terminal and speed, each ended by a NUL. */
export const rlogin: Dissector = {
  name: 'rlogin',
  transport: 'tcp',
  recognise(fromSrc) {
    if (fromSrc.length > 0 && fromSrc[0] !== 0) return false
    const parts = partsOf(fromSrc)
    if (parts === undefined) return false
    if (!parts.slice(1, 3).every(user => /^[\x21-\x7e]{0,32}$/.test(user))) return false
    if (parts.length < 5) return (parts[3] ?? '').length > 64 ? false : undefined
    return parts[1] !== '' && parts[2] !== '' && /^[\w.+-]+\/\d{1,7}$/.test(parts[3]!)
  },
  answers: isTrustAnswer,
  start: finder => new TrustLogin(finder, { userAt: 2, of: 4 }),
}

/** A NUL lets in, 1 refuses. */
function isTrustAnswer(bytes: Uint8Array): boolean | undefined {
  return bytes.length === 0 ? undefined : bytes[0]! <= 1
}

/** The texts that end in a NUL, and what comes after the last; undefined where the bytes are no text. */
function partsOf(bytes: Uint8Array): string[] | undefined {
  const parts = ['']
  for (const byte of bytes.subarray(0, 1024)) {
    if (byte === 0) parts.push('')
    else if (byte < 32 || byte > 126) return undefined
    else parts[parts.length - 1] += String.fromCharCode(byte)
    if (parts.length > 4) break
  }
  return parts
}

/** A login that the server grants by trusting the client's host: it answers with a NUL, or with 1 and a complaint. */
class TrustLogin implements Dissection {
  readonly #finder: Finder
  readonly #where: { readonly userAt: number; readonly of: number }
  #head: number[] = []
  #told = false

  constructor(finder: Finder, where: { readonly userAt: number; readonly of: number }) {
    this.#finder = finder
    this.#where = where
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (fromSrc) for (const byte of bytes.subarray(0, 1024 - this.#head.length)) this.#head.push(byte)
    else this.#tell(bytes[0] === 0 ? 'success' : 'failure', ts)
    return !this.#told
  }

  gap(): boolean {
    return false
  }

  end(ts: number): void {
    this.#tell('unknown', ts)
  }

  #tell(outcome: 'success' | 'failure' | 'unknown', ts: number): void {
    if (this.#told) return
    this.#told = true
    const parts = partsOf(Uint8Array.from(this.#head)) ?? []
    if (parts.length <= this.#where.of) return
    const detail = known({ method: 'rhosts', 'client user': parts[1] })
    this.#finder.emit('login', ts, { user: parts[this.#where.userAt] ?? '', outcome, detail })
  }
}
