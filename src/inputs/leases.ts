import { ascending, bisectRight } from 'd3-array'
import { trueTime, type Corrections } from '../flow/clocks.ts'
import type { Holding } from '../flow/link-day.ts'
import type { Evidence } from '../report/report.ts'

/** A device at one of its addresses: what its leases of it tell together. Times are epoch seconds. */
export interface Tenancy {
  readonly space: string
  readonly address: number
  readonly device: number
  readonly names: Set<string>
  first: number
  last: number
  leases: number
  /** Of several kinds the most trusted. */
  evidence: Evidence
}

/** A tenancy's times: `from` where the device is known to have been elsewhere before, `until` where it went elsewhere for good. */
export interface Stay extends Tenancy {
  readonly from: number
  readonly until: number
}

/** Leases of one address that one view saw. */
interface Seen {
  readonly space: string
  readonly address: number
  readonly view: number
  list: { readonly device: number; readonly from: number }[]
  /** How long the list may get until it is made shorter. */
  limit: number
}

/** Stands for views whose clocks are put right already. */
const rightClock = -1
/** What a tenancy is said to rest on, the most trusted first. */
const byTrust: readonly Evidence[] = [
  'DHCP', 'hardware address', 'EUI-64', 'machine account', 'NTLM host name', 'DNS name',
] // prettier-ignore
const mostNames = 8
const shortList = 64
/** Leases kept, once those are left out that change nothing: they come from the wire. */
const mostKept = 1_000_000

/** Which device had which address when. Of leases that one device has on end, what changes the holder is kept. */
export class Leases {
  readonly #tenancies = new Map<string, Tenancy & { readonly view: number }>()
  readonly #seen = new Map<string, Seen>()
  readonly #places = new Set<string>()
  readonly #most: number
  #kept = 0

  constructor(most = mostKept) {
    this.#most = most
  }

  /** Adds a lease as a view's clock has it; false where there is no room for it. */
  add({ space, address, device, from }: Holding, name: string, view: number): boolean {
    if (this.#kept >= this.#most) return false
    const place = `${view} ${address} ${space}`
    let seen = this.#seen.get(place)
    if (!seen) {
      this.#seen.set(place, (seen = { space, address, view, list: [], limit: shortList }))
      this.#places.add(`${address} ${space}`)
    }
    seen.list.push({ device, from })
    this.#kept++
    if (seen.list.length >= seen.limit) this.#shorten(seen)
    this.#saw({ space, address, device, first: from, last: from, evidence: 'DHCP' }, name, view)
    return true
  }

  /** Adds that a device was seen, so many times, at an address of which no lease tells, at times by a right clock. */
  saw(seen: Omit<Tenancy, 'names' | 'leases'>, name: string, times = 1): void {
    this.#saw(seen, name, rightClock, times)
  }

  #saw(seen: Omit<Tenancy, 'names' | 'leases'>, name: string, view: number, leases = 1): void {
    const { space, address, device, first, last, evidence } = seen
    const names = new Set(name ? [name] : [])
    const own = { space, address, device, view, names, first, last, leases, evidence }
    const key = `${device} ${view} ${address} ${space}`
    const known = this.#tenancies.get(key)
    if (known) join(known, own)
    else this.#tenancies.set(key, own)
  }

  /** Devices of an address plan that were seen anywhere. */
  devices(space: string): Set<number> {
    return new Set(
      [...this.#tenancies.values()].filter(own => own.space === space).map(({ device }) => device),
    )
  }

  /** Whether anybody is known to have had the address. */
  has(space: string, address: number): boolean {
    return this.#places.has(`${address} ${space}`)
  }

  /** The devices of that address plan by what they call themselves, `key` of the name; -1 where several do. */
  named(space: string, key: (name: string) => string): Map<string, number> {
    const devices = new Map<string, number>()
    for (const tenancy of this.#tenancies.values())
      if (tenancy.space === space)
        for (const name of tenancy.names) {
          const other = devices.get(key(name)) ?? tenancy.device
          devices.set(key(name), other === tenancy.device ? other : -1)
        }
    return devices
  }

  #shorten(seen: Seen): void {
    const list = seen.list.toSorted((a, b) => a.from - b.from || a.device - b.device)
    const same = (a: number, b: number) => list[a]?.device === list[b]?.device
    seen.list = list.filter((_, i) => !same(i - 1, i) || !same(i, i + 1))
    this.#kept -= list.length - seen.list.length
    seen.limit = Math.max(shortList, 2 * seen.list.length)
  }

  /** The leases, at the true times. */
  holdings(ahead: Corrections): Holding[] {
    return [...this.#seen.values()].flatMap(({ space, address, view, list }) =>
      list.map(({ device, from }) => ({ space, address, device, from: trueTime(ahead, view, from) })),
    )
  }

  /** Each device at each of its addresses; `kind` of an address: of several kinds a device has one each. */
  stays(ahead: Corrections, kind: (address: number) => string): Stay[] {
    const joined = new Map<string, Tenancy>()
    const ofDevice = new Map<string, Tenancy[]>()
    for (const { view, ...seen } of this.#tenancies.values()) {
      const own = {
        ...seen,
        names: new Set(seen.names),
        first: trueTime(ahead, view, seen.first),
        last: trueTime(ahead, view, seen.last),
      }
      const key = `${own.device} ${own.address} ${own.space}`
      const known = joined.get(key)
      if (known) {
        join(known, own)
        continue
      }
      joined.set(key, own)
      const device = `${own.device} ${kind(own.address)} ${own.space}`
      const list = ofDevice.get(device)
      if (list) list.push(own)
      else ofDevice.set(device, [own])
    }
    return [...ofDevice.values()].flatMap(stays)
  }
}

function join(known: Tenancy, more: Tenancy): void {
  known.first = Math.min(known.first, more.first)
  known.last = Math.max(known.last, more.last)
  known.leases += more.leases
  if (byTrust.indexOf(more.evidence) < byTrust.indexOf(known.evidence)) known.evidence = more.evidence
  for (const name of more.names) known.names.add(name)
  if (known.names.size > mostNames) known.names.delete([...known.names].sort().at(-1)!)
}

/** Between addresses that a device has by turns it did not move: it has both. */
function stays(tenancies: readonly Tenancy[]): Stay[] {
  const firsts = tenancies.map(({ first }) => first).sort(ascending)
  const left = tenancies.reduce((least, { last }) => Math.min(least, last), Infinity)
  return tenancies.map(each => ({
    ...each,
    from: left < each.first ? each.first : -Infinity,
    until: firsts[bisectRight(firsts, each.last)] ?? Infinity,
  }))
}
