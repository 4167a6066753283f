import type { Corrections } from '../flow/clocks.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import { HostNames, keyOf, learnNames, type Sighting } from '../flow/host-names.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Evidence, Joined } from '../report/report.ts'
import { Activity } from './activity.ts'
import { holding, strangerAt } from './holding.ts'
import { Leases, type Stay } from './leases.ts'
import { Hardware } from './hardware.ts'
import { moves, type Arrival } from './moves.ts'
import { placeIn } from './place.ts'
import { registered } from './registered.ts'
import { residents, type Residents } from './residents.ts'

/** What records say of who is behind an address: leases, hardware and log-ins, which join addresses to devices, and names. */
export class Identity {
  readonly #hosts: Hosts
  readonly #notes: Notes
  /** Whether hosts are told; else each address is its own, and has no name. */
  readonly #joins: boolean
  readonly #leases = new Leases()
  readonly #hardware: Hardware
  readonly #activity = new Activity()
  #stays: readonly Stay[] = []
  #shared: Residents['shared'] = new Map()
  /** Who came to an address when, by all but leases. */
  #arrivals: Holding[] = []
  readonly names = new HostNames()

  constructor(hosts: Hosts, notes: Notes, joins: boolean) {
    this.#hosts = hosts
    this.#notes = notes
    this.#joins = joins
    this.#hardware = new Hardware(hosts)
  }

  add(event: Event, view: number): void {
    if (!this.#joins) return
    learnNames(this.names, event, address => this.#id(address), view)
    const { kind, sensor } = event
    const held = (kind === 'lease' || kind === 'neighbour') && holding(event, this.#hosts, this.#notes)
    if (!held) return
    if (kind === 'neighbour') {
      if (!this.#hardware.add(held, view))
        this.#notes.add(sensor, 'hardware addresses beyond the room for them: not used')
    } else if (!this.#leases.add(held, String(event.detail.name ?? ''), view))
      this.#notes.add(sensor, 'leases beyond the room for them: not used')
  }

  /** Takes when addresses were at work. */
  see(flows: FlowBatch, isInternal: (host: number) => boolean): void {
    if (this.#joins) this.#activity.add(flows, isInternal)
  }

  #id(address: string): number {
    try {
      return this.#hosts.id(address)
    } catch (error) {
      if (error instanceof DecodeError) return -1
      throw error
    }
  }

  /** Takes that nothing more comes: puts times right and ends names with the leases of who had them. */
  settle(ahead: Corrections, isInternal: (host: number) => boolean): void {
    this.names.correct(ahead)
    if (this.#joins) {
      this.#arrivals = this.#hardware.arrivals(ahead, this.#leases, this.#activity, isInternal)
      this.#takeNames()
    }
    this.#stays = this.#leases.stays(ahead, address => placeIn(this.#hosts, address).kind)
    for (const { space, address, names, from, until } of this.#stays)
      for (const name of names) this.names.stay(space, address, name, from, until)
  }

  /** Of addresses of which neither leases nor hardware tell, who logged in there tells who had them, and else name servers. */
  #takeNames(): void {
    const { sightings, shared } = residents(this.names.sightings(), address => placeIn(this.#hosts, address))
    this.#shared = shared
    const told = new Set(this.#arrivals.map(placeOf))
    const isTold = (one: Sighting) => this.#leases.has(one.space, one.address) || told.has(placeOf(one))
    for (const one of sightings) if (told.has(placeOf(one))) this.#hardware.named(one, this.#leases)
    const device = this.#namedDevices()
    const busySince = (space: string, address: number, ts: number) => this.#activity.since(space, address, ts)
    const loggedIn = sightings.filter(one => !isTold(one))
    const arrivals = moves(loggedIn, one => device(one) >= 0, busySince)
    for (const { sighting } of arrivals) told.add(placeOf(sighting))
    const said = [...this.names.registered()].filter(one => !isTold(one) && !shared.has(placeOf(one)))
    for (const arrival of [...arrivals, ...registered(said, busySince)])
      this.#arrive(arrival, device(arrival.sighting))
  }

  /** The device that leases or hardware tell under a name; -1 where there is none, or several. */
  #namedDevices(): (one: Sighting) => number {
    const known = new Map<string, Map<string, number>>()
    return ({ space, key }) => {
      if (!known.has(space)) known.set(space, this.#leases.named(space, keyOf))
      return known.get(space)!.get(key) ?? -1
    }
  }

  #arrive({ from, sighting, known }: Arrival, device: number): void {
    const { space, address, key, text, by, first, last } = sighting
    if (!known) {
      this.#arrivals.push(strangerAt({ space, address }, from, this.#hosts))
      return
    }
    const own = () => this.#hosts.device(space ? `host ${key} in ${space}` : `host ${key}`)
    const held = { space, address, from, device: device >= 0 ? device : own() }
    this.#arrivals.push(held)
    this.#leases.saw({ ...held, evidence: evidenceOf[by] ?? 'NTLM host name', first, last }, text)
  }

  /** The leases, at the same times. */
  leases(ahead: Corrections): Holding[] {
    return this.#joins ? this.#leases.holdings(ahead) : []
  }

  /** Who came to an address when by all but leases; at such times it may also become nobody's that is known. */
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

const placeOf = ({ space, address }: Pick<Holding, 'space' | 'address'>): string => `${address} ${space}`

const evidenceOf: Partial<Record<Sighting['by'], Evidence>> = { account: 'machine account', dns: 'DNS name' }

/** Shared addresses that are told one by one. */
const mostTold = 3
