import type { LinkDay } from '../flow/link-day.ts'
import { Column } from '../lib/column.ts'
import { NumberIndex } from '../lib/number-index.ts'
import { isWeekend } from '../lib/time.ts'
import { DayCounter, Days } from './days.ts'
import { linkKey, mostLinks, pairKey, type DayFlow } from './source-day.ts'
import type { SubnetOf } from './subnets.ts'

/** Where a flow comes from. */
type From = Pick<DayFlow, 'src' | 'space'>

/** Stands for a link that was never seen. */
const noLink = mostLinks - 1

/**
 * What the whole site does, as of any day: who serves what to how many, and which subnets reach which.
 * Built from the links' days in ascending order; every question is about the days before a given one,
 * so that a day is judged on what came before it.
 */
export class Site {
  readonly #subnetOf: SubnetOf
  readonly #seen = { links: new NumberIndex(), targets: new NumberIndex(), sources: new NumberIndex(), users: new NumberIndex() } // prettier-ignore
  /** Links into targets and subnets, numbered as they come. */
  readonly #linkNumbers = new NumberIndex()
  readonly #links = new Days()
  readonly #clients = new DayCounter<number>()
  readonly #clientsFromSubnet = new DayCounter<number>()
  readonly #linksFromSubnet = new DayCounter<number>()
  readonly #linksBetweenSubnets = new DayCounter<number>()
  readonly #targetsInSubnet = new DayCounter<number>()
  readonly #sourcesInSubnet = new DayCounter<number>()
  readonly #usersOfServiceInSubnet = new DayCounter<number>()
  readonly #sourceDays = new Days()
  readonly #hourDays = { weekday: new DayCounter<number>(), weekend: new DayCounter<number>() }
  readonly #hourTotals = { weekday: new DayCounter<number>(), weekend: new DayCounter<number>() }
  readonly #devices = new NumberIndex()
  /** The first day of each device. */
  readonly #firstSeen = new Column(Int32Array)
  readonly #trafficDays: number[] = []
  readonly #today = new Map<number, { hours: number; subnet: number }>()
  #day = -1

  constructor(subnetOf: SubnetOf) {
    this.#subnetOf = subnetOf
  }

  /** Rows come ordered by day. Links of sources that are trusted do not speak for the site: leave them out. */
  add(row: LinkDay): void {
    if (row.day !== this.#day) this.#turn(row.day)
    const from = this.#subnetOf(row.srcAddress, row.space)
    const active = this.#today.get(row.src) ?? { hours: 0, subnet: from }
    this.#today.set(row.src, { ...active, hours: active.hours | row.hours })
    const target = linkKey(row.dst, row.service)
    for (const host of [row.src, row.dst]) if (this.#devices.addNew(host)) this.#firstSeen.push(row.day)
    const { links, targets, sources, users } = this.#seen
    if (!links.addNew(pairKey(row.src, this.#linkNumbers.add(target)))) return
    const to = linkKey(this.#subnetOf(row.dstAddress, row.space), row.service)
    this.#links.add(row.day)
    this.#clients.add(target, row.day)
    this.#clientsFromSubnet.add(pairKey(from, this.#linkNumbers.add(target)), row.day)
    this.#linksFromSubnet.add(from, row.day)
    this.#linksBetweenSubnets.add(pairKey(from, this.#linkNumbers.add(to)), row.day)
    if (targets.addNew(target)) this.#targetsInSubnet.add(to, row.day)
    if (sources.addNew(row.src)) this.#sourcesInSubnet.add(from, row.day)
    if (users.addNew(linkKey(row.src, row.service)))
      this.#usersOfServiceInSubnet.add(linkKey(from, row.service), row.day)
  }

  #number(key: number): number {
    const number = this.#linkNumbers.get(key)
    return number < 0 ? noLink : number
  }

  /** No more rows come: the last day's hours are counted. */
  seal(): void {
    this.#turn(-1)
  }

  #turn(next: number): void {
    const kind = isWeekend(this.#day) ? 'weekend' : 'weekday'
    for (const { hours, subnet } of this.#today.values()) {
      this.#sourceDays.add(this.#day)
      for (const group of [subnet, wholeSite]) {
        this.#hourTotals[kind].add(group, this.#day)
        for (let hour = 0; hour < 24; hour++)
          if ((hours >>> hour) & 1) this.#hourDays[kind].add(24 * group + hour, this.#day)
      }
    }
    this.#today.clear()
    this.#day = next
    if (next >= 0) this.#trafficDays.push(next)
  }

  /** Days with traffic, ascending. */
  get days(): readonly number[] {
    return this.#trafficDays
  }

  /** The first day on which a device took part, as source or target. */
  firstSeen(device: number): number | undefined {
    const known = this.#devices.get(device)
    return known < 0 ? undefined : this.#firstSeen.at(known)
  }

  /** Source days before `day`. */
  sourceDaysBefore(day: number): number {
    return this.#sourceDays.before(day)
  }

  /** Distinct clients of a target's service before `day`, and how many are new on it. */
  clientsBefore = (target: number, service: number, day: number): number =>
    this.#clients.before(linkKey(target, service), day)
  newClientsOn = (target: number, service: number, day: number): number =>
    this.#clients.on(linkKey(target, service), day)
  linksBefore = (day: number): number => this.#links.before(day)
  newLinksOn = (day: number): number => this.#links.on(day)

  /** How the subnet of a flow's source uses a target, a target's subnet and a service before `day`. All are counts of distinct links or hosts. */
  fromSubnet({ src, space }: From, day: number): SubnetUse {
    const subnetOf = (address: number) => this.#subnetOf(address, space)
    const from = subnetOf(src)
    const to = (dst: number, service: number) => linkKey(subnetOf(dst), service)
    return {
      links: this.#linksFromSubnet.before(from, day),
      sources: this.#sourcesInSubnet.before(from, day),
      linksTo: (target, service) =>
        this.#clientsFromSubnet.before(pairKey(from, this.#number(linkKey(target, service))), day),
      linksInto: (dst, service) =>
        this.#linksBetweenSubnets.before(pairKey(from, this.#number(to(dst, service))), day),
      targetsIn: (dst, service) => this.#targetsInSubnet.before(to(dst, service), day),
      usersOf: service => this.#usersOfServiceInSubnet.before(linkKey(from, service), day),
      subnetOf,
    }
  }

  /**
   * The share of source days of the same kind (weekday or weekend) before `day` that were active in a local hour:
   * those of the source's subnet, after some days' worth of the whole site's.
   */
  hourShare({ src, space }: From, hour: number, day: number): number {
    const kind = isWeekend(day) ? 'weekend' : 'weekday'
    const active = (group: number) => this.#hourDays[kind].before(24 * group + hour, day)
    const total = (group: number) => this.#hourTotals[kind].before(group, day)
    const site = (active(wholeSite) + 0.5) / (total(wholeSite) + siteDays)
    const subnet = this.#subnetOf(src, space)
    return (active(subnet) + siteDays * site) / (total(subnet) + siteDays)
  }
}

/** Subnets are numbered from 0. */
const wholeSite = -1
/** Source days' worth of the site that a subnet's share starts from. */
const siteDays = 20

export interface SubnetUse {
  readonly links: number
  readonly sources: number
  linksTo(target: number, service: number): number
  linksInto(dstAddress: number, service: number): number
  targetsIn(dstAddress: number, service: number): number
  usersOf(service: number): number
  /** Of an address in the same address plan. */
  subnetOf(address: number): number
}
