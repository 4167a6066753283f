import { createRequire } from 'node:module'
import { ip4Number, ip6Words } from './address.ts'

/** Loaded when the first prefix is parsed: it takes longer to load than all the rest of the program. */
const ipNum = () => require('ip-num') as typeof import('ip-num')
const require = createRequire(import.meta.url)

/** An address: an unsigned 32-bit number (IPv4) or four of them (IPv6). */
export type Words = number | readonly [number, number, number, number]

/** A CIDR prefix compiled to numbers: addresses are tested by the million, ip-num's are made of BigInt. */
interface Prefix {
  readonly network: Words
  readonly length: number
}

/** Parses an address or a CIDR prefix; undefined where `text` is neither. */
function prefix(text: string): Prefix | undefined {
  const [address = '', given] = text.split('/')
  try {
    if (text.includes(':')) {
      const range = ipNum().IPv6CidrRange.fromCidr(given === undefined ? `${text}/128` : text)
      return { network: ip6Words(range.getFirst().toString()), length: Number(range.getPrefix().value) }
    }
    if (ip4Number(address) < 0) return undefined
    const range = ipNum().IPv4CidrRange.fromCidr(given === undefined ? `${text}/32` : text)
    return { network: ip4Number(range.getFirst().toString()), length: Number(range.getPrefix().value) }
  } catch {
    return undefined
  }
}

/** Whether `text` is an address or a CIDR prefix. */
export const isPrefix = (text: string): boolean => prefix(text) !== undefined

/** A test for addresses inside any of the prefixes, each an address or CIDR that `isPrefix` accepts. */
export function within(prefixes: readonly string[]): (address: Words) => boolean {
  const compiled = prefixes.map(text => prefix(text)!)
  const v4 = compiled
    .filter(({ network }) => typeof network === 'number')
    .map(({ network, length }) => {
      const mask = length === 0 ? 0 : (-1 << (32 - length)) >>> 0
      return { mask, network: ((network as number) & mask) >>> 0 }
    })
  const v6 = compiled.filter(({ network }) => typeof network !== 'number')
  return address =>
    typeof address === 'number'
      ? v4.some(({ mask, network }) => (address & mask) >>> 0 === network)
      : v6.some(({ network, length }) => sameBits(address, network as readonly number[], length))
}

function sameBits(a: readonly number[], b: readonly number[], length: number): boolean {
  for (let word = 0; word < 4 && length > 0; word++, length -= 32) {
    const shift = Math.max(0, 32 - length)
    if (a[word]! >>> shift !== b[word]! >>> shift) return false
  }
  return true
}
