import type { Event } from '../flow/event.ts'
import { HostNames, keyOf, learnNames, type Sighting } from '../flow/host-names.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Joined } from '../report/report.ts'
import { holding, strangerAt } from './holding.ts'
import { Leases, type Stay } from './leases.ts'
import { moves } from './moves.ts'
import { residents, type Place, type Residents } from './residents.ts'

/** What records say of who is behind an address: leases and log-ins, which join addresses to devices, and names. */
export class Identity {
  readonly #hosts: Hosts
  readonly #notes: Notes
  /** Whether devices are told; else each address is its own. */
  readonly #joins: boolean
  readonly #leases = new Leases()
  #stays: readonly Stay[] = []
  #shared: Residents['shared'] = new Map()
  /** Who came to an address when, by log-ins. */
  readonly #arrivals: Holding[] = []
  readonly names = new HostNames()

  constructor(hosts: Hosts, notes: Notes, joins: boolean) {
    this.#hosts = hosts
    this.#notes = notes
    this.#joins = joins
  }

  add(event: Event, view: number): void {
    learnNames(this.names, event, address => this.#id(address), view)
    const held = event.kind === 'lease' && holding(event, this.#hosts, this.#notes)
    if (held && !this.#leases.add(held, String(event.detail.name ?? ''), view))
      this.#notes.add(event.sensor, 'leases beyond the room for them: not used')
  }

  #id(address: string): number {
    try {
      return this.#hosts.id(address)
    } catch (error) {
      if (error instanceof DecodeError) return -1
      throw error
    }
  }

  /** Takes that nothing more comes: puts times right, `ahead` being the seconds that a view's clock was ahead, and ends names with the leases of who had them. */
  settle(ahead: ReadonlyMap<number, number>): void {
    this.names.correct(ahead)
    if (this.#joins) this.#takeLogins()
    this.#stays = this.#leases.stays(ahead)
    for (const { space, address, names, from, until } of this.#stays)
      for (const name of names) this.names.stay(space, address, name, from, until)
  }

  /** Of addresses without leases, who logged in there tells who had them. */
  #takeLogins(): void {
    const { sightings, shared } = residents(this.names.sightings(), address => this.#place(address))
    this.#shared = shared
    const untold = sightings.filter(({ space, address }) => !this.#leases.has(space, address))
    const leased = new Map<string, Map<string, number>>()
    const device = ({ space, key }: Sighting): number => {
      if (!leased.has(space)) leased.set(space, this.#leases.named(space, keyOf))
      return leased.get(space)!.get(key) ?? -1
    }
    const arrivals = moves(untold, one => device(one) >= 0).map(one => ({
      ...one,
      leased: device(one.sighting),
    }))
    for (const { from, sighting, known, leased } of arrivals) {
      const { space, address, key, text, by, first, last } = sighting
      if (!known) {
        this.#arrivals.push(strangerAt({ space, address }, from, this.#hosts))
        continue
      }
      const own = () => this.#hosts.device(space ? `host ${key} in ${space}` : `host ${key}`)
      const evidence = by === 'account' ? 'machine account' : 'NTLM host name'
      const held = { space, address, from, device: leased >= 0 ? leased : own() }
      this.#arrivals.push(held)
      this.#leases.saw({ ...held, evidence, first, last }, text)
    }
  }

  #place(address: number): Place {
    const words = this.#hosts.words(address)
    if (typeof words === 'number') return { kind: '4', network: String(words) }
    const [a, b] = words
    return { kind: a >>> 22 === linkLocal ? 'link' : '6', network: `${a} ${b}` }
  }

  /** The leases, at the same times. */
  leases(ahead: ReadonlyMap<number, number>): Holding[] {
    return this.#joins ? this.#leases.holdings(ahead) : []
  }

  /** Who came to an address without leases when, by log-ins; at such times it may also become nobody's that is known. */
  arrivals(): readonly Holding[] {
    return this.#arrivals
  }

  /** When who is told came to an address or left it; nothing where devices are not told. */
  stays(): readonly Stay[] {
    return this.#joins ? this.#stays : []
  }

  /** What was joined on their evidence: each device with each of its addresses, in the order of their texts. */
  joined(): Joined[] {
    const order = ({ space, device, address }: Joined) => `${space}\0${device}\0${address}`
    return this.stays()
      .map(({ space, device, address, names, first, last, leases, evidence }): Joined => ({
        space,
        device: this.#hosts.text(device).replace(/^(device|host) /, ''),
        name: [...names].sort()[0] ?? '',
        address: this.#hosts.text(address),
        first,
        last,
        leases,
        evidence,
      }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }

  /** What to know of who is behind the addresses. */
  statements(): string[] {
    const shared = [...this.#shared.values()]
      .map(({ address, names }) => `${this.#hosts.text(address)} (${names} names)`)
      .sort()
    if (!shared.length) return this.names.statements()
    const more = shared.length > mostTold ? ` and ${shared.length - mostTold} more` : ''
    const told = `addresses from which several hosts logged in at the same time (NAT, gateways, terminal servers), whose flows are nobody's alone: ${shared.slice(0, mostTold).join(', ')}${more}`
    return [told, ...this.names.statements()]
  }
}

/** The first ten bits of fe80::/10. */
const linkLocal = 0xfe80 >>> 6
/** Shared addresses that are told one by one. */
const mostTold = 3
