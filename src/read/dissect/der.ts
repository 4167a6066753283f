/** A tag, length and value of ASN.1's BER and DER, as Kerberos, LDAP and SPNEGO use them (ITU-T X.690). */
export interface Element {
  readonly tag: number
  /** The value's first byte, and the one after its last. */
  readonly at: number
  readonly end: number
}

/** The element at `at`, where it is whole before `end`; undefined where it is not, or is of a form that DER excludes. */
export function element(bytes: Uint8Array, at: number, end: number): Element | undefined {
  const header = elementHeader(bytes, at, end)
  return header === undefined || header.end > end ? undefined : header
}

/** As `element`, but its value may go on past `end`. */
export function elementHeader(bytes: Uint8Array, at: number, end: number): Element | undefined {
  if (at + 2 > end) return undefined
  const tag = bytes[at]!
  const short = bytes[at + 1]!
  if (short < 0x80) return { tag, at: at + 2, end: at + 2 + short }
  const size = short & 0x7f
  if (size === 0 || size > 4 || at + 2 + size > end) return undefined
  let length = 0
  for (let i = 0; i < size; i++) length = length * 256 + bytes[at + 2 + i]!
  return { tag, at: at + 2 + size, end: at + 2 + size + length }
}

/** The first element with this tag among those inside `parent`. */
export function child(bytes: Uint8Array, parent: Element | undefined, tag: number): Element | undefined {
  if (parent === undefined) return undefined
  let at = parent.at
  for (let i = 0; i < 64; i++) {
    const found = element(bytes, at, parent.end)
    if (found === undefined || found.tag === tag) return found
    at = found.end
  }
  return undefined
}

/** The element reached through one tag after the other. */
export const descend = (
  bytes: Uint8Array,
  from: Element | undefined,
  ...tags: readonly number[]
): Element | undefined => tags.reduce((parent, tag) => child(bytes, parent, tag), from)

/** All elements inside `parent`, at most 64. */
export function children(bytes: Uint8Array, parent: Element | undefined): Element[] {
  const found: Element[] = []
  for (let at = parent?.at ?? 0; parent !== undefined && found.length < 64;) {
    const next = element(bytes, at, parent.end)
    if (next === undefined) break
    found.push(next)
    at = next.end
  }
  return found
}

/** A small INTEGER's or ENUMERATED's value; -1 where there is none. */
export function integer(bytes: Uint8Array, of: Element | undefined): number {
  if (of === undefined || of.end - of.at > 6) return -1
  let value = 0
  for (let at = of.at; at < of.end; at++) value = value * 256 + bytes[at]!
  return value
}
