import { established } from '../flow/codes.ts'
import type { Event } from '../flow/event.ts'
import type { DeviceBatch } from '../flow/link-day.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { Records } from '../profile/records.ts'
import { linkKey } from '../profile/source-day.ts'

/** A pair that talks, by one service. */
export interface KnownLink {
  readonly target: number
  readonly service: number
  readonly port: number
  readonly days: Set<number>
  flows: number
  /** Established flows' received bytes; the first some. */
  readonly received: number[]
}

/** A device, as it was seen in the network. */
export interface Host {
  readonly device: number
  /** The address and address plan it had on each local day. */
  readonly addresses: Map<number, { readonly address: number; readonly space: string }>
  /** As a source: local days, when its flows began (seconds after local midnight), its links by linkKey, its sensors. */
  readonly days: Set<number>
  readonly starts: number[]
  readonly links: Map<number, KnownLink>
  readonly sensors: Map<string, number>
  /** As a target: clients by service (of flows that were established), and the sensors that saw it. */
  readonly clients: Map<number, Set<number>>
  readonly seenBy: Set<string>
}

/** What a real flow of a service was like. */
export interface Sample {
  readonly srcBytes: number
  readonly dstBytes: number
  readonly srcPackets: number
  readonly dstPackets: number
  readonly duration: number
  readonly port: number
  readonly protocol: number
  readonly serviceBy: number
  readonly direction: number
  readonly sampling: number
}

/** Flows that are remembered of a service, and of a link or host. */
const most = { samples: 400, starts: 200, received: 400 }

/** Everything that a drill draws from: hosts, services, sizes and hours of the network itself. */
export class Inventory {
  readonly hosts = new Map<number, Host>()
  /** Established flows by service. */
  readonly samples = new Map<number, Sample[]>()
  /** What a sensor tells of a service beside flows: `smb rpc`, `ssh login`; by sensor. */
  readonly tells = new Map<string, Set<string>>()
  /** Accounts by the device that used them. */
  readonly accounts = new Map<number, Set<string>>()
  readonly #calendar: Calendar
  readonly #seen = new Map<number, number>()
  readonly #midnights = new Map<number, number>()

  constructor(calendar: Calendar) {
    this.#calendar = calendar
  }

  static async of(records: Records, calendar: Calendar): Promise<Inventory> {
    const inventory = new Inventory(calendar)
    for await (const batch of records.flowsBySource())
      for (let i = 0; i < batch.length; i++) inventory.#flow(batch, i)
    for await (const page of records.eventsBySource()) for (const event of page) inventory.#event(event)
    return inventory
  }

  /** Epoch seconds at which a local day begins. */
  midnight(day: number): number {
    let start = this.#midnights.get(day)
    if (start === undefined) {
      start = day * 86_400 - 54_000
      while (this.#calendar.day(start) < day) start += 900
      this.#midnights.set(day, start)
    }
    return start
  }

  hour = (seconds: number): number => this.#calendar.hour(seconds)

  #host(device: number): Host {
    let host = this.hosts.get(device)
    if (!host) {
      host = {
        device,
        addresses: new Map(),
        days: new Set(),
        starts: [],
        links: new Map(),
        sensors: new Map(),
        clients: new Map(),
        seenBy: new Set(),
      }
      this.hosts.set(device, host)
    }
    return host
  }

  #flow(batch: DeviceBatch, i: number): void {
    const [start, service, sensor, space] = [
      batch.start[i]!,
      batch.service[i]!,
      batch.sensor[i]!,
      batch.space[i]!,
    ]
    const day = this.#calendar.day(start)
    const src = this.#host(batch.srcDevice[i]!)
    const dst = this.#host(batch.dstDevice[i]!)
    src.addresses.set(day, { address: batch.src[i]!, space })
    if (!dst.addresses.has(day)) dst.addresses.set(day, { address: batch.dst[i]!, space })
    src.days.add(day)
    if (src.starts.length < most.starts) src.starts.push(start - this.midnight(day))
    src.sensors.set(sensor, (src.sensors.get(sensor) ?? 0) + 1)
    dst.seenBy.add(sensor)
    const link = linkOf(src, dst.device, service, batch.dstPort[i]!)
    link.days.add(day)
    link.flows++
    if (batch.state[i] !== established) return
    if (link.received.length < most.received) link.received.push(batch.dstBytes[i]!)
    dst.clients.set(service, (dst.clients.get(service) ?? new Set<number>()).add(src.device))
    this.#sample(batch, i)
  }

  #sample(batch: DeviceBatch, i: number): void {
    const service = batch.service[i]!
    const samples = this.samples.get(service) ?? []
    this.samples.set(service, samples)
    const seen = (this.#seen.get(service) ?? 0) + 1
    this.#seen.set(service, seen)
    // Of many, each has the same chance to be remembered, whichever source it is of.
    const at = seen <= most.samples ? samples.length : (Math.imul(seen, 0x9e3779b1) >>> 0) % seen
    if (at >= most.samples) return
    samples[at] = {
      srcBytes: batch.srcBytes[i]!,
      dstBytes: batch.dstBytes[i]!,
      srcPackets: batch.srcPackets[i]!,
      dstPackets: batch.dstPackets[i]!,
      duration: batch.duration[i]!,
      port: batch.dstPort[i]!,
      protocol: batch.protocol[i]!,
      serviceBy: batch.serviceBy[i]!,
      direction: batch.direction[i]!,
      sampling: batch.sampling[i]!,
    }
  }

  #event(event: Event): void {
    const tells = this.tells.get(event.sensor) ?? new Set<string>()
    this.tells.set(event.sensor, tells.add(`${event.service} ${event.kind}`))
    if (event.kind !== 'login' || !event.user || event.outcome === 'failure') return
    this.accounts.set(event.src, (this.accounts.get(event.src) ?? new Set<string>()).add(event.user))
  }
}

function linkOf(src: Host, target: number, service: number, port: number): KnownLink {
  const key = linkKey(target, service)
  let link = src.links.get(key)
  if (!link) src.links.set(key, (link = { target, service, port, days: new Set(), flows: 0, received: [] }))
  return link
}
