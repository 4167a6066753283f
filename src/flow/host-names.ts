import { ip4Number } from '../lib/address.ts'
import type { Event } from './event.ts'

/**
 * Who says that an address is a host's, the most trusted first: an account of the machine that a domain let in, the server
 * that gives out addresses, a server of itself in NTLM, a client of itself in NTLM, in RDP; then what name services say: a
 * host of itself in NetBIOS, in multicast DNS, DNS (where a host may have the names of what it offers), and LLMNR, which
 * poisoners answer. All but the first are claims.
 */
export const nameSources = [
  'account', 'dhcp', 'ntlm-server', 'ntlm-client', 'rdp-client', 'netbios', 'mdns', 'dns', 'llmnr',
] as const // prettier-ignore
export type NameSource = (typeof nameSources)[number]

/** A host's name at a time. */
export interface HostName {
  readonly name: string
  readonly by: NameSource
  /** How many other names the address had within half a day, those of name services aside: a server has many there. */
  readonly others: number
}

interface Claim {
  /** The name as it was written, and what tells it from others: its first label in lower case. */
  text: string
  readonly key: string
  readonly rank: number
  ts: number
}

const day = 86_400
const mostText = 63
/** Claims of one address, and of all: names come from the wire, and must not fill the memory. */
const mostOfAddress = 512
const most = 1_000_000
/** Sources from here on are name services: what they say may fill half of that room, and leaves the rest to others. */
const services = nameSources.indexOf('netbios')

/** Characters that cannot be seen or that break a line. */
const hidden = /[\p{C}\p{Z}\s]+/gu

/** A name as it may be shown: one word of at most 63 characters; '' where it is none, or looks like an address. */
export function cleanName(text: string): string {
  const word = Array.from(text.slice(0, 4 * mostText).replace(hidden, ''))
    .slice(0, mostText)
    .join('')
    .replace(/\.+$/, '')
  return ip4Number(word) >= 0 || word.includes(':') || /^[-*]?$/.test(word) ? '' : word
}

/** The names that hosts give themselves and each other over time, by address and address plan. Independent of the order of adding. */
export class HostNames {
  readonly #claims = new Map<string, Map<string, Claim>>()
  #size = 0

  /** `ts` in epoch seconds. A name that is claimed again on the same day counts once. */
  add(space: string, address: number, name: string, by: NameSource, ts: number): void {
    const text = cleanName(name)
    if (text === '') return
    const place = `${address} ${space}`
    const claims = this.#claims.get(place) ?? new Map<string, Claim>()
    const key = text.split('.')[0]!.toLowerCase()
    const rank = nameSources.indexOf(by)
    const id = `${rank} ${Math.floor(ts / day)} ${key}`
    const known = claims.get(id)
    if (known) {
      known.ts = Math.min(known.ts, ts)
      if (text < known.text) known.text = text
    } else if (this.#hasRoom(claims.size, rank < services ? 1 : 0.5)) {
      claims.set(id, { text, key, rank, ts })
      this.#claims.set(place, claims)
      this.#size++
    }
  }

  #hasRoom(ofAddress: number, share: number): boolean {
    return ofAddress < share * mostOfAddress && this.#size < share * most
  }

  /** What an address was called at a time: by the most trusted who says so of that day, else by the last who did. */
  at(space: string, address: number, ts: number): HostName | undefined {
    const claims = [...(this.#claims.get(`${address} ${space}`)?.values() ?? [])]
    const near = claims.filter(claim => Math.abs(claim.ts - ts) <= day)
    const best = (near.length ? near : claims).sort(
      (a, b) => (near.length ? a.rank - b.rank : 0) || farness(a, ts) - farness(b, ts) || compare(a, b),
    )[0]
    if (!best) return undefined
    const counted = near.filter(claim => claim.rank < services && Math.abs(claim.ts - ts) <= day / 2)
    const others = new Set(counted.map(({ key }) => key))
    others.delete(best.key)
    return { name: best.text, by: nameSources[best.rank]!, others: others.size }
  }
}

/** A claim from before counts by its age; one from after comes behind all of these. */
const farness = (claim: Claim, ts: number): number => (claim.ts <= ts ? ts - claim.ts : 1e9 + claim.ts - ts)

const compare = (a: Claim, b: Claim): number => a.rank - b.rank || (a.text < b.text ? -1 : 1)

const isNameSource = (by: unknown): by is NameSource => nameSources.includes(by as NameSource)

/** Takes the names that an event tells. `id` gives an address's number, or -1 where the text is none. */
export function learnNames(names: HostNames, event: Event, id: (address: string) => number): void {
  const { kind, space, src, dst, ts, user, outcome, detail } = event
  const add = (address: number, name: unknown, by: NameSource) => {
    if (address >= 0 && typeof name === 'string') names.add(space, address, name, by, ts)
  }
  if (kind === 'lease' && detail.address) add(id(String(detail.address)), detail.name, 'dhcp')
  else if (kind === 'name' && isNameSource(detail.by)) {
    const of = detail.address === undefined ? (detail.end === 'src' ? src : dst) : id(String(detail.address))
    add(of, detail.name, detail.by)
  } else if (kind === 'client') add(src, detail.name, 'rdp-client')
  else if (kind === 'login') {
    if (user.endsWith('$') && outcome === 'success') add(src, user.slice(0, -1), 'account')
    if (detail.method === 'cookie') return add(src, detail.client, 'rdp-client')
    add(src, detail.client, 'ntlm-client')
    add(dst, detail.server, 'ntlm-server')
  }
}
