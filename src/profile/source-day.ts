import { established } from '../flow/codes.ts'
import type { DeviceEvent } from '../flow/link-day.ts'

/** One remote-service flow of a source's day. Host ids, codes and units as in a batch. */
export interface DayFlow {
  readonly start: number
  readonly duration: number
  /** The flow's own addresses. */
  readonly src: number
  readonly dst: number
  /** Their address plan. */
  readonly space: string
  /** The device that held the target's address then. */
  readonly target: number
  readonly dstPort: number
  readonly protocol: number
  readonly service: number
  readonly serviceBy: number
  readonly state: number
  readonly direction: number
  readonly srcBytes: number
  readonly dstBytes: number
  /** Of both ends. */
  readonly packets: number
  readonly sampling: number
  readonly uid: string
  readonly sensor: string
}

/** What a source did to one target with one service on one day. */
export interface DayLink {
  readonly target: number
  readonly service: number
  /** In time order. */
  readonly flows: DayFlow[]
  established: number
}

/** Everything that one source did over remote services on one local day. */
export interface SourceDay {
  /** The device. */
  readonly src: number
  /** Days since 1970-01-01 in the site's time zone. */
  readonly day: number
  /** In time order. */
  readonly flows: readonly DayFlow[]
  /** By linkKey, in order of first use. */
  readonly links: ReadonlyMap<number, DayLink>
  /** In time order. */
  readonly events: readonly DeviceEvent[]
}

/** A (target, service) pair as one number: services stay below 1,024, hosts below 2^23 (see Hosts), so that it is below 2^33. */
export const linkKey = (target: number, service: number): number => target * 1024 + service

/** Numbers of links stay below this: far more than memory has room for. */
export const mostLinks = 2 ** 27

/** A host or subnet, below 2^23, and the number of a link, as one whole number below 2^50. */
export const pairKey = (host: number, link: number): number => host * mostLinks + link

/** Groups a day's flows, given in time order, by target and service. */
export function sourceDay(
  src: number,
  day: number,
  flows: readonly DayFlow[],
  events: readonly DeviceEvent[],
): SourceDay {
  const links = new Map<number, DayLink>()
  for (const flow of flows) {
    const key = linkKey(flow.target, flow.service)
    let link = links.get(key)
    if (!link)
      links.set(key, (link = { target: flow.target, service: flow.service, flows: [], established: 0 }))
    link.flows.push(flow)
    if (flow.state === established) link.established++
  }
  return { src, day, flows, links, events }
}
