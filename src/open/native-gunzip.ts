import { createGunzip } from 'node:zlib'

/** zlib's word that a stream is damaged, cut, or followed by something else. `at` is near the compressed byte where. */
export class NativeRefusal extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Plain bytes of one buffer: smaller buffers cost more to get than to fill. */
const bufferSize = 1 << 20
/** Compressed bytes given at a time: deflate's ratio is at most 1032, which bounds what they grow to. */
const sliceSize = 1 << 15

/** The plain bytes of a gzip stream, the next ones inflated while those at hand are worked on. Throws NativeRefusal. */
export async function* nativeGunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const stream = new Gunzip()
  let ready: readonly Uint8Array[] = []
  try {
    for await (const slice of slices(chunks)) {
      const next = stream.write(slice)
      yield* ready
      ready = await next
      if (stream.refusal) break
    }
    const last = stream.end()
    yield* ready
    yield* await last
    if (stream.refusal) throw stream.refusal
  } finally {
    stream.close()
  }
}

async function* slices(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += sliceSize) yield chunk.subarray(at, at + sliceSize)
}

/** A stream of zlib's, a step at a time. Each step gives what it unpacked, and settles whatever becomes of the stream. */
class Gunzip {
  readonly #stream = createGunzip({ chunkSize: bufferSize })
  #plain: Uint8Array[] = []
  #given = 0
  #isOver = false
  #settle = () => {}
  refusal: NativeRefusal | undefined

  constructor() {
    const over = (error?: Error): void => {
      this.#isOver = true
      if (error) this.#refuse(error.message)
      this.#settle()
    }
    this.#stream.on('data', (piece: Uint8Array) => this.#plain.push(piece))
    this.#stream.on('end', over).on('error', over).on('close', over)
  }

  async write(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
    this.#given += bytes.length
    const plain = await this.#step(done => this.#stream.write(bytes, done))
    // zlib takes a zero behind a member for the end. More of them fill a tape's block, and nothing else may follow.
    const rest = Math.min(bytes.length, this.#given - this.#stream.bytesWritten)
    if (this.#isOver && bytes.subarray(bytes.length - rest).some(byte => byte !== 0))
      this.#refuse('bytes after its end')
    return plain
  }

  end(): Promise<readonly Uint8Array[]> {
    return this.#step(() => this.#stream.end())
  }

  close(): void {
    this.#stream.destroy()
  }

  async #step(act: (done: () => void) => void): Promise<readonly Uint8Array[]> {
    if (!this.#isOver)
      await new Promise<void>(resolve => {
        this.#settle = resolve
        act(resolve)
      })
    const plain = this.#plain
    this.#plain = []
    return plain
  }

  #refuse(message: string): void {
    this.refusal ??= new NativeRefusal(message, this.#stream.bytesWritten)
  }
}
