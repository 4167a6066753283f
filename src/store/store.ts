import type { DeviceBatch, DeviceEvent, Holding, LinkDay } from '../flow/link-day.ts'
import type { Batch } from '../read/reader.ts'
import type { Reconciled } from './reconcile.ts'

export type { DeviceBatch, DeviceEvent, Holding, LinkDay } from '../flow/link-day.ts'

/** The time that a view's records cover, in epoch seconds: flows that last into it, and begin before its end, and their events. */
export interface Span {
  readonly view: number
  readonly since: number
  readonly until: number
}

/**
 * Keeps one site's flows and events and gives them back in order. One contract, one file an engine.
 * Rows come back the same whatever the order in which they were added. Engine failures throw EngineError.
 */
export interface Store {
  /**
   * Adds flows and events that are to be judged. `view` tells whose they are: views of the network are numbered from 0 in the
   * order in which their evidence is preferred. Flows and events `aside` have no internal end.
   */
  add(batch: Batch, view?: number, aside?: boolean): Promise<void>
  /** Finds what several views have in common, so that it counts once, at the right time. Called before `seal`, or not at all. */
  reconcile(): Promise<Reconciled>
  /**
   * No more rows come: name the devices behind the addresses, sort, count each record once that came twice.
   * `aside` says whether what is aside counts; of views with a span, what lies outside of it does not.
   * Called once, before any of the following.
   */
  seal(holdings: readonly Holding[], aside: boolean, spans?: readonly Span[]): Promise<void>
  /** Ordered by day, then the devices and the service. */
  linkDays(): AsyncIterable<readonly LinkDay[]>
  /**
   * Flows ordered by the source's device, then start, then uid; of all days. Of some sources alone where `of` says so: rows of
   * others may be among them.
   */
  flowsBySource(of?: (src: number) => boolean): AsyncIterable<DeviceBatch>
  /** Events ordered by the source's device, then time, then uid; of some sources as flows are. */
  eventsBySource(of?: (src: number) => boolean): AsyncIterable<readonly DeviceEvent[]>
  close(): Promise<void>
}
