import type { DeviceEvent } from '../flow/link-day.ts'
import { seenDay } from '../flow/seen-day.ts'
import type { Calendar } from './calendar.ts'
import { sourceDay, type DayFlow, type SourceDay } from './source-day.ts'

/** Some of a source's flows of one day, and the local day by whose end they could be seen: the day itself, or a later one. */
export interface SeenDay {
  readonly seen: number
  readonly flows: SourceDay
}

/**
 * Parts a source's day by when its flows were over, what ended on the day itself last: sensors write a session's record when it
 * ends, so that one that lasts over midnight could not be judged with the day of its start.
 */
export function bySeen(day: SourceDay, calendar: Calendar): SeenDay[] {
  const seenOn = ({ start, duration }: DayFlow) => seenDay(start, duration, calendar.day)
  const late = new Map<number, DayFlow[]>()
  for (const flow of day.flows) {
    const seen = seenOn(flow)
    if (seen <= day.day) continue
    const flows = late.get(seen)
    if (flows) flows.push(flow)
    else late.set(seen, [flow])
  }
  if (!late.size) return [{ seen: day.day, flows: day }]
  const lateUids = new Map([...late].flatMap(([seen, flows]) => flows.map(flow => [flow.uid, seen])))
  const part = (seen: number, flows: readonly DayFlow[]): SeenDay => {
    const own = ({ uid }: DeviceEvent) => (lateUids.get(uid) ?? day.day) === seen
    return { seen, flows: sourceDay(day.src, day.day, flows, day.events.filter(own)) }
  }
  const early = part(
    day.day,
    day.flows.filter(flow => !lateUids.has(flow.uid)),
  )
  const parts = [...late].sort(([a], [b]) => a - b).map(([seen, flows]) => part(seen, flows))
  return early.flows.flows.length || early.flows.events.length ? [...parts, early] : parts
}

/** What one source did, until the day comes by whose end it could be seen: from then on it is that day's. */
export class UnseenDays {
  readonly #parts = new Map<number, SourceDay[]>()

  add({ seen, flows }: SeenDay): void {
    const parts = this.#parts.get(seen)
    if (parts) parts.push(flows)
    else this.#parts.set(seen, [flows])
  }

  /** The days before `day`, in order; they are handed over. */
  upTo(day: number): SourceDay[] {
    const due = [...this.#parts].filter(([seen]) => seen < day).sort(([a], [b]) => a - b)
    for (const [seen] of due) this.#parts.delete(seen)
    return due.map(([seen, parts]) =>
      parts.length === 1 && parts[0]!.day === seen ? parts[0]! : joined(seen, parts),
    )
  }
}

const joined = (seen: number, parts: readonly SourceDay[]): SourceDay =>
  sourceDay(
    parts[0]!.src,
    seen,
    parts.flatMap(({ flows }) => flows),
    parts.flatMap(({ events }) => events),
  )
