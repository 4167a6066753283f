import { fields, slotOf, type Field } from './fields.ts'
import { numberIn, timeIn } from './numbers.ts'
import { latin1, utf8 } from './slices.ts'

/**
 * One row of any Zeek log: where each field's text lies in `bytes`. One object a file, filled anew for every row.
 * TSV and JSON lines both end up here, so that a log type is read by one piece of code.
 */
export interface LogRecord {
  bytes: Buffer
  /** By slot: the first byte of the field's text, -1 where it is absent, unset or empty; and the byte after the last. */
  readonly from: Int32Array
  readonly to: Int32Array
  /** Whether texts are escaped as in TSV (`\x09`, `\\`). */
  escaped: boolean
}

export const logRecord = (escaped: boolean): LogRecord => ({
  bytes: Buffer.alloc(0),
  from: new Int32Array(fields.length).fill(-1),
  to: new Int32Array(fields.length),
  escaped,
})

export const has = (record: LogRecord, slot: number): boolean => record.from[slot]! >= 0

/** The field as a number; NaN where it is absent or none. */
export function number(record: LogRecord, slot: number): number {
  const from = record.from[slot]!
  return from < 0 ? NaN : numberIn(record.bytes, from, record.to[slot]!)
}

/** The field as seconds since the epoch; NaN where it is absent or no time. */
export function time(record: LogRecord, slot: number): number {
  const from = record.from[slot]!
  return from < 0 ? NaN : timeIn(record.bytes, from, record.to[slot]!)
}

/** Longest text taken from a field: names on the wire may be as long as an attacker likes. */
const maxText = 1024

/** The field's text with escapes undone, cut to 1,024 characters; '' where it is absent. */
export function text(record: LogRecord, field: Field): string {
  const slot = slotOf(field)
  const from = record.from[slot]!
  if (from < 0) return ''
  const to = Math.min(record.to[slot]!, from + maxText * 4)
  const bytes = record.bytes
  if (record.escaped && bytes.subarray(from, to).includes(92)) return unescape(latin1(bytes, from, to))
  return utf8(bytes, from, to).slice(0, maxText)
}

const uid = slotOf('uid')

/** Longest uid that is kept. */
export const maxUid = 64

/** The row's uid; '' where it has none. Zeek's are letters and digits alone. */
export function uidText(record: LogRecord): string {
  const from = record.from[uid]!
  return from < 0 ? '' : latin1(record.bytes, from, Math.min(record.to[uid]!, from + maxUid))
}

/** A boolean field: true, false, or undefined where it is absent. */
export function flag(record: LogRecord, field: Field): boolean | undefined {
  const from = record.from[slotOf(field)]!
  if (from < 0) return undefined
  const first = record.bytes[from]! | 32
  return first === 116 || first === 49 ? true : first === 102 || first === 48 ? false : undefined
}

/**
 * Undoes Zeek's escapes, bytes as latin-1 characters. Zeek doubles every backslash; other writers of the same format
 * leave them alone, so a text with a backslash that begins no escape was never escaped.
 */
function unescape(raw: string): string {
  const escaped = /^(?:[^\\]|\\\\|\\x[0-9a-fA-F]{2})*$/.test(raw)
  const plain = escaped
    ? raw.replace(/\\(?:\\|x(..))/g, (_, hex?: string) =>
        hex ? String.fromCharCode(parseInt(hex, 16)) : '\\',
      )
    : raw
  return Buffer.from(plain, 'latin1').toString('utf8').slice(0, maxText)
}
