import type { Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { known, lastText, textOf } from '../text.ts'
import { securityNames } from './names.ts'

type Step = 'version' | 'types' | 'type' | 'challenge' | 'result' | 'reason' | 'init' | 'rest'

const none = 1
const vncAuthentication = 2
const appleRemoteDesktop = 30
const maxName = 256

const u32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0

/** "3.8" of "RFB 003.008". */
const versionIn = (bytes: Uint8Array, at: number): string =>
  `${Number(textOf(bytes, at + 4, at + 7))}.${Number(textOf(bytes, at + 8, at + 11))}`

const securityName = (type: number): string => securityNames[type] ?? `type ${type}`

/** Both sides of a handshake: which message comes next on one depends on what the other said. */
export class VncSession {
  readonly #finder: Finder
  #minor = 0
  #version = ''
  #serverVersion = ''
  #offered: string | undefined
  #reason = ''
  #security = 0
  #desktop = ''
  #result = ''
  #outcome: '' | 'success' | 'failure' = ''
  #step: Step = 'version'
  #clientStep: Step = 'version'
  #told = false
  over = false

  constructor(finder: Finder) {
    this.#finder = finder
  }

  readonly client: Framing = {
    want: () => (this.#clientStep === 'version' ? 12 : 1),
    take: (bytes, at) => this.#fromClient(bytes, at),
    starts: () => false,
  }

  readonly server: Framing = {
    want: (bytes, at, have) => this.#wantOfServer(bytes, at, have),
    take: (bytes, at, have) => this.#fromServer(bytes, at, have),
    starts: () => false,
  }

  #fromClient(bytes: Uint8Array, at: number): number {
    if (this.#clientStep === 'version') {
      this.#minor = Number(textOf(bytes, at + 8, at + 11))
      this.#version = versionIn(bytes, at)
      this.#clientStep = this.#minor >= 7 ? 'type' : 'rest'
      return 12
    }
    if (this.#clientStep === 'rest') return bytes.length - at
    this.#clientStep = 'rest'
    this.#choose(bytes[at]!)
    return 1
  }

  #choose(security: number): void {
    this.#security = security
    if (security === none) this.#step = this.#minor >= 8 ? 'result' : 'init'
    else if (security === vncAuthentication || security === appleRemoteDesktop) this.#step = 'challenge'
    else this.over = true
  }

  #wantOfServer(bytes: Uint8Array, at: number, have: number): number {
    switch (this.#step) {
      case 'version':
        return 12
      case 'types':
        return this.#minor < 7 ? 4 : have < 1 ? 1 : 1 + bytes[at]!
      case 'challenge':
        if (this.#security === vncAuthentication) return 16
        return have < 4 ? 4 : 4 + 2 * ((bytes[at + 2]! << 8) | bytes[at + 3]!)
      case 'result':
        return 4
      case 'reason':
        return have < 4 ? 4 : 4 + Math.min(maxName, u32(bytes, at))
      case 'init':
        return have < 24 ? 24 : 24 + Math.min(maxName, u32(bytes, at + 20))
      default:
        return 1
    }
  }

  #fromServer(bytes: Uint8Array, at: number, have: number): number {
    switch (this.#step) {
      case 'version':
        this.#serverVersion = versionIn(bytes, at)
        this.#step = 'types'
        return have
      case 'types':
        return this.#types(bytes, at, have)
      case 'challenge':
        this.#step = 'result'
        return have
      case 'result':
        return this.#judge(u32(bytes, at))
      case 'reason':
        this.#reason = textOf(bytes, at + 4, at + have)
        return -1
      case 'init':
        // Apple's servers put binary facts before the name.
        this.#desktop = lastText(bytes, at + 24, at + have)
        return -1
      default:
        return bytes.length - at
    }
  }

  /** The types offered, or before 3.7 the one that the server decides on; none of them is a refusal. */
  #types(bytes: Uint8Array, at: number, have: number): number {
    this.#step = 'type'
    if (this.#minor >= 7 && bytes[at] !== 0) {
      this.#offered = Array.from(bytes.subarray(at + 1, at + have), securityName).join()
      return have
    }
    const security = this.#minor >= 7 ? 0 : u32(bytes, at)
    if (security === 0) {
      this.#result = 'refused'
      this.#step = 'reason'
      return have
    }
    this.#choose(security)
    return this.over ? -1 : have
  }

  #judge(result: number): number {
    this.#outcome = result === 0 ? 'success' : 'failure'
    this.#step = result === 0 ? 'init' : 'reason'
    return result === 0 || this.#minor >= 8 ? 4 : -1
  }

  /** Says what was seen, once. */
  finish(ts: number): void {
    if (this.#told) return
    this.#told = true
    const method = this.#security === 0 ? undefined : securityName(this.#security)
    const detail = known({
      dialect: this.#version,
      server: this.#serverVersion,
      offered: this.#offered,
      security: method,
      desktop: this.#desktop,
      result: this.#result,
      reason: this.#reason,
    })
    this.#finder.emit('client', ts, { detail })
    if (this.#outcome === '') return
    this.#finder.emit('login', ts, { outcome: this.#outcome, detail: known({ method }) })
  }
}
