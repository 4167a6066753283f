/** Text from the wire, bounded; what is printed is escaped where it is printed. */

const maxText = 512

const utf16 = new TextDecoder('utf-16le')
const utf8 = new TextDecoder('utf-8')

/** UTF-16LE up to `end` or to the first NUL. */
export function textOfUtf16(bytes: Uint8Array, at: number, end: number): string {
  const to = Math.min(end, bytes.length, at + 2 * maxText)
  if (to <= at) return ''
  return untilNul(utf16.decode(bytes.subarray(at, to - ((to - at) % 2))))
}

/** UTF-8 (and so ASCII) up to `end` or to the first NUL, and to `most` bytes. */
export function textOf(bytes: Uint8Array, at: number, end: number, most: number = maxText): string {
  const to = Math.min(end, bytes.length, at + most)
  return to <= at ? '' : untilNul(utf8.decode(bytes.subarray(at, to)))
}

function untilNul(text: string): string {
  const nul = text.indexOf('\0')
  return nul < 0 ? text : text.slice(0, nul)
}

/** The text after the last NUL that is followed by any. */
export function lastText(bytes: Uint8Array, at: number, end: number): string {
  let to = Math.min(end, bytes.length)
  while (to > at && bytes[to - 1] === 0) to--
  return textOf(bytes, Math.max(at, bytes.lastIndexOf(0, to - 1) + 1), to)
}

/** Whether `bytes` begin with this ASCII text; undefined where they end before it does. */
export function beginsWith(bytes: Uint8Array, text: string): boolean | undefined {
  const length = Math.min(text.length, bytes.length)
  for (let i = 0; i < length; i++) if (bytes[i] !== text.charCodeAt(i)) return false
  return length === text.length ? true : undefined
}

/** Where this ASCII text is in `bytes` at or after `from`; -1 where it is not. */
export function indexOfText(bytes: Uint8Array, text: string, from = 0): number {
  const first = text.charCodeAt(0)
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
    if (beginsWith(bytes.subarray(at, at + text.length), text)) return at
  return -1
}

/** Facts without those that are not known. */
export function known<Facts extends Readonly<Record<string, string | number | boolean | undefined>>>(
  facts: Facts,
): Record<string, string | number | boolean> {
  const kept: Record<string, string | number | boolean> = {}
  for (const name in facts) {
    const fact = facts[name]
    if (fact !== undefined && fact !== '') kept[name] = fact
  }
  return kept
}
