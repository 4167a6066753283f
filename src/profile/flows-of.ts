import { byPayload, established, known } from '../flow/codes.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import type { DayFlow, SourceDay } from './source-day.ts'

/**
 * The flows that events were decoded in. Services that are no remote service (Kerberos) leave no flow in a day:
 * what the event knows of its flow stands for it then, with no bytes and no duration.
 */
export function flowsOf(day: SourceDay, events: readonly DeviceEvent[]): DayFlow[] {
  const wanted = new Map(events.filter(event => event.uid !== '').map(event => [event.uid, event]))
  const flows = day.flows.filter(flow => wanted.has(flow.uid))
  for (const flow of flows) wanted.delete(flow.uid)
  return [...flows, ...[...wanted.values()].map(flowOf)]
}

/** A sensor notices after the fact: Zeek counts log-ins over half an hour, and scans over five minutes. */
const noticedWithin = 3600
/** Flows that are shown of one notice: the last before it. */
const mostNoticed = 20

/** The flows that events without one of their own are about: those to their target, or to any where they name none. */
export function flowsNoticed(day: SourceDay, events: readonly DeviceEvent[]): DayFlow[] {
  return events
    .filter(({ uid, kind }) => uid === '' && kind === 'notice')
    .flatMap(({ ts, target, dst, dstPort }) => {
      const about = ({ start, ...flow }: DayFlow): boolean =>
        Math.abs(ts - start) <= noticedWithin &&
        (dst < 0 || flow.target === target) &&
        (dstPort < 0 || flow.dstPort === dstPort)
      return day.flows.filter(about).slice(-mostNoticed)
    })
}

/** A flow as one of its events knows it. */
export const flowOf = (event: DeviceEvent): DayFlow => ({
  start: event.ts,
  duration: 0,
  src: event.srcAddress,
  dst: event.dst,
  space: event.space,
  target: event.target,
  dstPort: event.dstPort,
  protocol: event.protocol,
  service: event.service,
  serviceBy: byPayload,
  state: established,
  direction: known,
  srcBytes: 0,
  dstBytes: 0,
  packets: 0,
  sampling: 0,
  uid: event.uid,
  sensor: event.sensor,
})
