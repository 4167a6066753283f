import { textOf } from '../text.ts'

const encodedLength = 32
const plainLength = 16
const letterA = 0x41

/** Whether a name in the first-level encoding (RFC 1001, 14.1) is there: two letters from A to P for each byte. */
export function isEncoded(bytes: Uint8Array, at: number): boolean {
  if (bytes[at] !== encodedLength || at + 1 + encodedLength >= bytes.length) return false
  for (let i = at + 1; i <= at + encodedLength; i++)
    if (bytes[i]! < letterA || bytes[i]! > letterA + 15) return false
  return true
}

/** A host's name in the first-level encoding; '' where it is not a host's. */
export function hostNameAt(bytes: Uint8Array, at: number): string {
  if (!isEncoded(bytes, at)) return ''
  const plain = new Uint8Array(plainLength)
  for (let i = 0; i < plainLength; i++) {
    const pair = at + 1 + 2 * i
    plain[i] = ((bytes[pair]! - letterA) << 4) | (bytes[pair + 1]! - letterA)
  }
  return plainName(plain, 0)
}

/** A host's name of 15 bytes, filled up with spaces, before the byte that says what has it: 0 a workstation, 0x20 a server. */
export function plainName(bytes: Uint8Array, at: number): string {
  const suffix = bytes[at + plainLength - 1]
  return suffix === 0 || suffix === 0x20 ? textOf(bytes, at, at + plainLength - 1).trimEnd() : ''
}
