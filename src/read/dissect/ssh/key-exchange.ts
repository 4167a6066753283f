import { md5Of } from '../../../flow/fingerprint.ts'
import { textOf } from '../text.ts'

/** The lists of a KEXINIT (RFC 4253, 7.1), in its order; "c2s" is from client to server. */
const lists = [
  'kex', 'hostKey', 'cipherC2s', 'cipherS2c', 'macC2s', 'macS2c', 'compressionC2s', 'compressionS2c',
] as const // prettier-ignore

/** What one side offers: names with commas between. */
export type Offer = Readonly<Record<(typeof lists)[number], string>>

const cookie = 16
const maxList = 8192

/** The lists in a KEXINIT, from the byte after its code; undefined where one is cut. */
export function offerIn(bytes: Uint8Array, at: number): Offer | undefined {
  const offer: Partial<Record<(typeof lists)[number], string>> = {}
  let next = at + cookie
  for (const name of lists) {
    if (next + 4 > bytes.length || bytes[next] !== 0 || bytes[next + 1] !== 0) return undefined
    const length = (bytes[next + 2]! << 8) | bytes[next + 3]!
    if (length > maxList || next + 4 + length > bytes.length) return undefined
    offer[name] = textOf(bytes, next + 4, next + 4 + length, maxList)
    next += 4 + length
  }
  return offer as Offer
}

/** HASSH (github.com/salesforce/hassh): what a client of this kind offers; the same of servers is HASSH Server. */
export const hassh = (offer: Offer | undefined): string | undefined =>
  offer && md5Of([offer.kex, offer.cipherC2s, offer.macC2s, offer.compressionC2s].join(';'))

export const hasshServer = (offer: Offer | undefined): string | undefined =>
  offer && md5Of([offer.kex, offer.cipherS2c, offer.macS2c, offer.compressionS2c].join(';'))

/** What both settle on: the client's first name that the server has too. */
export function settled(
  client: Offer | undefined,
  server: Offer | undefined,
  list: keyof Offer,
): string | undefined {
  if (client === undefined || server === undefined) return undefined
  const offered = new Set(server[list].split(','))
  return client[list].split(',').find(name => offered.has(name))
}
