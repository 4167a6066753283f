import { hash } from 'node:crypto'

/** The MD5 of a text, in hexadecimal: as HASSH and JA3 name what software offers. For names, not for secrets. */
export const md5Of = (text: string): string => hash('md5', text)

/** The first `digits` hexadecimal digits of the SHA-256 of a text or of bytes: as JA4 and certificates are named. */
export const sha256Of = (what: string | Uint8Array, digits = 64): string =>
  hash('sha256', what).slice(0, digits)
