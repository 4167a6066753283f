import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { FlowBatch } from '../flow/batch.ts'
import { numericColumns, numericNames } from '../flow/columns.ts'
import type { Event } from '../flow/event.ts'
import type { DeviceBatch, DeviceEvent, Holding } from '../flow/link-day.ts'
import { seenDay } from '../flow/seen-day.ts'
import type { LocalTime } from '../lib/time.ts'
import * as schema from './schema.ts'
import type { Span } from './store.ts'

/** A data chunk's columns of a view's flows; `aside` where no end of them is internal. */
export function flowColumns(
  flows: FlowBatch,
  time: LocalTime,
  view: number,
  aside: boolean,
): DuckDBValue[][] {
  const starts = Array.from(flows.start.subarray(0, flows.length))
  return [
    ...numericNames.map(name => Array.from(flows[name].subarray(0, flows.length))),
    ...schema.keptTexts.map(name => flows[name].slice(0, flows.length)),
    starts.map(start => dayOf(start, time)),
    starts.map((start, i) => lateBy(start, flows.duration[i]!, time)),
    starts.map(start => time.hour(start) || 0),
    starts.map(() => aside),
    starts.map(() => view),
  ]
}

/** A data chunk's columns of a view's events; `aside` where no end of them is internal. */
export const eventColumns = (events: readonly Event[], view: number, aside: boolean): DuckDBValue[][] => [
  ...(Object.keys(schema.eventColumns) as (keyof typeof schema.eventColumns)[]).map(name =>
    events.map(event => (name === 'detail' ? JSON.stringify(event.detail) : event[name])),
  ),
  events.map(() => aside),
  events.map(() => view),
]

/** The source's device of each flow of a data chunk, and of each event: the other columns take longer to read. */
export const flowSources = (chunk: DuckDBDataChunk): number[] =>
  chunk.getColumnValues(numericNames.length + schema.keptTexts.length) as number[]
export const eventSources = (chunk: DuckDBDataChunk): number[] =>
  chunk.getColumnValues(schema.deviceEventNames.indexOf('src')) as number[]

/** The flows of a data chunk. */
export function deviceBatch(chunk: DuckDBDataChunk): DeviceBatch {
  const column = (i: number) => chunk.getColumnValues(i)
  const batch: Record<string, unknown> = { length: chunk.rowCount }
  numericNames.forEach((name, i) => (batch[name] = numericColumns[name].array.from(column(i) as number[])))
  schema.keptTexts.forEach((name, i) => (batch[name] = column(numericNames.length + i)))
  const devices = numericNames.length + schema.keptTexts.length
  batch.srcDevice = Uint32Array.from(column(devices) as number[])
  batch.dstDevice = Uint32Array.from(column(devices + 1) as number[])
  return batch as unknown as DeviceBatch
}

/** The events of a data chunk, filled column by column: all of one shape, and no row of values in between. */
export function deviceEvents(chunk: DuckDBDataChunk): DeviceEvent[] {
  const events = Array.from({ length: chunk.rowCount }, () => ({ ...blankEvent }))
  schema.deviceEventNames.forEach((name, column) => {
    const values = chunk.getColumnValues(column)
    const value = (text: DuckDBValue) =>
      name === 'detail' ? (JSON.parse(String(text)) as DuckDBValue) : text
    for (let i = 0; i < events.length; i++) events[i]![name] = value(values[i]!)
  })
  return events as unknown as DeviceEvent[]
}

const blankEvent = Object.fromEntries(schema.deviceEventNames.map(name => [name, null as DuckDBValue]))

/** An address's devices one after another: each until the next, the first since ever. */
export function holdingColumns(holdings: readonly Holding[]): DuckDBValue[][] {
  const sorted = [...holdings].sort(
    (a, b) => compare(a.space, b.space) || a.address - b.address || a.from - b.from || a.device - b.device,
  )
  const changes = sorted.filter(
    (row, i) => !sameAddress(sorted[i - 1], row) || sorted[i - 1]!.device !== row.device,
  )
  return [
    changes.map(({ space }) => space),
    changes.map(({ address }) => address),
    changes.map((row, i) => (sameAddress(changes[i - 1], row) ? row.from : -Infinity)),
    changes.map((row, i) => (sameAddress(changes[i + 1], row) ? changes[i + 1]!.from : Infinity)),
    changes.map(({ device }) => device),
  ]
}

export const spanColumns = (spans: readonly Span[]): DuckDBValue[][] => [
  spans.map(({ view }) => view),
  spans.map(({ since }) => since),
  spans.map(({ until }) => until),
]

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const sameAddress = (a: Holding | undefined, b: Holding): boolean =>
  a?.address === b.address && a.space === b.space

const mostDays = 2 ** 31 - 1

/** Days from a flow's local day to the one by whose end it could be seen. */
const lateBy = (start: number, duration: number, time: LocalTime): number =>
  seenDay(start, duration, seconds => dayOf(seconds, time)) - dayOf(start, time)

/** A local day that fits its column, also of a time that no calendar has. */
export const dayOf = (start: number, time: LocalTime): number =>
  Math.max(-mostDays, Math.min(mostDays, time.day(start) || 0))
