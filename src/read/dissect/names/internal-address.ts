import { ip4Number, ip6Text, ip6Words } from '../../../lib/address.ts'
import { DecodeError } from '../../../lib/errors.ts'
import { u16 } from './message.ts'

/** The text of the address in a record's data, 4 or 16 bytes of it; '' where it is no private one (RFC 1918, 6598, 4193, link-local). */
export function internalAddress(bytes: Uint8Array, at: number, length: number): string {
  if (length === 4) return isPrivate(bytes[at]!, bytes[at + 1]!) ? bytes.subarray(at, at + 4).join('.') : ''
  if (length !== 16) return ''
  const first = u16(bytes, at)
  if ((first & 0xfe00) !== 0xfc00 && (first & 0xffc0) !== 0xfe80) return ''
  const word = (i: number) => ((u16(bytes, at + i) << 16) | u16(bytes, at + i + 2)) >>> 0
  return ip6Text(word(0), word(4), word(8), word(12))
}

/** The same for an address in text; also '' where the text is none. */
export function internalText(text: string): string {
  const four = ip4Number(text)
  if (four >= 0) return isPrivate(four >>> 24, (four >>> 16) & 255) ? text : ''
  if (!/^f[cde89ab][0-9a-f]{2}:/i.test(text)) return ''
  try {
    const bytes = new DataView(new ArrayBuffer(16))
    for (const [i, word] of ip6Words(text).entries()) bytes.setUint32(4 * i, word)
    return internalAddress(new Uint8Array(bytes.buffer), 0, 16)
  } catch (error) {
    if (error instanceof DecodeError) return ''
    throw error
  }
}

const isPrivate = (first: number, second: number): boolean =>
  first === 10 ||
  (first === 172 && second >> 4 === 1) ||
  (first === 192 && second === 168) ||
  (first === 100 && second >> 6 === 1)

const reverse4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/i
const reverse6 = /^((?:[0-9a-f]\.){32})ip6\.arpa$/i

/** The private address of which a name is the reverse (RFC 1035, 3.5; RFC 3596, 2.5); '' where it is of none. */
export function reversedAddress(name: string): string {
  const four = reverse4.exec(name)
  if (four && ip4Number(four.slice(1).reverse().join('.')) >= 0)
    return internalAddress(Uint8Array.from(four.slice(1).reverse(), Number), 0, 4)
  const six = reverse6.exec(name)
  if (!six) return ''
  const digits = six[1]!.split('.').reverse().join('')
  const octets = Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16))
  return internalAddress(Uint8Array.from(octets), 0, 16)
}
