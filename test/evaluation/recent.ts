import type { DeviceBatch } from '../../src/flow/link-day.ts'
import type { Calendar } from '../../src/profile/calendar.ts'
import type { Records } from '../../src/profile/records.ts'

/** A site's records from a local day on: what a shorter history would have known. */
export const recent = (records: Records, calendar: Calendar, from: number): Records => ({
  async *linkDays() {
    for await (const page of records.linkDays()) yield page.filter(({ day }) => day >= from)
  },
  async *eventsBySource() {
    for await (const page of records.eventsBySource()) yield page.filter(({ ts }) => calendar.day(ts) >= from)
  },
  async *flowsBySource() {
    for await (const batch of records.flowsBySource()) yield rowsFrom(batch, calendar, from)
  },
})

function rowsFrom(batch: DeviceBatch, calendar: Calendar, from: number): DeviceBatch {
  const rows = Array.from({ length: batch.length }, (_, i) => i).filter(
    i => calendar.day(batch.start[i]!) >= from,
  )
  const columns = Object.entries(batch).filter(([name]) => name !== 'length') as [
    string,
    ArrayLike<unknown>,
  ][]
  const kept = columns.map(([name, column]) => [name, rows.map(i => column[i])])
  return { length: rows.length, ...Object.fromEntries(kept) } as DeviceBatch
}

/** A flow as rules see it. */
export interface PlainFlow {
  readonly ts: number
  readonly src: number
  readonly dst: number
  readonly port: number
  readonly state: number
  readonly uid: string
}

/** Every flow of a site's records. */
export async function* flowsOf(records: Records): AsyncGenerator<PlainFlow> {
  for await (const batch of records.flowsBySource())
    for (let i = 0; i < batch.length; i++)
      yield {
        ts: batch.start[i]!,
        src: batch.src[i]!,
        dst: batch.dst[i]!,
        port: batch.dstPort[i]!,
        state: batch.state[i]!,
        uid: batch.uid[i]!,
      }
}
