import type { JsonObject } from '../text/values.ts'
import type { Desk } from './desk.ts'

/** One kind of cloud log in JSON. */
export interface CloudFormat {
  /** Whether an object is a record of it. */
  claims(record: JsonObject): boolean
  /** When the record was made, epoch seconds; NaN where it does not say. */
  time(record: JsonObject): number
  /** Hands the record over; the reason where it is none. */
  read(record: JsonObject, desk: Desk): string
}
