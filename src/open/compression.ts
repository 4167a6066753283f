import { createGunzip, gunzipSync, constants } from 'node:zlib'
import { Readable } from 'node:stream'
import { Decompress } from 'fzstd'
import { ZstdFrames } from './zstd-frames.ts'

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
  const stream = source.pipe(createGunzip({ chunkSize: 256 * 1024 }))
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
  const stream = new ZstdStream()
  for await (const chunk of chunks) yield* stream.plain(chunk)
  stream.end()
}

/** Four bytes of zstd can stand for 128 KiB: it is decoded in slices, so that what is in memory stays bounded. */
const sliceSize = 4096

class ZstdStream {
  readonly #frames = new ZstdFrames()
  #ready: Uint8Array[] = []
  #plain = 0
  readonly #decoder = new Decompress(piece => {
    if (piece.length) this.#ready.push(piece)
    this.#plain += piece.length
  })

  /** No more comes. Throws DamagedStream where a frame is not whole. */
  end(): void {
    const damage = this.#push(new Uint8Array(0), true)
    if (damage) throw damage
  }

  /** What a piece of the stream decodes to. Throws DamagedStream, once all that came before the damage is yielded. */
  *plain(chunk: Uint8Array): Generator<Uint8Array> {
    for (let at = 0; at < chunk.length; at += sliceSize) {
      const slice = chunk.subarray(at, at + sliceSize)
      const refused = this.#frames.push(slice, this.#plain)
      if (refused) throw new DamagedStream(refused)
      const damage = this.#push(slice, false)
      yield* this.#ready
      this.#ready = []
      if (damage) throw damage
    }
  }

  #push(bytes: Uint8Array, final: boolean): DamagedStream | undefined {
    try {
      this.#decoder.push(bytes, final)
      return undefined
    } catch (error) {
      return new DamagedStream((error as Error).message)
    }
  }
}

/** As many raw bytes as surely begin with a whole zstd block (128 KiB where nothing could be compressed). */
export const headPiece = 192 * 1024

/** The first `size` plain bytes, or as many as a first piece of `headPiece` bytes gives; fewer where it is damaged. */
export function plainHead(piece: Uint8Array, size: number): Uint8Array {
  const compression = compressionOf(piece)
  const plain = compression === 'gzip' ? gzipHead(piece) : compression ? zstdHead(piece, size) : piece
  return plain.subarray(0, size)
}

/** Deflate's ratio is at most 1032, so that 16 KiB bound what they grow to. Where they are damaged, less of them is tried. */
function gzipHead(piece: Uint8Array): Uint8Array {
  for (let size = Math.min(piece.length, 16 * 1024); size > 32; size >>= 1) {
    try {
      return gunzipSync(piece.subarray(0, size), { finishFlush: constants.Z_SYNC_FLUSH })
    } catch {
      continue
    }
  }
  return new Uint8Array(0)
}

function zstdHead(piece: Uint8Array, size: number): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (const part of new ZstdStream().plain(piece)) {
      parts.push(part)
      length += part.length
      if (length >= size) break
    }
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error
  }
  return Buffer.concat(parts)
}
