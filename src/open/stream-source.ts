import { compressionOf, type Compression, type Source } from './compression.ts'

/** As many bytes as a magic number has. */
const magicSize = 4
/** Small pieces of a slow pipe are joined to this size before they are decompressed. */
const joinedSize = 64 * 1024
/** What is kept of a pipe, so that a damaged gzip stream can be read again up to the damage. */
const keptSize = 64 * 2 ** 20

/** What can be read only once as a source, and how it is compressed. */
export async function streamSource(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ source: Source; compression: Compression }> {
  const chunks = stream[Symbol.asyncIterator]()
  const first = await joined(chunks, magicSize)
  const compression = compressionOf(first)
  const smallest = compression ? joinedSize : 1
  const keptMost = compression === 'gzip' ? keptSize : 0
  const kept: Uint8Array[] = []
  let size = 0
  const source: Source = {
    async *chunks() {
      try {
        for (let chunk = first; chunk.length > 0; chunk = await joined(chunks, smallest)) {
          size += chunk.length
          if (size <= keptMost) kept.push(chunk)
          else kept.length = 0
          yield chunk
        }
      } finally {
        await chunks.return?.()
      }
    },
    again: () => (size <= keptMost ? each(kept) : undefined),
  }
  return { source, compression }
}

/** The next bytes, at least `size` of them; fewer where no more come. */
async function joined(chunks: AsyncIterator<Uint8Array>, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (let length = 0; length < size;) {
    const next = await chunks.next()
    if (next.done) break
    parts.push(next.value)
    length += next.value.length
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}
