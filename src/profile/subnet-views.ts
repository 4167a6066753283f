import type { LinkDay } from '../flow/link-day.ts'

/** Days from its first on a subnet is new for. */
const newDays = 3
/** Before so many days of traffic everything is new. */
const settled = 3
/** So many hosts at once are a network that came into view, not one that a host was added to. */
const leastHosts = 5
/** Who reaches most of its hosts may be searching it, and be helped: so many others use them too. */
const leastUsers = 3
/** Hosts and clients of them that are kept of a new subnet: more change nothing. */
const mostKept = 64

/** What was seen of a subnet in its first days. */
interface Beginning {
  readonly day: number
  /** Hosts that were clients, and of hosts that were used, those who used them. */
  readonly clients: Set<number>
  readonly used: Map<number, Set<number>>
  since: number
}

/**
 * Tells a subnet that comes into view of a sensor from one that somebody finds: several of its hosts act as clients, or are
 * used by others than the one that reaches most of them. Add links in the order of their days.
 */
export class SubnetViews {
  readonly #subnetOf: (address: number) => number
  readonly #subnets = new Map<number, Beginning>()
  #days = 0
  #day = -1

  constructor(subnetOf: (address: number) => number) {
    this.#subnetOf = subnetOf
  }

  add({ day, src, dst, srcAddress, dstAddress, established }: LinkDay): void {
    if (day !== this.#day) {
      this.#day = day
      this.#days++
    }
    const [from, to] = [this.#beginning(srcAddress, day), this.#beginning(dstAddress, day)]
    if (!established) return
    if (from && from.clients.size < mostKept) from.clients.add(src)
    if (to) note(to.used, dst, src)
    for (const each of [from, to]) if (each && each.since > day && isView(each)) each.since = day
  }

  /** The subnet's beginning while it lasts; undefined later, and for those that were there from the start. */
  #beginning(address: number, day: number): Beginning | undefined {
    const subnet = this.#subnetOf(address)
    let known = this.#subnets.get(subnet)
    if (!known) {
      const since = this.#days > settled ? Infinity : -Infinity
      this.#subnets.set(subnet, (known = { day, clients: new Set(), used: new Map(), since }))
    }
    return known.since > 0 && day < known.day + newDays ? known : undefined
  }

  /** Whether the address's subnet had just come into view on a day: what is there may be old. */
  isNew(address: number, day: number): boolean {
    const subnet = this.#subnets.get(this.#subnetOf(address))
    return subnet !== undefined && subnet.since > 0 && subnet.since <= day && day < subnet.day + newDays
  }

  /** How many subnets came into view on each day. */
  begins(): Map<number, number> {
    const days = new Map<number, number>()
    for (const { since, day } of this.#subnets.values())
      if (since > 0 && since < Infinity) days.set(day, (days.get(day) ?? 0) + 1)
    return days
  }
}

function note(used: Map<number, Set<number>>, host: number, by: number): void {
  const users = used.get(host)
  if (users) {
    if (users.size < mostKept) users.add(by)
  } else if (used.size < mostKept) used.set(host, new Set([by]))
}

function isView({ clients, used }: Beginning): boolean {
  if (clients.size >= leastHosts) return true
  if (used.size < leastHosts) return false
  const reached = new Map<number, number>()
  for (const users of used.values()) for (const user of users) reached.set(user, (reached.get(user) ?? 0) + 1)
  const widest = [...reached].reduce((most, each) => (each[1] > most[1] ? each : most))[0]
  const others = [...used.values()].filter(users => users.size > Number(users.has(widest)))
  return others.length >= leastHosts && reached.size > leastUsers
}
