import type { Hosts } from '../flow/hosts.ts'

/** Of an address: a kind of address, of which a host has one at a time, and a network. */
export interface Place {
  readonly kind: '4' | '6' | 'link'
  readonly network: string
}

/** The first ten bits of fe80::/10. */
const linkLocal = 0xfe80 >>> 6

/** The kind of an address, and its network: an IPv4 address is its own, since a host has one of them at a time. */
export function placeIn(hosts: Hosts, address: number): Place {
  const words = hosts.words(address)
  if (typeof words === 'number') return { kind: '4', network: String(words) }
  const [a, b] = words
  return { kind: a >>> 22 === linkLocal ? 'link' : '6', network: `${a} ${b}` }
}
