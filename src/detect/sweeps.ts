import type { DeviceEvent } from '../flow/link-day.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { recognise } from './recognise.ts'

/** Looking around on this many targets within a minute is no person's browsing. */
const seconds = 60
const manyTargets = 3
/** A person opens the service manager of one host at a time. */
const manyManagers = 2
const managers = /^svcctl::OpenSCManager/i

/** The same question asked of many targets within a minute. */
export interface Sweep {
  readonly what: string
  readonly technique: string
  /** One for each target, in time order. */
  readonly events: readonly DeviceEvent[]
}

/** The day's sweeps: one for each question, the widest. */
export function sweeps(events: readonly DeviceEvent[]): Sweep[] {
  const asked = new Map<string, DeviceEvent[]>()
  for (const event of events) {
    const question = questionOf(event)
    if (question === undefined) continue
    const list = asked.get(question)
    if (list) list.push(event)
    else asked.set(question, [event])
  }
  return [...asked.values()].flatMap(list => {
    const widest = widestOf(list)
    const first = widest[0]!
    const isManager = managers.test(operationOf(first))
    if (widest.length < (isManager ? manyManagers : manyTargets)) return []
    const { what, technique } = recognise(first)!
    return isManager
      ? [{ what: 'tried the service managers of several hosts', technique: 'T1018', events: widest }]
      : [{ what: `${what} of many hosts`, technique, events: widest }]
  })
}

const operationOf = ({ detail }: DeviceEvent): string => `${detail.interface}::${detail.operation}`

function questionOf(event: DeviceEvent): string | undefined {
  if (event.kind !== 'rpc') return undefined
  if (managers.test(operationOf(event))) return 'managers'
  const found = recognise(event)
  return found?.grade === 'discover' ? found.key : undefined
}

/** One event on each target in the minute that holds the most targets; `events` are in time order. */
function widestOf(events: readonly DeviceEvent[]): DeviceEvent[] {
  const counts = new Map<number, number>()
  let best = { size: 0, from: 0, to: 0 }
  for (let from = 0, to = 0; to < events.length; to++) {
    counts.set(events[to]!.dst, (counts.get(events[to]!.dst) ?? 0) + 1)
    for (; events[to]!.ts - events[from]!.ts > seconds; from++) {
      const left = counts.get(events[from]!.dst)! - 1
      if (left) counts.set(events[from]!.dst, left)
      else counts.delete(events[from]!.dst)
    }
    if (counts.size > best.size) best = { size: counts.size, from, to: to + 1 }
  }
  const first = new Map<number, DeviceEvent>()
  for (const event of events.slice(best.from, best.to)) if (!first.has(event.dst)) first.set(event.dst, event)
  return [...first.values()]
}

/** What else a source opened on the hosts that it swept, within a minute of asking each. */
export const flowsAround = (flows: readonly DayFlow[], swept: readonly DeviceEvent[]): DayFlow[] => {
  const asked = new Map(swept.map(event => [event.dst, event.ts]))
  return flows.filter(flow => Math.abs(flow.start - (asked.get(flow.dst) ?? -Infinity)) <= seconds)
}
