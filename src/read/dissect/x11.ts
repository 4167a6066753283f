import type { Dissection, Dissector, Finder } from './dissector.ts'
import { known, textOf } from './text.ts'

/** X11 (X Window System Protocol, 8): a client names its byte order, version 11.0 and how it authenticates. */
export const x11: Dissector = {
  name: 'x11',
  transport: 'tcp',
  recognise(fromSrc) {
    const [order = 0x6c, , high = 0, low = 0] = fromSrc
    const little = order === 0x6c
    if (!little && order !== 0x42) return false
    if (fromSrc.length < 4) return undefined
    if (little ? high !== 11 || low !== 0 : high !== 0 || low !== 11) return false
    if (fromSrc.length < 12) return undefined
    const at = (offset: number): number => u16(fromSrc, offset, little)
    return at(4) === 0 && at(6) <= 64 && at(8) <= 256 && at(10) === 0
  },
  answers: isAnswer,
  start: finder => new X11Dissection(finder),
}

/** Refused (0), granted (1), or more is needed (2); for the first two, version 11 in either byte order. */
function isAnswer(bytes: Uint8Array): boolean | undefined {
  if (bytes.length === 0) return undefined
  if (bytes[0]! > 2) return false
  if (bytes[0] === 2 || bytes.length < 6) return bytes[0] === 2 ? true : undefined
  return (bytes[2] === 11 && bytes[3] === 0) || (bytes[2] === 0 && bytes[3] === 11)
}

const u16 = (bytes: Uint8Array, at: number, little: boolean): number =>
  little ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!

class X11Dissection implements Dissection {
  readonly #finder: Finder
  #head: Uint8Array | undefined

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (fromSrc) {
      this.#head ??= bytes.slice(0, 80)
      return true
    }
    // The server's first byte: 0 refused, 1 granted, 2 more is needed.
    this.#tell(bytes[0] === 1 ? 'success' : bytes[0] === 0 ? 'failure' : 'unknown', ts)
    return false
  }

  gap(): boolean {
    return false
  }

  end(ts: number): void {
    this.#tell('unknown', ts)
  }

  #tell(outcome: 'success' | 'failure' | 'unknown', ts: number): void {
    const head = this.#head
    if (head === undefined) return
    const length = u16(head, 6, head[0] === 0x6c)
    const method = length === 0 ? 'none' : textOf(head, 12, 12 + length)
    this.#finder.emit('client', ts, { detail: known({ dialect: '11.0', security: method }) })
    this.#finder.emit('login', ts, { outcome, detail: known({ method }) })
  }
}
