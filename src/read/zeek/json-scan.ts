import { fieldSlots } from './fields.ts'
import type { LogRecord } from './record.ts'

const quote = 34
const backslash = 92

/** A field's name, as it stands in a line with the quote and the colon after it. */
interface Key {
  readonly bytes: Buffer
  /** The same, four bytes each, little-endian, as far as they go. */
  readonly words: Int32Array
  readonly slot: number
  /** The key that came after it the last time: nearly always it comes again. */
  next: Key | undefined
}

const tableSize = 1024
/** Names that nobody reads are remembered up to here, so that the table stays mostly empty. */
const mostKeys = tableSize / 3
const longestKey = 64
/** 1 for a quote, a backslash and control characters. */
const endsText = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte === quote || byte === backslash || byte < 32),
)

/** Finds the fields of flat JSON objects without making the objects. Remembers what order their keys come in. */
export class ObjectScanner {
  /** By a hash of their names, open-addressed. */
  readonly #table: (Key | undefined)[] = new Array<Key | undefined>(tableSize).fill(undefined)
  #keys = 0
  #viewed: Buffer | undefined
  #view: DataView = new DataView(new ArrayBuffer(0))
  readonly #start: Key = { bytes: Buffer.alloc(0), words: new Int32Array(0), slot: -1, next: undefined }

  constructor() {
    for (const [name, slot] of fieldSlots) {
      const bytes = Buffer.from(name, 'latin1')
      this.#key(bytes, 0, bytes.length, slot)
    }
  }

  /**
   * Points the record into the line. False for all that is not plain (escapes, arrays, nested objects) or is no JSON;
   * then a full parser must say.
   */
  scan(record: LogRecord, bytes: Buffer, from: number, to: number): boolean {
    if (bytes[from] !== 123) return false
    const view = this.#viewOf(bytes)
    record.bytes = bytes
    record.from.fill(-1)
    let key = this.#start
    let at = from + 1
    for (;;) {
      if (bytes[at++] !== quote) return false
      if (key.next !== undefined && startsWith(bytes, view, at, to, key.next)) {
        key = key.next
        at += key.bytes.length
      } else {
        const end = stringEnd(bytes, at, to)
        if (end < 0 || bytes[end + 1] !== 58) return false
        key = key.next = this.#key(bytes, at, end, -1)
        at = end + 2
      }
      if (bytes[at] === 32) at++
      const text = bytes[at] === quote
      const start = text ? at + 1 : at
      const end = text ? stringEnd(bytes, start, to) : literalEnd(bytes, start, to)
      if (end < 0) return false
      if (key.slot >= 0) {
        record.from[key.slot] = isNothing(bytes, start, end) ? -1 : start
        record.to[key.slot] = end
      }
      at = text ? end + 1 : end
      if (bytes[at] === 125) return at + 1 === to
      if (bytes[at++] !== 44) return false
      if (bytes[at] === 32) at++
    }
  }

  #viewOf(bytes: Buffer): DataView {
    if (this.#viewed !== bytes) this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#viewed = bytes
    return this.#view
  }

  /** The key of the name in the bytes; one that is new gets `slot`. */
  #key(bytes: Buffer, from: number, to: number, slot: number): Key {
    let at = hashOf(bytes, from, to)
    for (let known = this.#table[at]; known !== undefined; known = this.#table[at]) {
      if (isName(known.bytes, bytes, from, to)) return known
      at = (at + 1) % tableSize
    }
    const name = Buffer.concat([bytes.subarray(from, to), Buffer.from('":')])
    const key: Key = { bytes: name, words: wordsOf(name), slot, next: undefined }
    if (this.#keys < mostKeys && name.length <= longestKey) {
      this.#keys++
      this.#table[at] = key
    }
    return key
  }
}

const wordsOf = (name: Buffer): Int32Array =>
  Int32Array.from({ length: name.length >> 2 }, (_, i) => name.readInt32LE(i * 4))

/** Whether a key is at `at` in the bytes, which `view` shows too. */
function startsWith(bytes: Buffer, view: DataView, at: number, to: number, key: Key): boolean {
  const { bytes: name, words } = key
  if (at + name.length > to) return false
  for (let i = 0; i < words.length; i++) if (view.getInt32(at + i * 4, true) !== words[i]) return false
  for (let i = words.length * 4; i < name.length; i++) if (bytes[at + i] !== name[i]) return false
  return true
}

/** Whether the name in the bytes is that of a key. */
function isName(key: Buffer, bytes: Buffer, from: number, to: number): boolean {
  if (key.length !== to - from + 2) return false
  for (let at = from; at < to; at++) if (key[at - from] !== bytes[at]) return false
  return true
}

/** Where the closing quote is; -1 where there is none, or an escape or a control character before it. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && endsText[bytes[at]!] === 0) at++
  return at < to && bytes[at] === quote ? at : -1
}

/** The end of a number, `true`, `false` or `null`; -1 for anything else. */
function literalEnd(bytes: Buffer, from: number, to: number): number {
  const first = bytes[from]
  if (first === 116) return word(bytes, from, 'true')
  if (first === 102) return word(bytes, from, 'false')
  if (first === 110) return word(bytes, from, 'null')
  let at = first === 45 ? from + 1 : from
  const whole = digitsEnd(bytes, at, to)
  if (whole === at || (bytes[at] === 48 && whole > at + 1)) return -1
  at = whole
  if (bytes[at] !== 46) return at
  const fraction = digitsEnd(bytes, at + 1, to)
  return fraction > at + 1 ? fraction : -1
}

function digitsEnd(bytes: Buffer, from: number, to: number): number {
  let at = from
  while (at < to && bytes[at]! >= 48 && bytes[at]! <= 57) at++
  return at
}

function word(bytes: Buffer, from: number, letters: string): number {
  for (let i = 0; i < letters.length; i++) if (bytes[from + i] !== letters.charCodeAt(i)) return -1
  return from + letters.length
}

/** What stands for no value: null, nothing, and what TSV writes for unset and empty. */
function isNothing(bytes: Buffer, from: number, to: number): boolean {
  const first = bytes[from]
  const length = to - from
  if (length === 0 || (length === 1 && first === 45)) return true
  if (first === 110) return length === 4 && word(bytes, from, 'null') > 0
  return first === 40 && length === 7 && word(bytes, from, '(empty)') > 0
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return (hash ^ (hash >>> 15)) & (tableSize - 1)
}
