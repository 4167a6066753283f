import type { DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { Clocks, corrections, steadyFor, trueTime, type Clock, type Corrections } from '../flow/clocks.ts'
import { repeats, type Repeat, type Sighting } from '../flow/sighting.ts'
import type { LocalTime } from '../lib/time.ts'
import { dayOf } from './duckdb-rows.ts'
import * as overlap from './overlap.ts'

/** What several views have in common. */
export interface Reconciled {
  /** Of each view that shares enough flows with one before it. */
  readonly clocks: readonly Clock[]
  /** By view, how many of its flows another view shows better: they count there. */
  readonly repeated: ReadonlyMap<number, number>
}

/** What reconciling needs of an engine. */
export interface Tables {
  run(sql: string): Promise<unknown>
  chunks(sql: string): AsyncIterable<DuckDBDataChunk>
  append(table: string, columns: readonly DuckDBValue[][]): Promise<void>
}

interface Seen extends Sighting {
  readonly id: number
  readonly uid: string
  readonly space: string
}

/** Finds what views have in common and writes it beside the flows: clocks that are wrong, and flows that count elsewhere. */
export async function reconcile(tables: Tables, time: LocalTime): Promise<Reconciled> {
  await tables.run(overlap.findSightings)
  if (!(await isAny(tables, 'shared'))) return nothing
  const found = new Clocks()
  for await (const sightings of tuples(tables)) found.add(sightings)
  const clocks = found.clocks()
  const ahead = corrections(clocks)
  if (ahead.size) await correct(tables, ahead, time)
  return { clocks, repeated: await merge(tables, ahead) }
}

const nothing: Reconciled = { clocks: [], repeated: new Map() }

async function isAny(tables: Tables, table: string): Promise<boolean> {
  for await (const chunk of tables.chunks(`SELECT 1 FROM ${table} LIMIT 1`)) if (chunk.rowCount) return true
  return false
}

async function correct(tables: Tables, ahead: Corrections, time: LocalTime): Promise<void> {
  for await (const chunk of tables.chunks(overlap.partsOfViews)) {
    const [views, parts] = [chunk.getColumnValues(0).map(Number), chunk.getColumnValues(1).map(Number)]
    const seconds = views.map((view, i) => ahead.get(view)?.(parts[i]! * steadyFor) ?? 0)
    await tables.append('clocks', [views, parts, seconds])
  }
  for await (const chunk of tables.chunks(overlap.correctedSlots)) {
    const slots = chunk.getColumnValues(0).map(Number)
    const starts = slots.map(slot => slot * overlap.slotSeconds)
    await tables.append('localTimes', [
      slots.map(BigInt),
      starts.map(start => dayOf(start, time)),
      starts.map(start => time.hour(start) || 0),
    ])
  }
}

async function merge(tables: Tables, ahead: Corrections): Promise<Map<number, number>> {
  const repeated = new Map<number, number>()
  let pending: Repeat<Seen>[] = []
  const flush = async () => {
    const dropped = pending.map(repeat => repeat.dropped)
    const flows = dropped.filter(({ id }) => id >= 0)
    for (const { view } of flows) repeated.set(view, (repeated.get(view) ?? 0) + 1)
    await tables.append('repeated', [flows.map(({ id }) => BigInt(id))])
    const kept = pending.map(repeat => repeat.kept)
    await tables.append('merged', mergedColumns([...dropped, ...kept], [...kept, ...kept]))
    pending = []
  }
  for await (const sightings of tuples(tables)) {
    const right = sightings.map(seen => ({ ...seen, start: trueTime(ahead, seen.view, seen.start) }))
    for (const repeat of repeats(right.sort((a, b) => a.start - b.start))) pending.push(repeat)
    if (pending.length >= 10_000) await flush()
  }
  await flush()
  return repeated
}

const mergedColumns = (seen: readonly Seen[], kept: readonly Seen[]): DuckDBValue[][] => [
  seen.map(({ view }) => view),
  seen.map(({ space }) => space),
  seen.map(({ uid }) => uid),
  kept.map(({ uid }) => uid),
]

/** Sightings of one 5-tuple that are looked at together at most. */
const mostTogether = 10_000

/** The sightings of each shared 5-tuple, by start as their own clocks have it. */
async function* tuples(tables: Tables): AsyncGenerator<Seen[]> {
  let tuple = ''
  let sightings: Seen[] = []
  for await (const chunk of tables.chunks(overlap.sharedSightings)) {
    const [names, ids, views, starts, durations, both, uids, spaces] = Array.from(
      { length: 8 },
      (_, column) => chunk.getColumnValues(column),
    )
    for (let i = 0; i < chunk.rowCount; i++) {
      if (names![i] !== tuple || sightings.length >= mostTogether) {
        if (sightings.length) yield sightings
        tuple = names![i] as string
        sightings = []
      }
      sightings.push({
        id: ids![i] as number, view: views![i] as number, start: starts![i] as number, duration: durations![i] as number,
        twoWay: both![i] as boolean, uid: uids![i] as string, space: spaces![i] as string,
      }) // prettier-ignore
    }
  }
  if (sightings.length) yield sightings
}
