import { max } from 'd3-array'
import type { LinkDay } from '../flow/link-day.ts'
import type { SubnetOf } from './subnets.ts'

/** Days from its first on a subnet is new for. */
const newDays = 3
/** Before so many days of traffic everything is new. */
const settled = 3
/** So many hosts at once are a network that came into view, not one that a host was added to. */
const leastHosts = 5
/** Who reaches most of its hosts may be searching it, and be helped: so many others use them too. */
const leastUsers = 3

/** What was seen in a subnet while it may come into view: hosts that were clients, and of those that were used, who used them. */
interface Traffic {
  readonly clients: Set<number>
  readonly used: Map<number, Set<number>>
}

/**
 * Tells a subnet that comes into view of a sensor from one that somebody finds: several of its hosts act as clients, or are
 * used by others than the one that reaches most of them. Add links in the order of their days, then seal it.
 */
export class SubnetViews {
  readonly #subnetOf: SubnetOf
  /** The first day of each subnet; those that were there from the start have none. */
  readonly #first = new Map<number, number>()
  /** On which day it showed that a subnet had come into view. */
  readonly #since = new Map<number, number>()
  /** Of subnets in their first days of which that does not show yet. */
  readonly #open = new Map<number, Traffic>()
  #days = 0
  #day = -1

  constructor(subnetOf: SubnetOf) {
    this.#subnetOf = subnetOf
  }

  add({ day, src, dst, srcAddress, dstAddress, space, established }: LinkDay): void {
    if (day !== this.#day) {
      this.#end(day)
      this.#day = day
      this.#days++
    }
    const from = this.#meet(srcAddress, space)
    const to = this.#meet(dstAddress, space)
    if (!established) return
    this.#traffic(from)?.clients.add(src)
    const used = this.#traffic(to)?.used
    if (used) used.set(dst, (used.get(dst) ?? new Set()).add(src))
  }

  /** No more links come. */
  seal(): void {
    this.#end(Infinity)
  }

  /** The subnet of an address, which is there from now on. */
  #meet(address: number, space: string): number {
    const subnet = this.#subnetOf(address, space)
    if (!this.#first.has(subnet)) this.#first.set(subnet, this.#days > settled ? this.#day : -Infinity)
    return subnet
  }

  #traffic(subnet: number): Traffic | undefined {
    if (this.#since.has(subnet) || this.#day >= this.#lastOf(subnet)) return undefined
    let traffic = this.#open.get(subnet)
    if (!traffic) this.#open.set(subnet, (traffic = { clients: new Set(), used: new Map() }))
    return traffic
  }

  /** The day from which on nothing of a subnet is new. */
  #lastOf = (subnet: number): number => this.#first.get(subnet)! + newDays

  /** The day at hand is over, the next one is `next`: judged whole, so that the order of its links does not show. */
  #end(next: number): void {
    for (const [subnet, traffic] of this.#open) {
      const shows = isView(traffic)
      if (shows) this.#since.set(subnet, this.#day)
      if (shows || next >= this.#lastOf(subnet)) this.#open.delete(subnet)
    }
  }

  /** Whether the address's subnet had just come into view on a day: what is there may be old. */
  isNew(address: number, space: string, day: number): boolean {
    const subnet = this.#subnetOf(address, space)
    const since = this.#since.get(subnet)
    return since !== undefined && since <= day && day < this.#lastOf(subnet)
  }

  /** On how many subnets it showed on each day that they had come into view. */
  begins(): Map<number, number> {
    const days = new Map<number, number>()
    for (const day of this.#since.values()) days.set(day, (days.get(day) ?? 0) + 1)
    return days
  }
}

function isView({ clients, used }: Traffic): boolean {
  if (clients.size >= leastHosts) return true
  if (used.size < leastHosts) return false
  const reached = new Map<number, number>()
  for (const users of used.values()) for (const user of users) reached.set(user, (reached.get(user) ?? 0) + 1)
  if (reached.size <= leastUsers) return false
  const most = max(reached.values())
  const alone = usedByOne(used)
  return [...reached].every(
    ([who, hosts]) => hosts < most! || used.size - (alone.get(who) ?? 0) >= leastHosts,
  )
}

/** Of each user, how many hosts nobody else used. */
function usedByOne(used: Traffic['used']): Map<number, number> {
  const hosts = new Map<number, number>()
  for (const users of used.values()) {
    const [only] = users
    if (users.size === 1) hosts.set(only!, (hosts.get(only!) ?? 0) + 1)
  }
  return hosts
}
