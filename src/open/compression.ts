import { createGunzip, gunzipSync, constants, type Gunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { Bzip2, isBzip2 } from '../lib/bzip2.ts'
import { ZstdFrames } from '../lib/zstd-frames.ts'

/** A compressed stream that breaks off or contradicts itself; what came before it was read. */
export class DamagedStream extends Error {}

export type Compression = 'gzip' | 'zstd' | 'bzip2' | undefined

/** By magic number: RFC 1952, RFC 8878, and bzip2's. */
export function compressionOf(head: Uint8Array): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (isBzip2(head)) return 'bzip2'
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd ? 'zstd' : undefined
}

/** Bytes that gzip is unpacked to at a time: smaller buffers cost more to get than to fill. */
const gunzipSize = 1 << 20

type Chunks = AsyncIterable<Uint8Array>

/** The plain bytes of a stream. Throws DamagedStream where it breaks off. */
export function decompress(chunks: Chunks, compression: Compression): Chunks {
  if (compression === 'gzip') return gunzip(chunks)
  if (compression === 'bzip2') return bunzip2(chunks)
  return compression === 'zstd' ? unzstd(chunks) : chunks
}

async function* gunzip(chunks: Chunks): Chunks {
  const stream = createGunzip({ chunkSize: gunzipSize })
  const fed = feed(stream, chunks)
  try {
    yield* stream as AsyncIterable<Uint8Array>
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_')
      ? new DamagedStream((error as Error).message)
      : error
  } finally {
    stream.destroy()
    await fed
  }
}

/**
 * Gives chunks to a stream, each when the one before is used up, so that what a cut stream still tells comes before its error.
 * A source that fails must fail the stream too, or it would wait for more for ever.
 */
async function feed(stream: Gunzip, chunks: Chunks): Promise<void> {
  try {
    for await (const chunk of chunks) {
      await new Promise<void>(resolve => stream.write(chunk, () => resolve()))
      if (stream.destroyed) return
    }
    stream.end()
  } catch (error) {
    stream.destroy(error as Error)
  }
}

async function* bunzip2(chunks: Chunks): Chunks {
  const stream = new Bzip2()
  const none = new Uint8Array(0)
  for await (const chunk of chunks) yield* undamaged(stream.plain(chunk, false))
  yield* undamaged(stream.plain(none, true))
}

function* undamaged(pieces: ReturnType<Bzip2['plain']>): Generator<Uint8Array> {
  const damage = yield* pieces
  if (damage !== undefined) throw new DamagedStream(damage)
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
      // The decoder keeps slices until it has a whole block, and a chunk is overwritten before.
      const slice = chunk.slice(at, at + sliceSize)
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

/**
 * As many raw bytes as surely begin with a whole block, where nothing could be compressed: 128 KiB of zstd's, 900 kB of
 * bzip2's. Of gzip less will do.
 */
export const headPiece = (compression: Compression): number =>
  compression === 'bzip2' ? 960 * 1024 : compression === 'zstd' ? 192 * 1024 : 0

/** The first `size` plain bytes, or as many as a first piece of `headPiece` bytes gives; fewer where it is damaged. */
export function plainHead(piece: Uint8Array, size: number): Uint8Array {
  const compression = compressionOf(piece)
  return (compression ? heads[compression](piece, size) : piece).subarray(0, size)
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

/** What pieces begin with, up to `size` bytes or to damage. */
function firstOf(pieces: Iterable<Uint8Array>, size: number): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (const part of pieces) {
      parts.push(part)
      length += part.length
      if (length >= size) break
    }
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error
  }
  return Buffer.concat(parts)
}

const heads = {
  gzip: gzipHead,
  zstd: (piece: Uint8Array, size: number) => firstOf(new ZstdStream().plain(piece), size),
  bzip2: (piece: Uint8Array, size: number) => firstOf(undamaged(new Bzip2().plain(piece, true)), size),
}
