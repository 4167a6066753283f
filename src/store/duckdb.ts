import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import { batchCapacity, type FlowBatch } from '../flow/batch.ts'
import { numericColumns, numericNames } from '../flow/columns.ts'
import type { Event } from '../flow/event.ts'
import { EngineError } from '../lib/errors.ts'
import type { LocalTime } from '../lib/time.ts'
import type { Batch } from '../read/reader.ts'
import * as schema from './schema.ts'
import type { DeviceBatch, Holding, LinkDay, SensorDay, Store } from './store.ts'

/** DuckDB's own memory; past it, it spills to its folder. */
const memoryLimit = '384MB'

/** A temporary DuckDB in a folder of its own, which close() removes, or else the end of the process. */
export async function openDuckdb(time: LocalTime): Promise<Store> {
  const folder = temporaryFolder()
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const discard = () => {
    process.off('exit', remove)
    remove()
  }
  try {
    const instance = await DuckDBInstance.create(join(folder, 'site.duckdb'), {
      memory_limit: memoryLimit,
      temp_directory: join(folder, 'spill'),
      threads: '2',
      preserve_insertion_order: 'false',
    })
    const connection = await instance.connect()
    await connection.run(schema.createTables)
    return new DuckdbStore(instance, connection, { path: folder, discard }, time)
  } catch (error) {
    discard()
    throw engineError(error, folder)
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'eastwest-'))
  } catch (error) {
    throw engineError(error, tmpdir())
  }
}

/** Where a store lies, and how to be rid of it. */
interface Folder {
  readonly path: string
  readonly discard: () => void
}

const engineError = (error: unknown, folder: string): EngineError =>
  new EngineError(
    `the store in ${folder} failed: ${(error as Error).message}; is there room in that folder? (TMPDIR chooses another)`,
  )

class DuckdbStore implements Store {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #folder: Folder
  readonly #time: LocalTime

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, folder: Folder, time: LocalTime) {
    this.#instance = instance
    this.#connection = connection
    this.#folder = folder
    this.#time = time
  }

  async add({ flows, events }: Batch, aside = false): Promise<void> {
    await this.#guard(async () => {
      if (flows?.length) await this.#append('flows', flowColumns(flows, this.#time, aside), flows.length)
      for (let from = 0; events && from < events.length; from += batchCapacity) {
        const page = events.slice(from, from + batchCapacity)
        await this.#append('events', eventColumns(page), page.length)
      }
    })
  }

  async seal(holdings: readonly Holding[]): Promise<void> {
    await this.#guard(async () => {
      const rows = fromTheFirst(holdings)
      for (let from = 0; from < rows.length; from += batchCapacity) {
        const page = rows.slice(from, from + batchCapacity)
        const columns = [page.map(row => row.address), page.map(row => row.from), page.map(row => row.device)]
        await this.#append('holdings', columns, page.length)
      }
      for (const appender of this.#appenders.values()) appender.appender.closeSync()
      this.#appenders.clear()
      await this.#connection.run(schema.named)
    })
  }

  readonly #appenders = new Map<string, Appender>()

  /** Appends columns of equal length, at most one data chunk. */
  async #append(table: string, columns: readonly DuckDBValue[][], length: number): Promise<void> {
    let known = this.#appenders.get(table)
    if (!known) {
      const appender = await this.#connection.createAppender(table)
      const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i))
      this.#appenders.set(table, (known = { appender, types }))
    }
    const chunk = DuckDBDataChunk.create(known.types, length)
    chunk.setColumns(columns)
    known.appender.appendDataChunk(chunk)
  }

  async sensorDays(): Promise<SensorDay[]> {
    const days: SensorDay[] = []
    for await (const rows of this.#rows(schema.sensorDays))
      for (const [sensor, day, flows, first, last] of rows)
        days.push({
          sensor: String(sensor),
          day: Number(day),
          flows: Number(flows),
          first: Number(first),
          last: Number(last),
        })
    return days
  }

  async *linkDays(): AsyncIterable<readonly LinkDay[]> {
    for await (const rows of this.#rows(schema.linkDays)) {
      yield rows.map(row => {
        const [src, dst, srcAddress, dstAddress, service, day, flows, established, first, hours] =
          row.map(Number)
        return {
          src: src!, dst: dst!, srcAddress: srcAddress!, dstAddress: dstAddress!, service: service!,
          day: day!, flows: flows!, established: established!, first: first!, hours: hours!,
        } // prettier-ignore
      })
    }
  }

  async *flowsBySource(): AsyncIterable<DeviceBatch> {
    const last = new Duplicates()
    for await (const chunk of this.#chunks(schema.flowsBySource)) {
      const batch = deviceBatch(chunk)
      yield last.without(batch)
    }
  }

  async *eventsBySource(): AsyncIterable<readonly Event[]> {
    const names = Object.keys(schema.eventColumns)
    for await (const rows of this.#rows(schema.eventsBySource)) {
      yield rows.map(row => {
        const event = Object.fromEntries(names.map((name, i) => [name, row[i]])) as unknown as Event
        return { ...event, detail: JSON.parse(String(row.at(-1))) as Event['detail'] }
      })
    }
  }

  async close(): Promise<void> {
    this.#connection.closeSync()
    this.#instance.closeSync()
    this.#folder.discard()
  }

  /** Each query has a connection of its own: a second one on the same connection would end the first one's stream. */
  async *#chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#guard(() => this.#instance.connect())
    try {
      const result = await this.#guard(() => connection.stream(sql))
      for (;;) {
        const chunk = await this.#guard(() => result.fetchChunk())
        if (!chunk?.rowCount) return
        yield chunk
      }
    } finally {
      connection.closeSync()
    }
  }

  async *#rows(sql: string): AsyncGenerator<DuckDBValue[][]> {
    for await (const chunk of this.#chunks(sql)) yield chunk.getRows()
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw engineError(error, this.#folder.path)
    }
  }
}

interface Appender {
  readonly appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>
  readonly types: readonly DuckDBType[]
}

/** Before its first row, an address belongs to that row's device. */
function fromTheFirst(holdings: readonly Holding[]): Holding[] {
  const sorted = [...holdings].sort((a, b) => a.address - b.address || a.from - b.from || a.device - b.device)
  return sorted.map((row, i) => (sorted[i - 1]?.address === row.address ? row : { ...row, from: -1e300 }))
}

function flowColumns(flows: FlowBatch, time: LocalTime, aside: boolean): DuckDBValue[][] {
  const starts = Array.from(flows.start.subarray(0, flows.length))
  return [
    ...numericNames.map(name => Array.from(flows[name].subarray(0, flows.length))),
    ...schema.keptTexts.map(name => flows[name].slice(0, flows.length)),
    starts.map(start => time.day(start)),
    starts.map(start => time.hour(start)),
    starts.map(() => aside),
  ]
}

const eventColumns = (events: readonly Event[]): DuckDBValue[][] =>
  (Object.keys(schema.eventColumns) as (keyof typeof schema.eventColumns)[]).map(name =>
    events.map(event => (name === 'detail' ? JSON.stringify(event.detail) : event[name])),
  )

function deviceBatch(chunk: DuckDBDataChunk): DeviceBatch {
  const column = (i: number) => chunk.getColumnValues(i)
  const batch: Record<string, unknown> = { length: chunk.rowCount }
  numericNames.forEach((name, i) => (batch[name] = numericColumns[name].array.from(column(i) as number[])))
  schema.keptTexts.forEach((name, i) => (batch[name] = column(numericNames.length + i)))
  const devices = numericNames.length + schema.keptTexts.length
  batch.srcDevice = Uint32Array.from(column(devices) as number[])
  batch.dstDevice = Uint32Array.from(column(devices + 1) as number[])
  return batch as unknown as DeviceBatch
}

/** Drops rows that repeat the one before: a file that was read twice under two names counts once. */
class Duplicates {
  #last = ''

  without(batch: DeviceBatch): DeviceBatch {
    const keep: number[] = []
    for (let i = 0; i < batch.length; i++) {
      const key = `${batch.start[i]} ${batch.uid[i]} ${batch.src[i]} ${batch.dst[i]} ${batch.srcPort[i]} ${batch.dstPort[i]} ${batch.protocol[i]}`
      if (key !== this.#last) keep.push(i)
      this.#last = key
    }
    return keep.length === batch.length ? batch : rowsOf(batch, keep)
  }
}

function rowsOf(batch: DeviceBatch, rows: readonly number[]): DeviceBatch {
  const picked: Record<string, unknown> = { length: rows.length }
  for (const name of [...numericNames, ...schema.keptTexts, 'srcDevice', 'dstDevice'] as const) {
    const column = batch[name]
    const values = rows.map(row => column[row]!)
    picked[name] = Array.isArray(column)
      ? values
      : (column.constructor as Uint32ArrayConstructor).from(values as number[])
  }
  return picked as unknown as DeviceBatch
}
