import { established, noAnswer } from '../../src/flow/codes.ts'
import type { Event } from '../../src/flow/event.ts'
import { Hosts } from '../../src/flow/hosts.ts'
import type { DeviceBatch, LinkDay, DeviceEvent } from '../../src/flow/link-day.ts'
import { Services } from '../../src/flow/services.ts'
import { detect, type Judgement } from '../../src/detect/detect.ts'
import type { Records } from '../../src/profile/records.ts'
import { subnets } from '../../src/profile/subnets.ts'

/** A Monday. */
export const monday = 20_731
const calendar = {
  day: (seconds: number) => Math.floor(seconds / 86_400),
  hour: (seconds: number) => Math.floor(seconds / 3600) % 24,
}

interface Told {
  start: number
  src: string
  dst: string
  service: string
  bytes: number
  duration: number
  answered: boolean
  uid: string
  port: number
  /** The address plan: a device of its own has each address there. */
  space: string
  /** Of each end. */
  packets: number
  sampling: number
}

/** Its addresses, and the devices that had them. */
interface Seen extends Told {
  from: number
  to: number
  source: number
  target: number
}

/** A site written down flow by flow, for judging its last day. */
export class Scene {
  readonly hosts = new Hosts()
  readonly services = new Services()
  readonly #flows: Told[] = []
  readonly #events: (Pick<Event, 'uid' | 'kind' | 'user' | 'outcome' | 'detail'> & {
    after: number
    more: Partial<DeviceEvent>
  })[] = []

  /** One flow on day `day` (0 is the Monday) at `hour`, an hour of the day with fractions. */
  flow(
    day: number,
    hour: number,
    src: string,
    dst: string,
    service: string,
    more: Partial<Told> = {},
  ): string {
    const uid = `C${this.#flows.length}`
    const start = (monday + day) * 86_400 + hour * 3600
    const port = this.services.row(this.services.code(service)).tcp[0] ?? 0
    this.#flows.push({
      start,
      src,
      dst,
      service,
      bytes: 20_000,
      duration: 60,
      answered: true,
      uid,
      port,
      space: '',
      packets: 30,
      sampling: 0,
      ...more,
    })
    return uid
  }

  /** Something decoded in the flow of that uid; `more` replaces what it takes from its flow. */
  event(
    uid: string,
    kind: Event['kind'],
    detail: Event['detail'],
    user = '',
    outcome: Event['outcome'] = '',
    more: Partial<DeviceEvent> = {},
  ): void {
    this.#events.push({ uid, kind, detail, user, outcome, after: this.#events.length, more })
  }

  /** A small office: ten workstations use two file servers on weekdays, two administrators run SSH to five servers. */
  office(days: number): this {
    for (let day = 0; day < days; day++) {
      if (day % 7 > 4) continue
      for (let i = 10; i < 20; i++) {
        for (const hour of [8 + (i % 3), 11, 14 + (i % 2)]) {
          this.flow(day, hour + i / 100, `10.0.1.${i}`, `10.0.9.${1 + (i % 2)}`, 'smb', {
            bytes: 10_000 + 999 * ((i * day) % 7),
          })
        }
      }
      for (const admin of ['10.0.1.50', '10.0.1.51'])
        for (let server = 1; server <= 5; server++)
          this.flow(day, 9 + server, admin, `10.0.8.${server}`, 'ssh')
    }
    return this
  }

  /** Judges `day`, or days; `order` shuffles nothing but the order in which rows were told. */
  judge(
    day: number | readonly number[] | 'all',
    options: { trusted?: string; reversed?: boolean } = {},
  ): Promise<Judgement> {
    const days = new Set(this.#flows.map(flow => calendar.day(flow.start)))
    return detect(this.#records(options.reversed ?? false), {
      services: this.services,
      calendar,
      subnetOf: subnets(this.hosts, () => true),
      judged: day === 'all' ? days : new Set([day].flat().map(number => monday + number)),
      history: day !== 'all',
      trustedBy: src => (this.hosts.text(src) === options.trusted ? options.trusted : undefined),
      name: host => this.hosts.text(host),
      dayText: number => new Date(number * 86_400_000).toISOString().slice(0, 10),
    })
  }

  #records(reversed: boolean): Records {
    const told = reversed ? [...this.#flows].reverse() : this.#flows
    const device = (address: string, space: string) =>
      space ? this.hosts.device(`${address} in ${space}`) : this.hosts.id(address)
    const flows: Seen[] = told.map(flow => ({
      ...flow,
      from: this.hosts.id(flow.src),
      to: this.hosts.id(flow.dst),
      source: device(flow.src, flow.space),
      target: device(flow.dst, flow.space),
    }))
    flows.sort((a, b) => a.source - b.source || a.start - b.start || (a.uid < b.uid ? -1 : 1))
    const events = this.#events.map(event => ({ event, flow: flows.find(flow => flow.uid === event.uid)! }))
    events.sort(
      (a, b) => a.flow.source - b.flow.source || a.flow.start - b.flow.start || a.event.after - b.event.after,
    )
    const services = this.services
    // A store keeps the flows of remote services alone.
    const remote = flows.filter(flow => services.isRemote(services.code(flow.service)))
    const links = this.#links(remote)
    return {
      linkDays: async function* () {
        yield links
      },
      flowsBySource: async function* () {
        yield batch(remote, services)
      },
      eventsBySource: async function* () {
        yield events.map(({ event, flow }) => ({
          ...event,
          sensor: 'test',
          space: flow.space,
          ts: flow.start,
          src: flow.source,
          srcAddress: flow.from,
          dst: flow.to,
          target: flow.target,
          srcPort: 50_000,
          dstPort: flow.port,
          protocol: 6,
          service: services.code(flow.service),
          ...event.more,
        }))
      },
    }
  }

  #links(flows: readonly Seen[]): LinkDay[] {
    const rows = new Map<string, LinkDay>()
    for (const flow of flows) {
      const day = calendar.day(flow.start)
      const key = `${flow.source} ${flow.target} ${flow.service} ${day}`
      const row = rows.get(key)
      const hours = (row?.hours ?? 0) | (1 << calendar.hour(flow.start))
      const answered = (row?.established ?? 0) + (flow.answered ? 1 : 0)
      const link = {
        src: flow.source,
        dst: flow.target,
        srcAddress: flow.from,
        dstAddress: flow.to,
        space: flow.space,
        day,
        first: row?.first ?? flow.start,
      }
      rows.set(key, {
        ...link,
        service: this.services.code(flow.service),
        flows: (row?.flows ?? 0) + 1,
        established: answered,
        failed: (row?.failed ?? 0) + (flow.answered ? 0 : 1),
        hours,
      })
    }
    return [...rows.values()].sort((a, b) => a.day - b.day)
  }
}

function batch(flows: readonly Seen[], services: Services): DeviceBatch {
  const column = (value: (flow: Seen) => number) => flows.map(value)
  return {
    length: flows.length,
    start: column(flow => flow.start),
    duration: column(flow => flow.duration),
    src: column(flow => flow.from),
    dst: column(flow => flow.to),
    srcDevice: column(flow => flow.source),
    dstDevice: column(flow => flow.target),
    srcPort: column(() => 50_000),
    dstPort: column(flow => flow.port),
    protocol: column(() => 6),
    service: column(flow => services.code(flow.service)),
    serviceBy: column(() => 2),
    state: column(flow => (flow.answered ? established : noAnswer)),
    direction: column(() => 0),
    srcBytes: column(flow => flow.bytes),
    dstBytes: column(flow => flow.bytes),
    srcPackets: column(flow => flow.packets),
    dstPackets: column(flow => flow.packets),
    sampling: column(flow => flow.sampling),
    uid: flows.map(flow => flow.uid),
    sensor: flows.map(() => 'test'),
    space: flows.map(flow => flow.space),
  } as unknown as DeviceBatch
}
