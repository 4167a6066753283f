import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Batch } from '../read/reader.ts'

/** One source, target and service on one local day: the roll-up that site-wide statistics are made from. */
export interface LinkDay {
  readonly src: number
  readonly dst: number
  readonly service: number
  /** Days since 1970-01-01 in the site's time zone. */
  readonly day: number
  readonly flows: number
  /** Flows of state `established`. */
  readonly established: number
  /** Epoch seconds of the day's first flow of this link. */
  readonly first: number
}

/** What a sensor saw on one local day: coverage, for telling an outage or a new sensor from novelty. */
export interface SensorDay {
  readonly sensor: string
  readonly day: number
  readonly flows: number
  readonly first: number
  readonly last: number
}

/**
 * Keeps one site's flows and events and gives them back in order. One contract, one file an engine.
 * Rows come back the same whatever the order in which they were added. Engine failures throw EngineError.
 */
export interface Store {
  /** Adds flows and events that are to be judged. */
  add(batch: Batch): Promise<void>
  /** No more rows come: sort, roll up. Called once, before any of the following. */
  seal(): Promise<void>
  sensorDays(): Promise<SensorDay[]>
  /** Ordered by day. */
  linkDays(): AsyncIterable<readonly LinkDay[]>
  /** Flows ordered by source, then start, then uid; of all days. */
  flowsBySource(): AsyncIterable<FlowBatch>
  /** Events ordered by source, then time, then uid. Those without a source (leases) come first, with src -1. */
  eventsBySource(): AsyncIterable<readonly Event[]>
  close(): Promise<void>
}
