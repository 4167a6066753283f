import type { Event } from '../flow/event.ts'
import { HostNames, learnNames } from '../flow/host-names.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Joined } from '../report/report.ts'
import { holding } from './holding.ts'

/** What records say of who is behind an address: leases, which join addresses to devices, and names. */
export class Identity {
  readonly #hosts: Hosts
  readonly #notes: Notes
  /** Whether devices are told by their leases; else each address is its own. */
  readonly #joins: boolean
  readonly #leases: { held: Holding; view: number; name: string }[] = []
  readonly names = new HostNames()

  constructor(hosts: Hosts, notes: Notes, joins: boolean) {
    this.#hosts = hosts
    this.#notes = notes
    this.#joins = joins
  }

  add(event: Event, view: number): void {
    learnNames(this.names, event, address => this.#id(address))
    const held = event.kind === 'lease' && this.#joins && holding(event, this.#hosts, this.#notes)
    if (held) this.#leases.push({ held, view, name: String(event.detail.name ?? '') })
  }

  #id(address: string): number {
    try {
      return this.#hosts.id(address)
    } catch (error) {
      if (error instanceof DecodeError) return -1
      throw error
    }
  }

  /** The leases; `ahead` are the seconds that a view's clock was ahead. */
  leases(ahead: ReadonlyMap<number, number>): Holding[] {
    return this.#leases.map(({ held, view }) => ({ ...held, from: held.from - (ahead.get(view) ?? 0) }))
  }

  /** What was joined on their evidence: each device with each of its addresses, in the order of their texts. */
  joined(): Joined[] {
    const rows = new Map<string, { -readonly [Key in keyof Joined]: Joined[Key] }>()
    for (const { held, name } of this.#leases) {
      const { space, address, device, from } = held
      const row = rows.get(`${space} ${address} ${device}`)
      if (row) {
        row.leases++
        row.first = Math.min(row.first, from)
        row.last = Math.max(row.last, from)
        if (name && (!row.name || name < row.name)) row.name = name
      } else
        rows.set(`${space} ${address} ${device}`, {
          space,
          device: this.#hosts.text(device).replace(/^device /, ''),
          name,
          address: this.#hosts.text(address),
          first: from,
          last: from,
          leases: 1,
          evidence: 'DHCP',
        })
    }
    const order = ({ space, device, address }: Joined) => `${space}\0${device}\0${address}`
    return [...rows.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  }
}
