import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Rejects } from '../../src/lib/rejects.ts'
import { openFile, openStream } from '../../src/open/file.ts'
import type { Input } from '../../src/open/input.ts'
import { folder } from '../commands/cli.ts'
import { testPeer } from '../helpers.ts'

async function content(input: Input): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of input.chunks()) chunks.push(chunk.slice())
  return Buffer.concat(chunks)
}

/** Bytes that do not compress, then bytes that do: whole blocks of both kinds. */
const plain = Buffer.concat([randomBytes(300_000), Buffer.alloc(500_000, 'ten letters')])

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What was refused of a file, and not of streams with the same bytes. */
const rows = (rejects: Rejects) => rejects.rows().filter(({ file }) => file === 'file')

/** A file and a stream of the same bytes, both as inputs. */
async function both(bytes: Uint8Array, rejects = new Rejects()): Promise<Input[]> {
  const at = folder({ file: bytes })
  return [
    openFile(join(at, 'file'), 'file', rejects),
    await openStream(pieces(bytes, 1000), '-', rejects),
    await openStream(pieces(bytes, 70_001), '-', rejects),
  ]
}

test.each([
  ['plain bytes', plain],
  ['gzip', gzipSync(plain)],
  ['gzip in members', Buffer.concat([gzipSync(plain.subarray(0, 5)), gzipSync(plain.subarray(5))])],
])('%s are read as they are, and begin with their head', async (_, bytes) => {
  for (const input of await both(bytes)) {
    expect(input.head.length).toBeGreaterThan(4)
    expect(plain.subarray(0, input.head.length).equals(input.head)).toBe(true)
    expect((await content(input)).equals(plain)).toBe(true)
  }
})

testPeer('zstd')('what the zstd program writes is read, whatever its level and frames', async () => {
  const at = folder({ plain })
  const zstd = (...options: string[]) => execFileSync('zstd', ['-q', '-c', ...options, join(at, 'plain')])
  const skippable = Buffer.from('5e2a4d1803000000616263', 'hex')
  const all = [zstd('-1'), zstd('-19'), zstd('--no-check', '-3'), zstd('--long=27', '--single-thread')]
  for (const bytes of [...all, Buffer.concat([skippable, all[0]!])]) {
    const [input] = await both(bytes)
    // A skippable frame is not a magic number that files are told by.
    if (bytes.subarray(0, 4).equals(skippable.subarray(0, 4))) continue
    expect(input!.head.length).toBe(65_536)
    expect((await content(input!)).equals(plain)).toBe(true)
  }
  const twice = (await both(Buffer.concat([all[2]!, skippable, all[0]!])))[0]!
  expect((await content(twice)).equals(Buffer.concat([plain, plain]))).toBe(true)
})

testPeer('bzip2')('what the bzip2 program writes is read, whatever its level and streams', async () => {
  const at = folder({ plain })
  const bzip2 = (level: string) => execFileSync('bzip2', ['-c', level, join(at, 'plain')])
  for (const bytes of [bzip2('-1'), bzip2('-9')])
    for (const input of await both(bytes)) {
      expect(plain.subarray(0, 65_536).equals(input.head)).toBe(true)
      expect((await content(input)).equals(plain)).toBe(true)
    }
  const twice = (await both(Buffer.concat([bzip2('-9'), bzip2('-1')])))[0]!
  expect((await content(twice)).equals(Buffer.concat([plain, plain]))).toBe(true)
})

testPeer('bzip2')(
  'a bzip2 bomb is decoded a block at a time, and a flipped bit is found by its checksum',
  async () => {
    const at = folder({ plain: Buffer.alloc(20_000_000, 7) })
    const bytes = execFileSync('bzip2', ['-c', join(at, 'plain')])
    const rejects = new Rejects()
    let length = 0
    let most = 0
    for await (const chunk of (await both(bytes, rejects))[0]!.chunks()) {
      length += chunk.length
      most = Math.max(most, chunk.length)
    }
    expect({ length, most, rejects: rejects.total }).toEqual({
      length: 20_000_000,
      most: expect.any(Number),
      rejects: 0,
    })
    expect(most).toBeLessThan(1 << 19)
    const other = execFileSync('bzip2', ['-c', '-1', join(at, 'plain')])
    other[10]! ^= 4
    const [input] = await both(other, rejects)
    expect((await content(input!)).length).toBe(0)
    expect(rows(rejects)).toMatchObject([
      { example: 'byte 4 of the compressed file: a damaged block', first: 0, count: 1 },
    ])
  },
)

testPeer('zstd', 'bzip2')(
  'a compressed stream cut or damaged anywhere gives what came before, and one reject',
  async () => {
    const at = folder({ plain: plain.subarray(290_000, 600_000) })
    const zst = execFileSync('zstd', ['-q', '-c', join(at, 'plain')])
    const expected = readFileSync(join(at, 'plain'))
    const bz2 = execFileSync('bzip2', ['-c', '-1', join(at, 'plain')])
    for (const whole of [zst, gzipSync(expected), bz2])
      for (const length of [5, 19, 100, 5000, whole.length - 1]) {
        const rejects = new Rejects()
        const [input] = await both(whole.subarray(0, length), rejects)
        const read = await content(input!)
        expect(expected.subarray(0, read.length).equals(read)).toBe(true)
        expect(rows(rejects)).toMatchObject([{ file: 'file', unit: 'offset', first: read.length, count: 1 }])
        expect(rows(rejects)[0]!.reason).toMatch(
          /stream is damaged or cut; what came before is read; copy the file again$/,
        )
      }
  },
)

test('of a gzip stream that is cut all is read that the bytes before the cut tell', async () => {
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> (i % 24)))
  const whole = gzipSync(noise)
  for (const length of [30_000, 262_144, 262_145, whole.length - 9, whole.length - 1]) {
    const cut = whole.subarray(0, length)
    const told = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH })
    for (const input of await both(cut, new Rejects())) expect((await content(input)).equals(told)).toBe(true)
  }
})

test('a damaged byte in the first kilobytes of gzip leaves the head before it', () => {
  const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i * 7919}\n`).join(''))
  const gz = gzipSync(text)
  gz.fill(0xff, 9000, 9100)
  const at = folder({ gz })
  const { head } = openFile(join(at, 'gz'), 'gz', new Rejects())
  expect(text.subarray(0, 5000).equals(head.subarray(0, 5000))).toBe(true)
})

/** A zstd frame whose header asks for a window, with raw blocks of one byte (RFC 8878). */
const frame = (windowDescriptor: number, blocks: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, windowDescriptor]),
    ...Array.from({ length: blocks }, (_, i) => Buffer.from([i === blocks - 1 ? 9 : 8, 0, 0, 65])),
  ])

test('a zstd frame that asks for a huge window is refused before it is allocated', async () => {
  for (const bytes of [frame(0xa8, 1), Buffer.concat([frame(0x58, 1), frame(0xa8, 1)])]) {
    const rejects = new Rejects()
    const [input] = await both(bytes, rejects)
    await content(input!)
    expect(rows(rejects)[0]!.example).toMatch(
      /^byte \d+ of the compressed file: a window of 2048 MiB, more than 128; compress it again without --long$/,
    )
  }
})

test('a zstd frame of tiny blocks and a large window is read like any other', async () => {
  for (const input of await both(frame(0x88, 3000)))
    expect((await content(input)).equals(Buffer.alloc(3000, 'A'))).toBe(true)
})

test('a zstd bomb is decoded a piece at a time', async () => {
  // Blocks of 128 KiB from four bytes each.
  const blocks = Array.from({ length: 1000 }, (_, i) => Buffer.from([i === 999 ? 3 : 2, 0, 16, 65]))
  const bytes = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]), ...blocks])
  const [input] = await both(bytes)
  let length = 0
  let most = 0
  for await (const chunk of input!.chunks()) {
    length += chunk.length
    most = Math.max(most, chunk.length)
  }
  expect({ length, most }).toEqual({ length: 1000 * 131_072, most: 131_072 })
})

test('a file that goes away while others are read is a reject, and keeps the beginning of its head', async () => {
  const at = folder({ file: plain })
  const rejects = new Rejects()
  const input = openFile(join(at, 'file'), 'file', rejects)
  rmSync(join(at, 'file'))
  expect(plain.subarray(0, 4096).equals(input.head)).toBe(true)
  expect((await content(input)).length).toBe(0)
  expect(rows(rejects)).toMatchObject([{ reason: 'reading failed; what came before is read', first: 0 }])
})

test('the meter is told of every raw byte', async () => {
  const gz = gzipSync(plain)
  const at = folder({ file: gz })
  writeFileSync(join(at, 'file'), gz)
  let told = 0
  await content(openFile(join(at, 'file'), 'file', new Rejects(), (_, bytes) => (told += bytes)))
  expect(told).toBe(gz.length)
})
