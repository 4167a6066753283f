import { latin1 } from './slices.ts'

/** A short text that comes again and again (a state, a history, an IPv6 address), and what was made of it. */
interface Entry<T> {
  readonly bytes: Uint8Array
  readonly value: T
}

const maxLength = 64

/**
 * What is made of a text, found by the text's bytes without making a string. At most `limit` texts are remembered;
 * a table entry that another text needs is overwritten, so an endless stream of new texts costs time, not memory.
 */
export class Intern<T> {
  readonly #entries: (Entry<T> | undefined)[]
  readonly #mask: number
  readonly #make: (text: string) => T

  /** `limit` is a power of two. */
  constructor(limit: number, make: (text: string) => T) {
    this.#entries = new Array<Entry<T> | undefined>(limit).fill(undefined)
    this.#mask = limit - 1
    this.#make = make
  }

  get(bytes: Buffer, from: number, to: number): T {
    const length = to - from
    if (length > maxLength) return this.#make(latin1(bytes, from, Math.min(to, from + 1024)))
    let hash = length
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    const slot = (hash ^ (hash >>> 15)) & this.#mask
    const entry = this.#entries[slot]
    if (entry !== undefined && same(entry.bytes, bytes, from, length)) return entry.value
    const value = this.#make(latin1(bytes, from, to))
    this.#entries[slot] = { bytes: Uint8Array.prototype.slice.call(bytes, from, to), value }
    return value
  }
}

function same(known: Uint8Array, bytes: Buffer, from: number, length: number): boolean {
  if (known.length !== length) return false
  for (let i = 0; i < length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}
