import { open } from 'node:fs/promises'
import { systemPath } from './paths.ts'
import { IrregularFile, readFlags } from './regular.ts'

/**
 * A file's bytes from the start in pieces of at most `size`. The next piece is read while the one at hand is worked on,
 * each into one of two buffers, so that nothing is left to collect. A piece is valid until the next one is asked for.
 */
export async function* pieces(file: string, size: number): AsyncGenerator<Uint8Array> {
  const handle = await open(systemPath(file), readFlags)
  if (!(await handle.stat()).isFile()) {
    await handle.close()
    throw new IrregularFile()
  }
  const read = (buffer: Uint8Array) => handle.read(buffer, 0, size, null)
  const buffers = [new Uint8Array(size), new Uint8Array(size)] as const
  let next = read(buffers[0])
  try {
    for (let other: 0 | 1 = 1; ; other = other === 1 ? 0 : 1) {
      const { bytesRead, buffer } = await next
      if (bytesRead === 0) return
      next = read(buffers[other])
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    // Where the reader is left in the middle, nobody waits for the piece that is on its way, nor asks why it failed.
    await next.catch(() => {})
    await handle.close()
  }
}
