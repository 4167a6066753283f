import { bytes, hex, le16, le32, text, utf16 } from './talk.ts'

/** NTLMSSP messages (MS-NLMP 2.2.1) by hand. */
export const negotiate = bytes(text('NTLMSSP\0'), le32(1), le32(0xe2088297), new Uint8Array(16))

/** Target information: a type, a length, a text in UTF-16. */
const pair = (type: number, words: string): Uint8Array =>
  bytes(le16(type), le16(words.length * 2), utf16(words))

export function challenge(computer: string, dns: string): Uint8Array {
  const info = bytes(pair(2, 'CORP'), pair(1, computer), pair(3, dns), le32(0))
  return bytes(text('NTLMSSP\0'), le32(2), le16(0), le16(0), le32(56), le32(0xe2898215), new Uint8Array(16),
    le16(info.length), le16(info.length), le32(56), new Uint8Array(8), info) // prettier-ignore
}

/** The response to the challenge is bytes of 5a. */
export function authenticate(domain: string, user: string, host: string): Uint8Array {
  const parts = [
    new Uint8Array(24).fill(0x5a),
    new Uint8Array(24).fill(0x5a),
    ...[domain, user, host].map(utf16),
  ]
  let at = 72
  const fields = parts.map(part => {
    const field = bytes(le16(part.length), le16(part.length), le32(at))
    at += part.length
    return field
  })
  const key = bytes(le32(0), le32(at))
  return bytes(
    text('NTLMSSP\0'),
    le32(3),
    ...fields,
    key,
    le32(0xe2888215),
    hex('0a0063450000000f'),
    ...parts,
  )
}
