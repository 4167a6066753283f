import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBDataChunk, DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { batchCapacity } from '../flow/batch.ts'
import { EngineError } from '../lib/errors.ts'
import { nativeCall } from '../lib/native-calls.ts'
import type { LocalTime } from '../lib/time.ts'
import type { Batch } from '../read/reader.ts'
import * as schema from './schema.ts'
import {
  deviceBatch,
  deviceEvents,
  eventColumns,
  eventSources,
  flowColumns,
  flowSources,
  holdingColumns,
  spanColumns,
} from './duckdb-rows.ts'
import { reconcile, type Reconciled } from './reconcile.ts'
import type { DeviceBatch, DeviceEvent, Holding, LinkDay, Span, Store } from './store.ts'
import { makeTemporary, temporaryRoot } from './temporary.ts'

/** DuckDB's own memory; past it, it spills to its folder. */
const memoryLimit = '256MB'

/** A temporary DuckDB in a folder of its own, which close() removes, or else the end of the process. */
export async function openDuckdb(time: LocalTime): Promise<Store> {
  const folder = storeFolder()
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const discard = () => {
    process.off('exit', remove)
    remove()
  }
  try {
    const settings = { memory_limit: memoryLimit, temp_directory: join(folder, 'spill'), threads: '2' }
    const instance = await nativeCall(() => DuckDBInstance.create(join(folder, 'site.duckdb'), settings))
    const connection = await nativeCall(() => instance.connect())
    await nativeCall(() => connection.run(schema.createTables))
    return new DuckdbStore(instance, connection, { path: folder, discard }, time)
  } catch (error) {
    discard()
    throw engineError(error, folder)
  }
}

function storeFolder(): string {
  try {
    return makeTemporary()
  } catch (error) {
    throw engineError(error, temporaryRoot())
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
  #reconciled = false

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, folder: Folder, time: LocalTime) {
    this.#instance = instance
    this.#connection = connection
    this.#folder = folder
    this.#time = time
  }

  async add({ flows, events }: Batch, view = 0, aside = false): Promise<void> {
    await this.#guard(async () => {
      if (flows?.length)
        await this.#append('flows', flowColumns(flows, this.#time, view, aside), flows.length)
      for (let from = 0; events && from < events.length; from += batchCapacity) {
        const page = events.slice(from, from + batchCapacity)
        await this.#append('events', eventColumns(page, view, aside), page.length)
      }
    })
  }

  async reconcile(): Promise<Reconciled> {
    this.#reconciled = true
    const append = (table: string, columns: readonly DuckDBValue[][]) =>
      this.#guard(async () => {
        await this.#pages(table, columns)
        this.#flush()
      })
    const run = (sql: string) => this.#guard(() => this.#connection.run(sql))
    await this.#guard(async () => this.#flush())
    return reconcile({ run, chunks: sql => this.#chunks(sql), append }, this.#time)
  }

  async seal(holdings: readonly Holding[], aside: boolean, spans: readonly Span[] = []): Promise<void> {
    await this.#guard(async () => {
      await this.#pages('holdings', holdingColumns(holdings))
      await this.#pages('spans', spanColumns(spans))
      this.#flush()
      await this.#connection.run(
        schema.seal({ aside, reconciled: this.#reconciled, spans: spans.length > 0 }),
      )
    })
  }

  async #pages(table: string, columns: readonly DuckDBValue[][]): Promise<void> {
    for (let from = 0; from < columns[0]!.length; from += batchCapacity) {
      const page = columns.map(column => column.slice(from, from + batchCapacity))
      await this.#append(table, page, page[0]!.length)
    }
  }

  /** Makes all that was appended be there for queries. */
  #flush(): void {
    for (const { appender } of this.#appenders.values()) appender.closeSync()
    this.#appenders.clear()
  }

  readonly #appenders = new Map<string, Appender>()

  /** Appends columns of equal length, at most one data chunk. */
  async #append(table: string, columns: readonly DuckDBValue[][], length: number): Promise<void> {
    let known = this.#appenders.get(table)
    if (!known) this.#appenders.set(table, (known = await this.#appender(table)))
    const { appender, chunk } = known
    chunk.reset()
    chunk.rowCount = length
    chunk.setColumns(columns)
    appender.appendDataChunk(chunk)
    if (++known.chunks % rowGroup === 0) appender.flushSync()
  }

  /** One data chunk is used again and again: its memory is DuckDB's, and Node would not know to collect a new one each time. */
  async #appender(table: string): Promise<Appender> {
    const appender = await this.#connection.createAppender(table)
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i))
    return { appender, chunk: DuckDBDataChunk.create(types), chunks: 0 }
  }

  async *linkDays(): AsyncIterable<readonly LinkDay[]> {
    for await (const rows of this.#rows(schema.linkDays)) {
      yield rows.map(row => {
        const [src, dst, srcAddress, dstAddress, service, day, flows, established, failed, first, hours] =
          row.map(Number)
        return {
          src: src!, dst: dst!, srcAddress: srcAddress!, dstAddress: dstAddress!, service: service!,
          day: day!, flows: flows!, established: established!, failed: failed!, first: first!, hours: hours!, space: String(row.at(-1)),
        } // prettier-ignore
      })
    }
  }

  async *flowsBySource(of?: (src: number) => boolean): AsyncIterable<DeviceBatch> {
    for await (const chunk of this.#chunks(schema.flowsBySource))
      if (!of || flowSources(chunk).some(of)) yield deviceBatch(chunk)
  }

  async *eventsBySource(of?: (src: number) => boolean): AsyncIterable<readonly DeviceEvent[]> {
    for await (const chunk of this.#chunks(schema.eventsBySource))
      if (!of || eventSources(chunk).some(of)) yield deviceEvents(chunk)
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
      const result = await this.#guard(() => connection.stream(sql), connection)
      for (;;) {
        const chunk = await this.#guard(() => result.fetchChunk(), connection)
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

  async #guard<Result>(work: () => Promise<Result>, on = this.#connection): Promise<Result> {
    try {
      return await nativeCall(work, on)
    } catch (error) {
      throw engineError(error, this.#folder.path)
    }
  }
}

interface Appender {
  readonly appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>
  readonly chunk: DuckDBDataChunk
  /** How many have been appended. */
  chunks: number
}

/** DuckDB's row group of 122,880 rows, in data chunks: what is written at once. */
const rowGroup = 60
