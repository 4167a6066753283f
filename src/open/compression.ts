import { createGunzip, gunzipSync, constants } from 'node:zlib'
import { Readable } from 'node:stream'
import { Decompress } from 'fzstd'

/** A compressed stream that breaks off or contradicts itself; what came before it was read. */
export class DamagedStream extends Error {}

export type Compression = 'gzip' | 'zstd' | undefined

/** By magic number: RFC 1952 and RFC 8878. */
export function compressionOf(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : undefined
}

type Chunks = AsyncIterable<Uint8Array>

/** The plain bytes of a stream. Throws DamagedStream where it breaks off. */
export function decompress(chunks: Chunks, compression: Compression): Chunks {
  if (compression === 'gzip') return gunzip(chunks)
  return compression === 'zstd' ? unzstd(chunks) : chunks
}

async function* gunzip(chunks: Chunks): Chunks {
  // A source that fails must fail the inflating too, or it would wait for more for ever.
  const source = Readable.from(chunks)
  const stream = source.pipe(createGunzip({ chunkSize: 64 * 1024 }))
  source.on('error', error => stream.destroy(error))
  try {
    yield* stream as AsyncIterable<Uint8Array>
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_')
      ? new DamagedStream((error as Error).message)
      : error
  } finally {
    source.destroy()
  }
}

async function* unzstd(chunks: Chunks): Chunks {
  let ready: Uint8Array[] = []
  let ended = false
  const stream = new Decompress((chunk, final) => {
    if (chunk.length) ready.push(chunk)
    ended = final ?? false
  })
  const push = (chunk: Uint8Array, final: boolean): void => {
    try {
      stream.push(chunk, final)
    } catch (error) {
      throw new DamagedStream((error as Error).message)
    }
  }
  for await (const chunk of chunks) {
    push(chunk, false)
    yield* ready
    ready = []
  }
  if (!ended) push(new Uint8Array(0), true)
  yield* ready
}

/** What inflating a first piece can grow to is bounded: deflate's ratio is at most 1032. */
export const headPiece = 16 * 1024

/** As much of the plain head as a first piece of `headPiece` bytes gives; empty where it is damaged. */
export function plainHead(piece: Uint8Array, compression: Compression): Uint8Array {
  try {
    if (compression === 'gzip') return gunzipSync(piece, { finishFlush: constants.Z_SYNC_FLUSH })
    if (compression === undefined) return piece
    const parts: Uint8Array[] = []
    new Decompress(chunk => parts.push(chunk)).push(piece)
    return Buffer.concat(parts)
  } catch {
    return new Uint8Array(0)
  }
}
