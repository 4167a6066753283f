import { max } from 'd3-array'
import { byPort, established, known, noAnswer, rejected } from '../flow/codes.ts'
import type { Event, EventKind } from '../flow/event.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import type { Services } from '../flow/services.ts'
import { linkKey } from '../profile/source-day.ts'
import type { Campaign, PlantedFlow } from './campaign.ts'
import type { Dice } from './dice.ts'
import type { Host, Inventory, Sample } from './inventory.ts'

/** Days that a source must have been active before a campaign. */
const seasoned = 4

/** What the stages of one pass share: who takes part already, so that no two campaigns meet. */
export interface Cast {
  readonly sources: Set<number>
  readonly targets: Set<number>
}

export interface Setting {
  readonly inventory: Inventory
  readonly services: Services
  readonly dice: Dice
  /** The local day of the campaign; of its last step where it takes days. */
  readonly day: number
  readonly cast: Cast
  /** Canonical text of a host id; hosts are chosen in its order, since ids follow the order of reading. */
  name(host: number): string
  /** Whether site.json trusts a source: it would never be reported. */
  trusted(address: number): boolean
}

/** What differs from an ordinary flow of the service. */
export interface Deviation {
  readonly state?: number
  readonly srcBytes?: number
  readonly dstBytes?: number
  readonly duration?: number
}

/** One campaign's stage: chooses hosts and hours of the network, and takes down what happens. */
export class Stage {
  readonly setting: Setting
  readonly dice: Dice
  readonly #kind: string
  readonly #id: string
  readonly #flows: PlantedFlow[] = []
  readonly #events: DeviceEvent[] = []

  constructor(setting: Setting, kind: string, id: string) {
    this.setting = setting
    this.dice = setting.dice
    this.#kind = kind
    this.#id = id
  }

  /** The campaign as it was played. */
  campaign(): Campaign {
    const flows = [...this.#flows].sort((a, b) => a.start - b.start)
    for (const flow of flows) {
      this.setting.cast.sources.add(flow.srcDevice)
      this.setting.cast.targets.add(flow.dstDevice)
    }
    return { id: this.#id, kind: this.#kind, flows, events: this.#events }
  }

  /** The service's code where the network uses it; undefined elsewhere. */
  service(name: string): number | undefined {
    const code = this.setting.services.code(name)
    return this.setting.inventory.samples.has(code) ? code : undefined
  }

  /** Hosts that are fit to be taken over: known sources, active on the day, that serve next to nobody; in a drawn order. */
  clients(fits: (host: Host) => boolean = () => true): Host[] {
    return this.#sources(host => serves(host) <= 2 && host.links.size <= 40 && fits(host))
  }

  /** Hosts that serve at least three others, and hardly act as sources; in a drawn order. */
  servers(fits: (host: Host) => boolean = () => true): Host[] {
    const { day, cast } = this.setting
    return this.#drawn(
      host =>
        serves(host) >= 3 &&
        host.links.size <= 3 &&
        host.addresses.has(day) &&
        !cast.sources.has(host.device) &&
        !cast.targets.has(host.device) &&
        fits(host),
    )
  }

  #sources(fits: (host: Host) => boolean): Host[] {
    const { day, cast, trusted } = this.setting
    return this.#drawn(host => {
      const before = [...host.days].filter(active => active < day).length
      return (
        host.days.has(day) &&
        before >= seasoned &&
        !cast.sources.has(host.device) &&
        !cast.targets.has(host.device) &&
        !trusted(host.addresses.get(day)!.address) &&
        fits(host)
      )
    })
  }

  /** Targets that a source never used with a service: those that serve it first, then any other host, each group in a drawn order. */
  strangers(src: Host, service: number, count: number): Host[] {
    const sensor = this.sensorOf(src)
    const fresh = (host: Host) =>
      host.device !== src.device &&
      host.seenBy.has(sensor) &&
      !src.links.has(linkKey(host.device, service)) &&
      !this.setting.cast.sources.has(host.device)
    const serving = this.#drawn(host => fresh(host) && host.clients.has(service))
    const others = this.#drawn(host => fresh(host) && !host.clients.has(service))
    return [...serving, ...others].slice(0, count)
  }

  #drawn(fits: (host: Host) => boolean): Host[] {
    const { inventory, name } = this.setting
    const hosts = [...inventory.hosts.values()].filter(fits)
    const keyed = hosts.map(host => ({ host, key: name(host.device) }))
    return this.dice.shuffled(keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ host }) => host))
  }

  /** The sensor that sees most of what a host does, or else of what is done to it. */
  sensorOf({ sensors, seenBy }: Host): string {
    const byCount = [...sensors].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    return byCount[0]?.[0] ?? [...seenBy].sort()[0]!
  }

  /** Whether the sensor of a host tells events of a kind of a service. */
  tells(host: Host, service: number, kind: EventKind): boolean {
    return this.setting.inventory.tells.get(this.sensorOf(host))?.has(`${service} ${kind}`) ?? false
  }

  /** Epoch seconds on a day at which a host is wont to work; without its own hours, between eight and sixteen. */
  usualTime({ starts }: Host, day = this.setting.day): number {
    const start = this.dice.pick(starts) ?? this.dice.between(8, 16) * 3600
    return this.setting.inventory.midnight(day) + Math.min(start, 82_800)
  }

  /** Plants a flow as real ones of the service are, and gives it. */
  flow(src: Host, dst: Host, service: number, start: number, deviation: Deviation = {}): PlantedFlow {
    const state = deviation.state ?? established
    const sample =
      state === established ? this.#sample(service) : { ...this.#sample(service), ...unanswered(state) }
    const day = this.setting.day
    const from = addressOn(src, day)
    const planted: PlantedFlow = {
      ...sample,
      ...deviation,
      start,
      src: from.address,
      dst: addressOn(dst, day).address,
      srcPort: this.dice.whole(49_152, 65_535),
      dstPort: sample.port,
      service,
      state,
      vlan: 0,
      sensor: this.sensorOf(src),
      space: from.space,
      uid: `${this.#id}-${this.#flows.length}`,
      srcDevice: src.device,
      dstDevice: dst.device,
    }
    this.#flows.push(planted)
    return planted
  }

  /** What the sensor decodes inside a flow, this many seconds after its start. */
  event(
    flow: PlantedFlow,
    kind: EventKind,
    more: Partial<Pick<Event, 'user' | 'outcome' | 'detail'>>,
    after = 1,
  ): void {
    const { sensor, space, uid, srcPort, dst, dstPort, protocol, service } = flow
    const ends = { src: flow.srcDevice, srcAddress: flow.src, dst, target: flow.dstDevice }
    const about = { sensor, space, uid, srcPort, dstPort, protocol, service, ...ends }
    this.#events.push({ ...about, ts: flow.start + after, kind, user: '', outcome: '', detail: {}, ...more })
  }

  #sample(service: number): Sample {
    const { inventory, services } = this.setting
    return (
      this.dice.pick(inventory.samples.get(service) ?? []) ?? {
        srcBytes: this.dice.between(4e3, 4e4),
        dstBytes: this.dice.between(8e3, 4e5),
        srcPackets: 60,
        dstPackets: 80,
        duration: this.dice.between(30, 900),
        port: services.row(service).tcp[0] ?? 0,
        protocol: 6,
        serviceBy: byPort,
        direction: known,
        sampling: 0,
      }
    )
  }
}

/** Distinct clients of a host's busiest service. */
const serves = ({ clients }: Host): number => max(clients.values(), set => set.size) ?? 0

/** The address of the day, or of the nearest day before it. */
function addressOn({ addresses }: Host, day: number): { address: number; space: string } {
  const days = [...addresses.keys()].sort((a, b) => Math.abs(a - day) - Math.abs(b - day) || a - b)
  return addresses.get(days[0]!)!
}

const unanswered = (state: number): Partial<Sample> =>
  state === noAnswer
    ? { srcBytes: 156, dstBytes: 0, srcPackets: 3, dstPackets: 0, duration: 3 }
    : state === rejected
      ? { srcBytes: 52, dstBytes: 40, srcPackets: 1, dstPackets: 1, duration: 0.001 }
      : {}
