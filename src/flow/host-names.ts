import { ip4Number } from '../lib/address.ts'
import { trueTime, type Corrections } from './clocks.ts'
import type { Event } from './event.ts'
import { mostOfAddress, NameClaims, type NameClaim } from './name-claims.ts'

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
/** Sources from here on are name services. */
const services = nameSources.indexOf('netbios')

/** A host's name at a time. */
export interface HostName {
  readonly name: string
  readonly by: NameSource
  /** How many other names the address had within half a day, those of name services aside: a server has many there. */
  readonly others: number
}

const day = 86_400
const mostText = 63
/** Claims of all addresses: names come from the wire, and must not fill the memory. */
const most = 1_000_000

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

/** What tells a name from others: its first label in lower case. */
export const keyOf = (text: string): string => text.split('.')[0]!.toLowerCase()

/** A host that was let in somewhere by its name, from an address on one day. Times are epoch seconds. */
export interface Sighting {
  readonly space: string
  readonly address: number
  /** What tells the name from others, as it was written, and who said so. */
  readonly key: string
  readonly text: string
  readonly by: NameSource
  readonly day: number
  readonly first: number
  readonly last: number
}

/** From when on and until when somebody of that name was at an address, as leases tell. */
interface Stay {
  readonly key: string
  readonly from: number
  readonly until: number
}

interface Place {
  readonly space: string
  readonly address: number
  readonly claims: NameClaims
  readonly stays: Stay[]
}

/**
 * The names that hosts give themselves and each other over time, by address and address plan. Independent of the order of
 * adding, unless more than a million addresses have names.
 */
export class HostNames {
  readonly #places = new Map<string, Place>()
  readonly #most: number
  #ofAddress = mostOfAddress
  #size = 0
  /** Addresses whose names were not taken at all. */
  #refused = 0

  constructor(mostClaims = most) {
    this.#most = mostClaims
  }

  /**
   * `ts` in epoch seconds by the clock of `view`; `sure` where a server let in who said so. A name that is claimed again on
   * the same day counts once.
   */
  add(
    space: string,
    address: number,
    name: string,
    by: NameSource,
    ts: number,
    view = 0,
    sure = by === 'account',
  ): void {
    const text = cleanName(name)
    if (text === '') return
    const id = `${address} ${space}`
    let place = this.#places.get(id)
    if (!place) {
      if (this.#size >= this.#most && this.#ofAddress === 1) return void this.#refused++
      this.#places.set(id, (place = { space, address, claims: new NameClaims(), stays: [] }))
    }
    const rank = nameSources.indexOf(by)
    const claim = { text, key: keyOf(text), rank, day: Math.floor(ts / day), view, ts, last: ts, sure }
    this.#size += place.claims.add(claim, this.#ofAddress)
    while (this.#size > this.#most && this.#ofAddress > 1) this.#shrink()
  }

  /** Leaves each address half as many: what is left does not depend on when. */
  #shrink(): void {
    this.#ofAddress /= 2
    this.#size = 0
    for (const { claims } of this.#places.values()) this.#size += claims.keep(this.#ofAddress)
  }

  /** Puts the times right of views whose clocks were ahead. */
  correct(ahead: Corrections): void {
    if (!ahead.size) return
    for (const { claims } of this.#places.values())
      for (const claim of claims.all()) {
        claim.ts = trueTime(ahead, claim.view, claim.ts)
        claim.last = trueTime(ahead, claim.view, claim.last)
      }
  }

  /** Says that a host of this name was at the address then, and at no other time, unless that is said too. */
  stay(space: string, address: number, name: string, from: number, until: number): void {
    this.#places.get(`${address} ${space}`)?.stays.push({ key: keyOf(cleanName(name)), from, until })
  }

  /** Hosts that were let in somewhere by their own names. */
  *sightings(): Iterable<Sighting> {
    for (const { space, address, claims } of this.#places.values())
      for (const { sure, rank, key, text, day, ts: first, last } of claims.all())
        if (sure) yield { space, address, key, text, by: nameSources[rank]!, day, first, last }
  }

  /** What DNS servers say of hosts. */
  *registered(): Iterable<Sighting> {
    for (const { space, address, claims } of this.#places.values())
      for (const { rank, key, text, day, ts: first, last } of claims.all())
        if (nameSources[rank] === 'dns') yield { space, address, key, text, by: 'dns', day, first, last }
  }

  /** What is not known for want of room. */
  statements(): string[] {
    const over = [...this.#places.values()].filter(({ claims }) => claims.isOver).length
    const said: string[] = []
    if (over)
      said.push(
        `addresses with more than ${this.#ofAddress} names: ${over}; the most trusted and latest are known`,
      )
    if (this.#refused) said.push(`names beyond those of ${this.#most} addresses: ${this.#refused}, not known`)
    return said
  }

  /** What an address was called at a time: by the most trusted who says so of that day, else by the last who did. */
  at(space: string, address: number, ts: number): HostName | undefined {
    const place = this.#places.get(`${address} ${space}`)
    if (!place) return undefined
    const claims = [...place.claims.all()].filter(({ key }) => wasThere(place.stays, key, ts))
    const near = claims.filter(claim => Math.abs(claim.ts - ts) <= day)
    const best = near.length ? first(near, ts, true) : first(claims, ts, false)
    if (!best) return undefined
    const counted = near.filter(claim => claim.rank < services && Math.abs(claim.ts - ts) <= day / 2)
    const others = new Set(counted.map(({ key }) => key))
    others.delete(best.key)
    return { name: best.text, by: nameSources[best.rank]!, others: others.size }
  }
}

function wasThere(stays: readonly Stay[], key: string, ts: number): boolean {
  let told = false
  for (const stay of stays) {
    if (stay.key !== key) continue
    if (ts >= stay.from && ts < stay.until) return true
    told = true
  }
  return !told
}

/** The claim that counts at a time; `byRank`: by trust before time. */
function first(claims: readonly NameClaim[], ts: number, byRank: boolean): NameClaim | undefined {
  const order = (a: NameClaim, b: NameClaim) =>
    (byRank ? a.rank - b.rank : 0) || farness(a, ts) - farness(b, ts) || compare(a, b)
  let best = claims[0]
  for (const claim of claims) if (order(claim, best!) < 0) best = claim
  return best
}

/** A claim from before counts by its age; one from after comes behind all of these. */
const farness = (claim: NameClaim, ts: number): number =>
  claim.ts <= ts ? ts - claim.ts : 1e9 + claim.ts - ts

const compare = (a: NameClaim, b: NameClaim): number =>
  a.rank - b.rank || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)

const isNameSource = (by: unknown): by is NameSource => nameSources.includes(by as NameSource)

/** Takes the names that an event of a view tells. `id` gives an address's number, or -1 where the text is none. */
export function learnNames(
  names: HostNames,
  event: Event,
  id: (address: string) => number,
  view: number,
): void {
  const { kind, space, src, dst, ts, user, outcome, detail } = event
  const add = (address: number, name: unknown, by: NameSource, sure?: boolean) => {
    if (address >= 0 && typeof name === 'string') names.add(space, address, name, by, ts, view, sure)
  }
  if (kind === 'lease' && detail.address) add(id(String(detail.address)), detail.name, 'dhcp')
  else if (kind === 'name' && isNameSource(detail.by)) {
    const of = detail.address === undefined ? (detail.end === 'src' ? src : dst) : id(String(detail.address))
    add(of, detail.name, detail.by)
  } else if (kind === 'client') add(src, detail.name, 'rdp-client')
  else if (kind === 'login') {
    if (user.endsWith('$') && outcome === 'success') add(src, user.slice(0, -1), 'account')
    if (detail.method === 'cookie') return add(src, detail.client, 'rdp-client')
    add(src, detail.client, 'ntlm-client', outcome === 'success')
    add(dst, detail.server, 'ntlm-server')
  }
}
