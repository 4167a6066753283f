import { constants, gunzipSync } from 'node:zlib'
import { Hole } from './hole.ts'
import { isBzip2, unbzip2 } from '../lib/bzip2.ts'
import { Decoder } from '../lib/decoder.ts'
import { gunzip, isGzip } from '../lib/gzip.ts'
import type { Damage } from '../lib/packed.ts'
import { isZstd, unzstd } from '../lib/zstd/zstd.ts'
import { NativeRefusal, nativeGunzip } from './native-gunzip.ts'

const decoders = { gzip: gunzip, zstd: unzstd, bzip2: unbzip2 }

export type Compression = keyof typeof decoders | undefined

/** A compressed stream that breaks off or contradicts itself; all that came before was read. */
export class DamagedStream extends Error {
  /** The byte of the compressed stream where it shows. */
  readonly at: number

  constructor({ what, at }: Damage) {
    super(what)
    this.at = at
  }
}

/** By magic number, which takes four bytes. */
export function compressionOf(head: Uint8Array): Compression {
  if (isGzip(head)) return 'gzip'
  if (isBzip2(head)) return 'bzip2'
  return isZstd(head) ? 'zstd' : undefined
}

type Chunks = AsyncIterable<Uint8Array>

/** Raw bytes, and the same from the start once more; nothing where they can be read only once and were too many to keep. */
export interface Source {
  chunks(): Chunks
  again(): Chunks | undefined
}

/** The plain bytes of a stream. Throws DamagedStream where it breaks off, once all bytes before are yielded. */
export function decompress(source: Source, compression: Compression): Chunks {
  if (compression === undefined) return source.chunks()
  return compression === 'gzip' ? inflated(source) : decoded(source.chunks(), compression)
}

/**
 * zlib inflates several times as fast as a script, and beside it. But where it fails, it keeps what it unpacked of the piece before
 * the damage, and does not say where that is: then the stream is read again, by our own decoder.
 */
async function* inflated(source: Source): Chunks {
  let given = 0
  try {
    for await (const piece of nativeGunzip(source.chunks())) {
      given += piece.length
      yield piece
    }
  } catch (error) {
    if (!(error instanceof NativeRefusal)) throw error
    const again = source.again()
    const what = `${error.message}; some bytes before it may be lost, as a pipe cannot be read again`
    if (again === undefined) throw new DamagedStream({ what, at: error.at })
    yield* behind(decoded(again, 'gzip'), given)
  }
}

/** What comes after the first `count` bytes. */
async function* behind(chunks: Chunks, count: number): Chunks {
  let left = count
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}

async function* decoded(chunks: Chunks, compression: NonNullable<Compression>): Chunks {
  const decoder = new Decoder(decoders[compression])
  for await (const chunk of chunks) yield* undamaged(decoder.push(chunk, false))
  yield* undamaged(decoder.push(new Uint8Array(0), true))
}

function* undamaged(pieces: ReturnType<Decoder['push']>): Generator<Uint8Array> {
  const damage = yield* pieces
  if (damage !== undefined) throw new DamagedStream(damage)
}

/** The first `size` plain bytes of raw pieces, the first of which has four bytes or all; fewer where they end or are damaged. */
export function plainHead(raw: Iterable<Uint8Array>, size: number): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 0
  const hole = new Hole()
  for (const piece of plainPieces(raw, size)) {
    const part = hole.rest(piece)?.slice(0, size - length)
    if (!part) continue
    parts.push(part)
    length += part.length
    if (length >= size) break
  }
  return Buffer.concat(parts)
}

function* plainPieces(raw: Iterable<Uint8Array>, size: number): Generator<Uint8Array> {
  let decoder: Decoder | undefined
  let first = true
  for (const piece of raw) {
    const compression = first ? compressionOf(piece) : undefined
    if (compression !== undefined) decoder = new Decoder(decoders[compression])
    first = false
    if (decoder === undefined) yield piece
    else {
      const quick = compression === 'gzip' ? quickHead(piece) : undefined
      // A hole at the beginning is passed over, and may be longer.
      if (quick && quick.length >= size && quick[0] !== 0) return yield quick
      if ((yield* decoder.push(piece, false)) !== undefined) return
    }
  }
  if (decoder !== undefined) yield* decoder.push(new Uint8Array(0), true)
}

/** What zlib, which is faster, makes of a beginning; nothing where that is damaged. */
function quickHead(piece: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(piece.subarray(0, quickSize), { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return undefined
  }
}

/** Deflate's ratio is at most 1032, which bounds what this grows to. */
const quickSize = 16 * 1024
