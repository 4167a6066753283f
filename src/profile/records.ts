import type { DeviceBatch, DeviceEvent, LinkDay } from '../flow/link-day.ts'
import type { Calendar } from './calendar.ts'
import type { Floods } from './floods.ts'
import { dayFlow } from './day-flow.ts'
import { Room } from './room.ts'
import { sourceDay, type DayFlow, type SourceDay } from './source-day.ts'

/** Whether a device's rows are asked for. */
export type OfSource = (src: number) => boolean

/** A site's sealed records, in the orders that a store promises. */
export interface Records {
  linkDays(): AsyncIterable<readonly LinkDay[]>
  /** Of some sources alone where `of` says so; rows of others may be among them. */
  flowsBySource(of?: OfSource): AsyncIterable<DeviceBatch>
  eventsBySource(of?: OfSource): AsyncIterable<readonly DeviceEvent[]>
}

/** Which sources' days are asked for, what is no source day at all, and how much of one day is held. */
export interface Choice {
  readonly of?: OfSource | undefined
  readonly floods?: Floods | undefined
  readonly room?: Room | undefined
}

/** All source days, or those of some sources, each source's in time order: one day of one source is in memory at a time. */
export async function* sourceDays(
  records: Records,
  calendar: Calendar,
  { of = () => true, floods, room = new Room() }: Choice = {},
): AsyncGenerator<SourceDay> {
  const events = new EventCursor(records.eventsBySource(of), of, room)
  let src = -1
  let day = -1
  let flows: DayFlow[] = []
  for await (const batch of records.flowsBySource(of)) {
    for (let i = 0; i < batch.length; i++) {
      const source = batch.srcDevice[i]!
      if (!of(source)) continue
      const today = calendar.day(batch.start[i]!)
      if (floods?.has(source, today)) {
        floods.take(batch, i, today)
        continue
      }
      if (source !== src || today !== day) {
        if (flows.length) yield sourceDay(src, day, flows, await events.take(src, day, calendar))
        yield* events.alone(source, today, calendar)
        src = source
        day = today
        flows = []
        room.begin()
      }
      if (room.hasFlow(batch.state[i]!)) flows.push(dayFlow(batch, i))
    }
  }
  if (flows.length) yield sourceDay(src, day, flows, await events.take(src, day, calendar))
  yield* events.alone(Infinity, Infinity, calendar)
}

/** What makes a day without any flow of a remote service worth judging: something noticed in Kerberos, a log-in that failed, a ticket under RC4. */
const isTelling = ({ kind, src, outcome, detail }: DeviceEvent): boolean =>
  src >= 0 &&
  (kind === 'notice' ||
    (kind === 'login' && (outcome === 'failure' || /^rc4/.test(String(detail.cipher ?? '')))))

/** Walks the events beside the flows: both are ordered by source and time. */
class EventCursor {
  readonly #pages: AsyncIterator<readonly DeviceEvent[]>
  readonly #of: OfSource
  readonly #room: Room
  #page: readonly DeviceEvent[] = []
  #at = 0

  constructor(pages: AsyncIterable<readonly DeviceEvent[]>, of: OfSource, room: Room) {
    this.#pages = pages[Symbol.asyncIterator]()
    this.#of = of
    this.#room = room
  }

  /** The days before this source's day on which there are telling events and no flows. */
  async *alone(src: number, day: number, calendar: Calendar): AsyncGenerator<SourceDay> {
    let seen: DeviceEvent[] = []
    let today = -1
    const told = () => (seen.some(isTelling) ? [sourceDay(seen[0]!.src, today, [], seen)] : [])
    for (let event = await this.#next(); event !== undefined; event = await this.#next()) {
      const its = calendar.day(event.ts)
      if (event.src > src || (event.src === src && its >= day)) break
      if (seen.length > 0 && (event.src !== seen[0]!.src || its !== today)) {
        yield* told()
        seen = []
      }
      if (!seen.length) this.#room.begin()
      today = its
      if (event.src >= 0 && this.#room.hasEvent()) seen.push(event)
      this.#at++
    }
    yield* told()
  }

  /** The event whose turn it is. */
  async #next(): Promise<DeviceEvent | undefined> {
    for (;;) {
      while (this.#at < this.#page.length && !this.#of(this.#page[this.#at]!.src)) this.#at++
      if (this.#at < this.#page.length) return this.#page[this.#at]
      const next = await this.#pages.next()
      if (next.done) return undefined
      this.#page = next.value
      this.#at = 0
    }
  }

  /** The events of a source up to the end of a day; earlier sources' and days' are passed over. */
  async take(src: number, day: number, calendar: Calendar): Promise<DeviceEvent[]> {
    const taken: DeviceEvent[] = []
    for (let event = await this.#next(); event !== undefined; event = await this.#next()) {
      if (event.src > src) return taken
      if (event.src === src) {
        const today = calendar.day(event.ts)
        if (today > day) return taken
        if (today === day && this.#room.hasEvent()) taken.push(event)
      }
      this.#at++
    }
    return taken
  }
}
