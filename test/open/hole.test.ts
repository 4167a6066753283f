import { gzipSync } from 'node:zlib'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Rejects } from '../../src/lib/rejects.ts'
import { openFile } from '../../src/open/file.ts'

test.each([64, 4096, 65_536, 300_000, 3_000_000])(
  'a file that begins with %i NULs begins with what is behind them, plain and packed',
  async size => {
    const folder = mkdtempSync(join(tmpdir(), 'hole-'))
    try {
      const content = Buffer.concat([Buffer.alloc(size), Buffer.from('first\0line\n')])
      for (const bytes of [content, gzipSync(content)]) {
        const file = join(folder, 'log')
        writeFileSync(file, bytes)
        const rejects = new Rejects()
        const input = openFile(file, 'log', rejects)
        expect(Buffer.from(input.head).toString()).toBe('first\0line\n')
        const parts: Buffer[] = []
        for await (const chunk of input.chunks()) parts.push(Buffer.from(chunk))
        expect(Buffer.concat(parts).toString()).toBe('first\0line\n')
        expect(rejects.rows()).toMatchObject([
          { count: 1, reason: expect.stringContaining('NULs') as string },
        ])
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

test('fewer NULs are part of a file, as a message of NetFlow begins with one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hole-'))
  writeFileSync(join(folder, 'x'), Buffer.concat([Buffer.alloc(63), Buffer.from('x')]))
  expect(openFile(join(folder, 'x'), 'x', new Rejects()).head).toHaveLength(64)
  rmSync(folder, { recursive: true })
})
