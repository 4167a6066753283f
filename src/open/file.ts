import { closeSync, readSync } from 'node:fs'
import type { Rejects } from '../lib/rejects.ts'
import {
  compressionOf,
  DamagedStream,
  decompress,
  plainHead,
  type Compression,
  type Source,
} from './compression.ts'
import { Hole } from './hole.ts'
import type { Input } from './input.ts'
import { pieces } from './pieces.ts'
import { openRegular } from './regular.ts'
import { streamSource } from './stream-source.ts'

const chunkSize = 256 * 1024
const headSize = 64 * 1024
/** What is kept of a head, for when the file has gone by the time it is asked for again. */
const keptHead = 4096

/** Told of raw bytes as they are read, for progress. */
export type Meter = (file: string, bytes: number) => void

/**
 * A regular file as an input, decompressed by what it holds. Throws the file system's error where it cannot be opened.
 * Its head is read whenever it is asked for: a folder may have more files than memory has room for heads.
 */
export function openFile(file: string, shown: string, rejects: Rejects, meter: Meter = () => {}): Input {
  const compression = fileCompression(file)
  const kept = plainHead(rawPieces(file), keptHead)
  const source: Source = {
    chunks: () => metered(pieces(file, chunkSize), shown, meter),
    again: () => pieces(file, chunkSize),
  }
  return {
    path: shown,
    get head() {
      try {
        return plainHead(rawPieces(file), headSize)
      } catch {
        return kept
      }
    },
    chunks: () => whole(source, compression, shown, rejects),
  }
}

/** What can be read only once (standard input, a pipe) as an input: its beginning is kept until it is read. */
export async function openStream(
  stream: AsyncIterable<Uint8Array>,
  shown: string,
  rejects: Rejects,
  meter: Meter = () => {},
): Promise<Input> {
  const { source, compression } = await streamSource(metered(stream, shown, meter))
  const plain = whole(source, compression, shown, rejects)
  const parts: Uint8Array[] = []
  for (let size = 0; size < headSize;) {
    const next = await plain.next()
    if (next.done) break
    parts.push(next.value.slice())
    size += next.value.length
  }
  return {
    path: shown,
    head: Buffer.concat(parts).subarray(0, headSize),
    async *chunks() {
      try {
        yield* parts.splice(0)
        yield* plain
      } finally {
        await plain.return(undefined)
      }
    },
  }
}

function fileCompression(file: string): Compression {
  for (const piece of rawPieces(file)) return compressionOf(piece)
  return undefined
}

/** A file's raw bytes at once, for its head; each piece is valid until the next is asked for. */
function* rawPieces(file: string): Generator<Uint8Array> {
  const descriptor = openRegular(file)
  const piece = new Uint8Array(headSize)
  try {
    for (;;) {
      const length = readSync(descriptor, piece, 0, piece.length, null)
      if (length === 0) return
      yield piece.subarray(0, length)
    }
  } finally {
    closeSync(descriptor)
  }
}

async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  shown: string,
  meter: Meter,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    meter(shown, chunk.length)
    yield chunk
  }
}

const nuls =
  'NULs at the beginning, as where a file was copied and cut while it was written; what follows is read'

/** All plain bytes; a stream or disk that fails ends the input early and is a reject. */
async function* whole(
  source: Source,
  compression: Compression,
  shown: string,
  rejects: Rejects,
): AsyncGenerator<Uint8Array> {
  let offset = 0
  const hole = new Hole()
  try {
    for await (const chunk of decompress(source, compression)) {
      offset += chunk.length
      const rest = hole.rest(chunk)
      if (rest) yield rest
    }
    if (hole.size > 0) rejects.add(shown, nuls, 'offset', 0, () => `${hole.size} bytes`)
  } catch (error) {
    const damaged = error instanceof DamagedStream
    const reason = damaged
      ? `the ${compression} stream is damaged or cut; what came before is read; copy the file again`
      : 'reading failed; what came before is read'
    const example = (): string =>
      damaged ? `byte ${error.at} of the compressed file: ${error.message}` : (error as Error).message
    rejects.add(shown, reason, 'offset', offset, example)
  }
}
