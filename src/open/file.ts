import { createReadStream, openSync, readSync, closeSync } from 'node:fs'
import type { Rejects } from '../lib/rejects.ts'
import { compressionOf, DamagedStream, decompress, headPiece, plainHead } from './compression.ts'
import type { Input } from './input.ts'

const chunkSize = 256 * 1024
const headSize = 64 * 1024

/** Told of raw bytes as they are read, for progress. */
export type Meter = (file: string, bytes: number) => void

/** A file as an input, decompressed by what it holds. Throws the file system's error where it cannot be opened. */
export function openFile(file: string, shown: string, rejects: Rejects, meter: Meter = () => {}): Input {
  const piece = readHead(file, headSize)
  const compression = compressionOf(piece)
  const head = compression ? plainHead(piece.subarray(0, headPiece), compression) : piece
  const raw = () =>
    metered(createReadStream(file, { highWaterMark: chunkSize }), bytes => meter(shown, bytes))
  return {
    path: shown,
    head: head.subarray(0, headSize),
    chunks: () => whole(raw(), compression, shown, rejects),
  }
}

/** Standard input as an input: its beginning is kept until it is read. */
export async function openStdin(stdin: AsyncIterable<Uint8Array>, rejects: Rejects): Promise<Input> {
  const chunks = stdin[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  for (let size = 0; size < headSize;) {
    const next = await chunks.next()
    if (next.done) break
    first.push(next.value)
    size += next.value.length
  }
  const piece = Buffer.concat(first)
  const compression = compressionOf(piece)
  const head = compression ? plainHead(piece.subarray(0, headPiece), compression) : piece
  const raw = async function* () {
    yield piece
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return {
    path: '-',
    head: head.subarray(0, headSize),
    chunks: () => whole(raw(), compression, '-', rejects),
  }
}

function readHead(file: string, size: number): Uint8Array {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = new Uint8Array(size)
    let length = 0
    while (length < size) {
      const read = readSync(descriptor, bytes, length, size - length, null)
      if (!read) break
      length += read
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  tell: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    tell(chunk.length)
    yield chunk
  }
}

/** All plain bytes; a stream or disk that fails ends the input early and is a reject. */
async function* whole(
  raw: AsyncIterable<Uint8Array>,
  compression: ReturnType<typeof compressionOf>,
  shown: string,
  rejects: Rejects,
): AsyncIterable<Uint8Array> {
  let offset = 0
  try {
    for await (const chunk of decompress(raw, compression)) {
      offset += chunk.length
      yield chunk
    }
  } catch (error) {
    const reason =
      error instanceof DamagedStream ? `the ${compression} stream is damaged or cut` : 'reading failed'
    rejects.add(
      shown,
      `${reason}; what came before is read`,
      'offset',
      offset,
      () => (error as Error).message,
    )
  }
}
