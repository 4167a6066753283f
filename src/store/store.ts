import type { DeviceBatch, Holding, LinkDay, SensorDay } from '../flow/link-day.ts'
import type { Event } from '../flow/event.ts'
import type { Batch } from '../read/reader.ts'

export type { DeviceBatch, Holding, LinkDay, SensorDay } from '../flow/link-day.ts'

/**
 * Keeps one site's flows and events and gives them back in order. One contract, one file an engine.
 * Rows come back the same whatever the order in which they were added. Engine failures throw EngineError.
 */
export interface Store {
  /** Adds flows and events that are to be judged; flows `aside` (no end of them is internal) only if there are no others. */
  add(batch: Batch, aside?: boolean): Promise<void>
  /** No more rows come: name the devices behind the addresses, sort, roll up. Called once, before any of the following. */
  seal(holdings: readonly Holding[]): Promise<void>
  sensorDays(): Promise<SensorDay[]>
  /** Ordered by day. */
  linkDays(): AsyncIterable<readonly LinkDay[]>
  /** Flows ordered by the source's device, then start, then uid; of all days. */
  flowsBySource(): AsyncIterable<DeviceBatch>
  /** Events ordered by the source's device (which `src` then is; `dst` stays an address), then time, then uid. */
  eventsBySource(): AsyncIterable<readonly Event[]>
  close(): Promise<void>
}
