import { established, noAnswer, rejected } from '../flow/codes.ts'
import { numericColumns, numericNames } from '../flow/columns.ts'
import type { DeviceBatch, DeviceEvent, LinkDay } from '../flow/link-day.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { Records } from '../profile/records.ts'
import type { Campaign, PlantedFlow } from './campaign.ts'

/** A site's records with campaigns among them, in the same orders; the records themselves stay as they are. */
export class PlantedRecords implements Records {
  readonly #records: Records
  readonly #flows: readonly PlantedFlow[]
  readonly #events: readonly DeviceEvent[]
  readonly #links: readonly LinkDay[]

  constructor(records: Records, campaigns: readonly Campaign[], calendar: Calendar) {
    this.#records = records
    this.#flows = campaigns.flatMap(({ flows }) => flows).sort(byFlow)
    this.#events = campaigns.flatMap(({ events }) => events).sort(byEvent)
    this.#links = this.#flows.map(flow => linkDay(flow, calendar)).sort((a, b) => a.day - b.day)
  }

  async *linkDays(): AsyncGenerator<readonly LinkDay[]> {
    yield* merged(this.#records.linkDays(), this.#links, (a, b) => a.day - b.day)
  }

  async *eventsBySource(): AsyncGenerator<readonly DeviceEvent[]> {
    yield* merged(this.#records.eventsBySource(), this.#events, byEvent)
  }

  async *flowsBySource(): AsyncGenerator<DeviceBatch> {
    let at = 0
    for await (const batch of this.#records.flowsBySource()) {
      const from = at
      const last = keyAt(batch, batch.length - 1)
      while (at < this.#flows.length && byFlow(this.#flows[at]!, last) < 0) at++
      yield at > from ? withFlows(batch, this.#flows.slice(from, at)) : batch
    }
    if (at < this.#flows.length) yield withFlows(undefined, this.#flows.slice(at))
  }
}

/** What the order of flows goes by. */
type FlowKey = Pick<PlantedFlow, 'srcDevice' | 'start' | 'uid'>

const keyAt = (batch: DeviceBatch, i: number): FlowKey => ({
  srcDevice: batch.srcDevice[i]!,
  start: batch.start[i]!,
  uid: batch.uid[i]!,
})

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const byFlow = (a: FlowKey, b: FlowKey): number =>
  a.srcDevice - b.srcDevice || a.start - b.start || byText(a.uid, b.uid)
const byEvent = (a: DeviceEvent, b: DeviceEvent): number =>
  a.src - b.src || a.ts - b.ts || byText(a.uid, b.uid)

/** Pages of rows in order, with more rows in the same order among them. */
async function* merged<Row>(
  pages: AsyncIterable<readonly Row[]>,
  more: readonly Row[],
  compare: (a: Row, b: Row) => number,
): AsyncGenerator<readonly Row[]> {
  let at = 0
  for await (const page of pages) {
    const last = page.at(-1)
    const from = at
    while (last && at < more.length && compare(more[at]!, last) < 0) at++
    yield at > from ? [...page, ...more.slice(from, at)].sort(compare) : page
  }
  if (at < more.length) yield more.slice(at)
}

/** A batch with flows among its own. */
function withFlows(batch: DeviceBatch | undefined, flows: readonly PlantedFlow[]): DeviceBatch {
  const own = batch?.length ?? 0
  const keys = [...Array.from({ length: own }, (_, i) => keyAt(batch!, i)), ...flows]
  const order = keys.map((_, i) => i).sort((a, b) => byFlow(keys[a]!, keys[b]!) || a - b)
  const all: Record<string, unknown> = { length: order.length }
  for (const name of [...numericNames, 'srcDevice', 'dstDevice'] as const) {
    const type = name === 'srcDevice' || name === 'dstDevice' ? Uint32Array : numericColumns[name].array
    all[name] = type.from(order.map(i => (i < own ? batch![name][i]! : flows[i - own]![name])))
  }
  for (const name of ['sensor', 'space', 'uid'] as const)
    all[name] = order.map(i => (i < own ? batch![name][i]! : flows[i - own]![name]))
  return all as unknown as DeviceBatch
}

const linkDay = (flow: PlantedFlow, calendar: Calendar): LinkDay => ({
  src: flow.srcDevice,
  dst: flow.dstDevice,
  srcAddress: flow.src,
  dstAddress: flow.dst,
  space: flow.space,
  service: flow.service,
  day: calendar.day(flow.start),
  flows: 1,
  established: flow.state === established ? 1 : 0,
  failed: flow.state === noAnswer || flow.state === rejected ? 1 : 0,
  first: flow.start,
  hours: 1 << calendar.hour(flow.start),
})
