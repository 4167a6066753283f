import type { Wire } from '../wire.ts'

const isUnicode = 0x8000

/** Up to `count` texts that follow each other, each ended by a NUL; in Unicode, each begins at an even offset from the header. */
export function namesAt(wire: Wire, at: number, end: number, count: number): string[] {
  const unicode = (wire.u16(10) & isUnicode) !== 0
  const names: string[] = []
  for (let from = at; names.length < count && from < end;) {
    if (unicode) from += from % 2
    const to = unicode ? endOfUtf16(wire.bytes, from, end) : endOfText(wire.bytes, from, end)
    if (to < from) break
    names.push(unicode ? wire.utf16(from, to - from) : wire.text(from, to - from))
    from = to + (unicode ? 2 : 1)
  }
  return names
}

function endOfUtf16(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at + 1 < end; at += 2) if (bytes[at] === 0 && bytes[at + 1] === 0) return at
  return end - ((end - from) % 2)
}

function endOfText(bytes: Uint8Array, from: number, end: number): number {
  const nul = bytes.indexOf(0, from)
  return nul < 0 || nul > end ? end : nul
}
