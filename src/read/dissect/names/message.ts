import { textOf } from '../text.ts'

/** Messages of DNS (RFC 1035, 4.1) and of what has its form. Bytes that contradict it end what is read; nothing throws. */

const headerLength = 12
const longestLabel = 63
const longestName = 255
const recordHead = 10

export const isAnswer = (bytes: Uint8Array): boolean => (bytes[2]! & 0x80) !== 0
export const opcode = (bytes: Uint8Array): number => (bytes[2]! >> 3) & 15
export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!

/** Where the name at `at` ends, a pointer being its last; -1 where it is none. */
export function endOfName(bytes: Uint8Array, at: number): number {
  for (const from = at; at < bytes.length && at - from < longestName; at += 1 + bytes[at]!) {
    const length = bytes[at]!
    if (length === 0) return at + 1
    if (length >= 0xc0) return at + 2 <= bytes.length ? at + 2 : -1
    if (length > longestLabel) return -1
  }
  return -1
}

/** The name at `at`, without its last dot; '' where it is none, or too long. Pointers must lead back, so that none can lead in a circle. */
export function nameAt(bytes: Uint8Array, at: number): string {
  const labels: string[] = []
  let start = at
  for (let long = 0; at < bytes.length && long < longestName;) {
    const length = bytes[at]!
    if (length === 0) return labels.join('.')
    if (length >= 0xc0) {
      const to = u16(bytes, at) & 0x3fff
      if (to >= start) return ''
      at = start = to
    } else {
      if (length > longestLabel || at + 1 + length > bytes.length) return ''
      labels.push(textOf(bytes, at + 1, at + 1 + length))
      at += 1 + length
      long += 1 + length
    }
  }
  return ''
}

/** Whether a header's numbers are usual ones, and the first question or record behind it is of the Internet's class, or any. */
export function isMessage(bytes: Uint8Array): boolean {
  if (bytes.length < headerLength + 5 || (bytes[3]! & 0x40) !== 0) return false
  if (bytes[4] !== 0 || bytes[6] !== 0 || bytes[8] !== 0 || bytes[10] !== 0) return false
  if (bytes[5] === 0 && (bytes[7] === 0 || !isAnswer(bytes))) return false
  const at = endOfName(bytes, headerLength)
  if (at < 0 || at + 4 > bytes.length) return false
  const kind = u16(bytes, at + 2) & 0x7fff
  return u16(bytes, at) !== 0 && (kind === 1 || kind === 255)
}

/** Takes a record: where its name and its data are. */
export type TakeRecord = (name: number, type: number, data: number, length: number) => void

/** The records of a message, those of its answer alone or all, up to where it is cut. */
export function eachRecord(bytes: Uint8Array, all: boolean, take: TakeRecord): void {
  let at = headerLength
  for (let left = u16(bytes, 4); left > 0; left--) {
    at = endOfName(bytes, at)
    if (at < 0) return
    at += 4
  }
  let left = u16(bytes, 6) + (all ? u16(bytes, 8) + u16(bytes, 10) : 0)
  for (; left > 0; left--) {
    const name = at
    at = endOfName(bytes, at)
    if (at < 0 || at + recordHead > bytes.length) return
    const data = at + recordHead
    const length = u16(bytes, at + 8)
    if (data + length > bytes.length) return
    take(name, u16(bytes, at), data, length)
    at = data + length
  }
}
