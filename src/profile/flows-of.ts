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

/** A flow as one of its events knows it. */
export const flowOf = (event: DeviceEvent): DayFlow => ({
  start: event.ts,
  duration: 0,
  src: event.srcAddress,
  dst: event.dst,
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
