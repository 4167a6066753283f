import type { Event } from '../flow/event.ts'
import { HostNames, learnNames } from '../flow/host-names.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Joined } from '../report/report.ts'
import { holding } from './holding.ts'
import { Leases, type Stay } from './leases.ts'

/** What records say of who is behind an address: leases, which join addresses to devices, and names. */
export class Identity {
  readonly #hosts: Hosts
  readonly #notes: Notes
  /** Whether devices are told by their leases; else each address is its own. */
  readonly #joins: boolean
  readonly #leases = new Leases()
  #stays: readonly Stay[] = []
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
    this.#stays = this.#leases.stays(ahead)
    this.names.correct(ahead)
    for (const { space, address, names, from, until } of this.#stays)
      for (const name of names) this.names.stay(space, address, name, from, until)
  }

  /** The leases, at the same times. */
  leases(ahead: ReadonlyMap<number, number>): Holding[] {
    return this.#joins ? this.#leases.holdings(ahead) : []
  }

  /** When who is told by leases came to an address or left it; nothing where leases do not tell devices. */
  stays(): readonly Stay[] {
    return this.#joins ? this.#stays : []
  }

  /** What was joined on their evidence: each device with each of its addresses, in the order of their texts. */
  joined(): Joined[] {
    const order = ({ space, device, address }: Joined) => `${space}\0${device}\0${address}`
    return this.stays()
      .map(({ space, device, address, names, first, last, leases }): Joined => ({
        space,
        device: this.#hosts.text(device).replace(/^device /, ''),
        name: [...names].sort()[0] ?? '',
        address: this.#hosts.text(address),
        first,
        last,
        leases,
        evidence: 'DHCP',
      }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }
}
