import { byPayload, established, known } from '../flow/codes.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import { bisectBy } from '../lib/stats.ts'
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
  const noticed = events.filter(({ uid, kind }) => uid === '' && kind === 'notice')
  if (!noticed.length) return []
  const flows = byAbout(day.flows)
  return noticed.flatMap(({ ts, target, dst, dstPort }) => {
    const about = flows.get(aboutKey(dst < 0 ? undefined : target, dstPort < 0 ? undefined : dstPort)) ?? []
    const from = bisectBy(about, ts - noticedWithin, ({ start }) => start)
    let to = from
    while (to < about.length && about[to]!.start <= ts + noticedWithin) to++
    return about.slice(Math.max(from, to - mostNoticed), to)
  })
}

const aboutKey = (target: number | undefined, port: number | undefined): string => `${target} ${port}`

/** Flows, in time order, by what a notice may name of them: target, port, both or none. */
function byAbout(flows: readonly DayFlow[]): Map<string, DayFlow[]> {
  const found = new Map<string, DayFlow[]>()
  for (const flow of flows)
    for (const target of [undefined, flow.target])
      for (const port of [undefined, flow.dstPort]) {
        const key = aboutKey(target, port)
        const list = found.get(key)
        if (list) list.push(flow)
        else found.set(key, [flow])
      }
  return found
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
