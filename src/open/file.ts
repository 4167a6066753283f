import { openSync, readSync, closeSync } from 'node:fs'
import type { Rejects } from '../lib/rejects.ts'
import { compressionOf, DamagedStream, decompress, headPiece, plainHead } from './compression.ts'
import type { Input } from './input.ts'
import { pieces } from './pieces.ts'

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
  const piece = readHead(file)
  const compression = compressionOf(piece)
  const kept = plainHead(piece, keptHead).slice()
  return {
    path: shown,
    get head() {
      try {
        return plainHead(readHead(file), headSize)
      } catch {
        return kept
      }
    },
    chunks: () => whole(metered(pieces(file, chunkSize), shown, meter), compression, shown, rejects),
  }
}

/** What can be read only once (standard input, a pipe) as an input: its beginning is kept until it is read. */
export async function openStream(
  stream: AsyncIterable<Uint8Array>,
  shown: string,
  rejects: Rejects,
  meter: Meter = () => {},
): Promise<Input> {
  const chunks = stream[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  for (let size = 0; size < headSize || size < headPiece(compressionOf(first[0]!));) {
    const next = await chunks.next()
    if (next.done) break
    if (next.value.length) first.push(next.value)
    size += next.value.length
  }
  const piece = Buffer.concat(first)
  const raw = async function* () {
    yield piece
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return {
    path: shown,
    head: plainHead(piece, headSize),
    chunks: () => whole(metered(raw(), shown, meter), compressionOf(piece), shown, rejects),
  }
}

/** A file's first raw bytes: as many as its head needs, which is more where it is compressed. */
function readHead(file: string): Uint8Array {
  const descriptor = openSync(file, 'r')
  try {
    const piece = fill(descriptor, new Uint8Array(headSize), 0)
    const wanted = headPiece(compressionOf(piece))
    if (piece.length < headSize || wanted <= headSize) return piece
    const larger = new Uint8Array(wanted)
    larger.set(piece)
    return fill(descriptor, larger, piece.length)
  } finally {
    closeSync(descriptor)
  }
}

/** Reads until `bytes` is full or the file ends; what is filled of it. */
function fill(descriptor: number, bytes: Uint8Array, from: number): Uint8Array {
  for (let length = from; ;) {
    const read = length < bytes.length ? readSync(descriptor, bytes, length, bytes.length - length, null) : 0
    if (!read) return bytes.subarray(0, length)
    length += read
  }
}

async function* metered(
  chunks: AsyncIterable<Uint8Array>,
  shown: string,
  meter: Meter,
): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    meter(shown, chunk.length)
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
    // What was unpacked of the piece in which the damage shows is lost with it.
    const text =
      error instanceof DamagedStream
        ? `the ${compression} stream is damaged or cut; what came before the damaged piece is read`
        : 'reading failed; what came before is read'
    rejects.add(shown, text, 'offset', offset, () => (error as Error).message)
  }
}
