import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pieces } from '../../src/open/pieces.ts'
import { folder } from '../commands/cli.ts'

async function read(bytes: Uint8Array, size: number): Promise<Buffer> {
  const copies: Uint8Array[] = []
  for await (const piece of pieces(join(folder({ file: bytes }), 'file'), size)) copies.push(piece.slice())
  return Buffer.concat(copies)
}

test.each([0, 1, 999, 1000, 1001, 2000, 123_456])(
  'a file of %i bytes comes whole and in order',
  async length => {
    const bytes = randomBytes(length)
    expect((await read(bytes, 1000)).equals(bytes)).toBe(true)
  },
)

test('a piece stays as it is until the next one is asked for, though that is read meanwhile', async () => {
  const file = join(
    folder({ file: Buffer.concat([Buffer.alloc(1000, 'a'), Buffer.alloc(1000, 'b')]) }),
    'file',
  )
  for await (const piece of pieces(file, 1000)) {
    const first = piece[0]!
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(piece.every(byte => byte === first)).toBe(true)
  }
})

test('a file that is left in the middle is closed', async () => {
  for await (const piece of pieces(join(folder({ file: Buffer.alloc(5000) }), 'file'), 1000)) {
    expect(piece.length).toBe(1000)
    break
  }
})
