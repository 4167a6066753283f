import { bisectRight, group } from 'd3-array'
import type { Corrections } from '../flow/clocks.ts'
import type { Sighting } from '../flow/host-names.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { hardwareText, isOwnHardware } from '../lib/hardware.ts'
import type { Activity } from './activity.ts'
import type { Leases } from './leases.ts'
import { Neighbours } from './neighbours.ts'
import { placeIn } from './place.ts'

/** Joins addresses by the hardware that they were seen with, or that they are made of. */
export class Hardware {
  readonly #hosts: Hosts
  readonly #neighbours = new Neighbours()
  /** Of addresses that it tells of, who came when, in order. */
  #told: ReadonlyMap<string, readonly Holding[]> = new Map()

  constructor(hosts: Hosts) {
    this.#hosts = hosts
  }

  /** Adds that an address was seen with a device's hardware address; false where there is no room for it. */
  add({ space, address, device, from }: Holding, view: number): boolean {
    return this.#neighbours.add({ space, address, device, view, first: from })
  }

  /**
   * Who came to which address when: devices with more than one address, or that leases tell, and addresses that more than one
   * device had. Tells the leases too.
   */
  arrivals(
    ahead: Corrections,
    leases: Leases,
    activity: Activity,
    isInternal: (host: number) => boolean,
  ): Holding[] {
    const seen = this.#neighbours
      .believed(ahead, address => placeIn(this.#hosts, address), isInternal)
      .map(({ space, address, device, first, hours }) => ({
        ...{ space, address, device, hours },
        ...{ from: first, last: first },
      }))
    const known = new Set(seen.map(placeOf))
    const made = this.#made(activity).filter(one => !known.has(placeOf(one)))
    const addresses = count([...seen, ...made], deviceOf, placeOf)
    const devices = count(seen, placeOf, deviceOf)
    const leased = new Map(
      [...group([...seen, ...made], ({ space }) => space).keys()].map(space => [
        space,
        leases.devices(space),
      ]),
    )
    const joins = (one: Holding) =>
      addresses.get(deviceOf(one))! > 1 ||
      (devices.get(placeOf(one)) ?? 0) > 1 ||
      leased.get(one.space)!.has(one.device)
    for (const one of seen.filter(joins))
      leases.saw({ ...one, first: one.from, evidence: 'hardware address' }, '', one.hours)
    for (const one of made.filter(joins)) leases.saw({ ...one, first: one.from, evidence: 'EUI-64' }, '')
    this.#told = new Map(
      [...group([...seen, ...made].filter(joins), placeOf)].map(([at, own]) => [at, changes(own)]),
    )
    return [...this.#told.values()].flat()
  }

  /** IPv6 addresses that are made of a hardware address (RFC 4291, appendix A), with when they were at work. */
  #made(activity: Activity): (Holding & { readonly last: number })[] {
    return [...activity.addresses()].flatMap(([space, address]) => {
      const words = this.#hosts.words(address)
      const hardware = typeof words === 'number' ? -1 : hardwareIn(words[2], words[3])
      if (!isOwnHardware(hardware)) return []
      const device = this.#hosts.device(`device ${hardwareText(hardware)}`)
      const [from, last] = activity.span(space, address)!
      return [{ space, address, device, from, last }]
    })
  }

  /** Takes the name that who had an address logged in with, so that the same name elsewhere is that device's. */
  named({ space, address, text, first, last }: Sighting, leases: Leases): void {
    const held = this.#told.get(placeOf({ space, address }))!
    const holder =
      held[
        bisectRight(
          held.map(({ from }) => from),
          first,
        ) - 1
      ]
    if (holder)
      leases.saw({ space, address, device: holder.device, first, last, evidence: 'hardware address' }, text)
  }
}

/** The hardware address in an interface identifier: FF FE in its middle, and the seventh bit turned; -1 where there is none. */
function hardwareIn(high: number, low: number): number {
  if ((high & 0xff) !== 0xff || low >>> 24 !== 0xfe) return -1
  return ((high >>> 8) ^ 0x020000) * 2 ** 24 + (low & 0xffffff)
}

/** Who came to an address when, in order: of sightings of one holder on end the first. Several sensors may have seen them. */
const changes = (ofAddress: readonly Holding[]): Holding[] =>
  ofAddress
    .toSorted((a, b) => a.from - b.from || a.device - b.device)
    .filter((one, i, all) => one.device !== all[i - 1]?.device)
    .map(({ space, address, device, from }) => ({ space, address, device, from }))

const placeOf = ({ space, address }: Pick<Holding, 'space' | 'address'>): string => `${address} ${space}`
const deviceOf = ({ space, device }: Holding): string => `${device} ${space}`

/** How many different `what` each `of` has. */
function count<Row>(
  rows: readonly Row[],
  of: (row: Row) => string,
  what: (row: Row) => string,
): Map<string, number> {
  return new Map([...group(rows, of)].map(([key, own]) => [key, new Set(own.map(what)).size]))
}
