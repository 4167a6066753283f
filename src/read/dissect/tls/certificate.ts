import { child, children, element, type Element } from '../der.ts'
import { textOf, textOfUtf16 } from '../text.ts'

/** Whose certificate it is, and who vouches for that: `CN=host.example,O=Example`. */
export interface Certificate {
  readonly subject: string
  readonly issuer: string
}

const sequence = 0x30
const version = 0xa0
const integer = 0x02
const bmpString = 0x1e

/** Attribute types (RFC 4519), by the last byte of 2.5.4.x. */
const attributes: Readonly<Record<number, string>> = {
  3: 'CN', 4: 'SN', 5: 'serialNumber', 6: 'C', 7: 'L', 8: 'ST', 9: 'street', 10: 'O', 11: 'OU', 12: 'title', 42: 'GN',
} // prettier-ignore
const emailAddress = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1]
const domainComponent = [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25]

/** The names in an X.509 certificate (RFC 5280, 4.1); undefined where the bytes are none. */
export function certificateIn(bytes: Uint8Array): Certificate | undefined {
  const signed = child(bytes, element(bytes, 0, bytes.length), sequence)
  const fields = children(bytes, signed)
  if (fields[0]?.tag === version) fields.shift()
  // Serial number, algorithm, issuer, validity, subject.
  if (fields[0]?.tag !== integer || fields.length < 5) return undefined
  return { subject: nameIn(bytes, fields[4]!), issuer: nameIn(bytes, fields[2]!) }
}

/** The most special part first, as RFC 4514 writes names. */
const nameIn = (bytes: Uint8Array, name: Element): string =>
  children(bytes, name)
    .flatMap(set => children(bytes, set))
    .map(attribute => partIn(bytes, attribute))
    .reverse()
    .join()

function partIn(bytes: Uint8Array, attribute: Element): string {
  const [type, value] = children(bytes, attribute)
  if (type === undefined || value === undefined) return ''
  const text = (value.tag === bmpString ? bigEndian : textOf)(bytes, value.at, value.end)
  return `${typeName(bytes.subarray(type.at, type.end))}=${text}`
}

function typeName(type: Uint8Array): string {
  if (type.length === 3 && type[0] === 0x55 && type[1] === 4)
    return attributes[type[2]!] ?? `2.5.4.${type[2]}`
  const is = (oid: readonly number[]): boolean =>
    oid.length === type.length && oid.every((b, i) => type[i] === b)
  return is(emailAddress) ? 'emailAddress' : is(domainComponent) ? 'DC' : 'other'
}

function bigEndian(bytes: Uint8Array, at: number, end: number): string {
  const swapped = bytes.slice(at, end)
  for (let i = 0; i + 1 < swapped.length; i += 2)
    [swapped[i], swapped[i + 1]] = [swapped[i + 1]!, swapped[i]!]
  return textOfUtf16(swapped, 0, swapped.length)
}
