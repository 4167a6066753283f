import { closeSync, readSync } from 'node:fs'
import { InputError } from '../lib/errors.ts'
import { nativeCall } from '../lib/native-calls.ts'
import type { Rejects } from '../lib/rejects.ts'
import type { Meter } from './file.ts'
import type { Input } from './input.ts'
import { openRegular } from './regular.ts'

/** How much of the rows is kept as the head. */
const keptHead = 4096

const settings = { memory_limit: '512MB', threads: '1' }

/** Whether a file begins as Apache Parquet does. */
export function isParquet(file: string): boolean {
  const descriptor = openRegular(file)
  try {
    const magic = Buffer.alloc(4)
    return readSync(descriptor, magic, 0, 4, 0) === 4 && magic.toString('latin1') === 'PAR1'
  } finally {
    closeSync(descriptor)
  }
}

/** A Parquet file of `bytes` bytes as an input: its rows as JSON lines. Throws InputError where it cannot be read. */
export async function openParquet(
  file: string,
  bytes: number,
  rejects: Rejects,
  meter: Meter = () => {},
): Promise<Input> {
  try {
    return {
      path: file,
      head: await firstRows(file),
      async *chunks() {
        try {
          yield* rows(file)
        } catch (error) {
          const reason = 'the Parquet file is damaged; what came before is read'
          rejects.add(file, reason, 'offset', 0, () => (error as Error).message)
        }
        meter(file, bytes)
      },
    }
  } catch (error) {
    rejects.add(file, 'the Parquet file is damaged', 'offset', 0, () => (error as Error).message)
    throw new InputError(
      `${file}: begins as a Parquet file and is none that can be read; was it written to its end?`,
    )
  }
}

async function firstRows(file: string): Promise<Uint8Array> {
  for await (const chunk of rows(file)) return chunk.slice(0, keptHead)
  return new Uint8Array(0)
}

/**
 * All rows, some thousand at a time, of the file's own columns: folders named `key=value` would stand in for them.
 * DuckDB is loaded only where there is such a file. It is told an open descriptor: in a name it takes `~`, `file:` and
 * what shells match many files with for more than they are.
 */
async function* rows(file: string): AsyncGenerator<Uint8Array> {
  const descriptor = openRegular(file)
  try {
    yield* rowsOf(`/dev/fd/${descriptor}`)
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(`/dev/fd/${descriptor}`, file), { cause: error })
  } finally {
    closeSync(descriptor)
  }
}

async function* rowsOf(path: string): AsyncGenerator<Uint8Array> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await nativeCall(() => DuckDBInstance.create(':memory:', settings))
  const connection = await nativeCall(() => instance.connect())
  try {
    const sql = `SELECT to_json(t)::VARCHAR FROM read_parquet('${path}', hive_partitioning = false) t`
    const result = await nativeCall(() => connection.stream(sql), connection)
    for (;;) {
      const chunk = await nativeCall(() => result.fetchChunk(), connection)
      if (!chunk?.rowCount) return
      yield Buffer.from(`${chunk.getColumnValues(0).join('\n')}\n`)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
