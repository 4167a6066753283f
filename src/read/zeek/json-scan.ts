import { fieldSlots } from './fields.ts'
import type { LogRecord } from './record.ts'

const quote = 34
const backslash = 92

/** Field names by a hash of their bytes: an open-addressed table, at most one fifth full. */
const tableSize = 512
const table: ({ readonly bytes: Buffer; readonly slot: number } | undefined)[] = new Array(tableSize)
for (const [name, slot] of fieldSlots) {
  const bytes = Buffer.from(name, 'latin1')
  let at = hashOf(bytes, 0, bytes.length)
  while (table[at] !== undefined) at = (at + 1) % tableSize
  table[at] = { bytes, slot }
}

/**
 * Finds the fields of a flat JSON object without making it: the record then points into the line.
 * False for all that is not plain (escapes, arrays, nested objects) or is no JSON; then a full parser must say.
 */
export function scanObject(record: LogRecord, bytes: Buffer, from: number, to: number): boolean {
  if (bytes[from] !== 123) return false
  record.bytes = bytes
  record.from.fill(-1)
  let at = from + 1
  for (;;) {
    if (bytes[at] !== quote) return false
    const key = at + 1
    const keyEnd = stringEnd(bytes, key, to)
    if (keyEnd < 0) return false
    const slot = slotAt(bytes, key, keyEnd)
    at = keyEnd + 1
    if (bytes[at++] !== 58) return false
    if (bytes[at] === 32) at++
    const text = bytes[at] === quote
    const start = text ? at + 1 : at
    const end = text ? stringEnd(bytes, start, to) : literalEnd(bytes, start, to)
    if (end < 0) return false
    if (slot >= 0) {
      record.from[slot] = isNothing(bytes, start, end) ? -1 : start
      record.to[slot] = end
    }
    at = text ? end + 1 : end
    if (bytes[at] === 125) return at + 1 === to
    if (bytes[at++] !== 44) return false
    if (bytes[at] === 32) at++
  }
}

/** Where the closing quote is; -1 where there is none, or an escape or a control character before it. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!
    if (byte === quote) return at
    if (byte === backslash || byte < 32) return -1
  }
  return -1
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

/** The slot of the field that the bytes name; -1 for fields that nobody reads. */
function slotAt(bytes: Buffer, from: number, to: number): number {
  let at = hashOf(bytes, from, to)
  for (let entry = table[at]; entry !== undefined; entry = table[at]) {
    const name = entry.bytes
    let i = 0
    if (name.length === to - from) while (i < name.length && name[i] === bytes[from + i]) i++
    if (i === name.length) return entry.slot
    at = (at + 1) % tableSize
  }
  return -1
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return (hash ^ (hash >>> 15)) & (tableSize - 1)
}
