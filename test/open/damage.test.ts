import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { crc32 } from '../../src/lib/crc32.ts'
import { Rejects } from '../../src/lib/rejects.ts'
import { openFile, openStream } from '../../src/open/file.ts'
import type { Input } from '../../src/open/input.ts'
import { folder } from '../commands/cli.ts'
import { hasPeer } from '../helpers.ts'

vi.setConfig({ testTimeout: 60_000 })

const text = Buffer.from(
  Array.from(
    { length: 40_000 },
    (_, i) => `${i} 10.0.${i % 7}.${i % 251} ${Math.imul(i, 0x9e3779b1) >>> 0}\n`,
  ).join(''),
)

async function content(input: Input): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of input.chunks()) chunks.push(chunk.slice())
  return Buffer.concat(chunks)
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What a file and a pipe of the same bytes give, which is the same: plain bytes, and what is wrong. */
async function read(bytes: Uint8Array, pieces = 5000): Promise<{ plain: Buffer; wrong: string | undefined }> {
  const rejects = new Rejects()
  const pipeRejects = new Rejects()
  const file = openFile(join(folder({ file: bytes }), 'file'), 'x', rejects)
  const pipe = await openStream(inPieces(bytes, pieces), 'x', pipeRejects)
  expect(Buffer.from(pipe.head).equals(file.head)).toBe(true)
  const plain = await content(file)
  expect((await content(pipe)).equals(plain)).toBe(true)
  expect(pipeRejects.rows()).toEqual(rejects.rows())
  const row = rejects.rows()[0]
  if (row) expect(row).toMatchObject({ count: 1, unit: 'offset', first: plain.length })
  return { plain, wrong: row?.example }
}

/** Asks for all of these bytes and for nothing wrong. */
async function expectSound(bytes: Uint8Array, expected: Buffer, pieces?: number): Promise<void> {
  const { plain, wrong } = await read(bytes, pieces)
  expect({ same: plain.equals(expected), wrong }).toEqual({ same: true, wrong: undefined })
}

const packedBy = (program: string) => (bytes: Uint8Array) =>
  execFileSync(program, ['-c', '-q', ...(program === 'bzip2' ? ['-1'] : [])], { input: bytes })
const packers = [
  { name: 'gzip', pack: (bytes: Uint8Array) => gzipSync(bytes), there: true },
  { name: 'zstd', pack: packedBy('zstd'), there: hasPeer('zstd') },
  { name: 'bzip2', pack: packedBy('bzip2'), there: hasPeer('bzip2') },
].filter(({ there }) => there)

describe.each(packers)('of $name', ({ name, pack }) => {
  const whole = pack(text)

  test('what follows the end that is none of it is said, and all before it is read', async () => {
    // Zeros behind gzip are sound.
    for (const junk of ['xy', 'garbage after a member\n', ...(name === 'gzip' ? ['\0\0\0x'] : [])]) {
      const { plain, wrong } = await read(Buffer.concat([whole, Buffer.from(junk)]))
      expect(plain.equals(text)).toBe(true)
      expect(wrong).toMatch(
        new RegExp(`^byte ${whole.length + junk.lastIndexOf('\0') + 1} of the compressed file: `),
      )
      expect(wrong).toContain('bytes after its end')
    }
    expect((await read(Buffer.concat([whole, Buffer.from('x')]))).wrong).toBeDefined()
  })

  test('any prefix gives a prefix of the plain bytes, and says that it is cut', async () => {
    const small = pack(text.subarray(0, 3000))
    for (let length = 4; length < small.length; length += name === 'gzip' ? 37 : 97) {
      const { plain, wrong } = await read(small.subarray(0, length))
      expect(text.subarray(0, plain.length).equals(plain)).toBe(true)
      expect(wrong).toMatch(new RegExp(`^byte ${length} of the compressed file: it ends inside `))
    }
  })

  test('the members before one that is damaged are read', async () => {
    const damaged = Buffer.from(whole)
    damaged.fill(0xff, whole.length >> 1, (whole.length >> 1) + 400)
    const { plain, wrong } = await read(Buffer.concat([whole, damaged, whole]))
    expect(plain.length).toBeGreaterThanOrEqual(text.length)
    expect(plain.subarray(0, text.length).equals(text)).toBe(true)
    expect(wrong).toBeDefined()
  })

  test.each([1, 2, 3])('a pipe that gives %i bytes at a time gives the same', async size => {
    const sound = pack(text.subarray(0, 100_000))
    await expectSound(sound, text.subarray(0, 100_000), size)
  })

  test('many empty streams first do not hide what follows', async () => {
    const empty = pack(Buffer.alloc(0))
    const many = Buffer.concat([...Array.from({ length: 2000 }, () => empty), whole])
    await expectSound(many, text)
  })
})

/** A member with a header of all fields (RFC 1952). */
function member(name: number, extra: number): Buffer {
  const plain = gzipSync(text)
  const size = Buffer.from([extra & 255, extra >> 8])
  const head = Buffer.concat([
    Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3]),
    size,
    Buffer.alloc(extra, 'e'),
    Buffer.alloc(name, 'n'),
    Buffer.from('\0comment\0'),
  ])
  const crc = crc32(head) & 0xffff
  return Buffer.concat([head, Buffer.from([crc & 255, crc >> 8]), plain.subarray(10)])
}

test.each([
  ['a name of 1 MB', 1_000_000, 0],
  ['an extra field of 60,000 bytes', 3, 60_000],
])('gzip with %s is read', async (_, name, extra) => {
  await expectSound(member(name, extra), text)
})

test('zeros behind the last member of gzip fill a tape’s block, and are sound', async () => {
  for (const zeros of [1, 511, 100_000])
    await expectSound(Buffer.concat([gzipSync(text), Buffer.alloc(zeros)]), text)
})

test.each([
  ['checksum', 8, 'a wrong checksum'],
  ['length', 4, 'a wrong length'],
])('gzip with a wrong %s gives all its bytes, and says so', async (_, back, what) => {
  const bytes = gzipSync(text)
  bytes[bytes.length - back]! ^= 1
  const { plain, wrong } = await read(bytes)
  expect(plain.equals(text)).toBe(true)
  expect(wrong).toBe(`byte ${bytes.length - 8} of the compressed file: ${what}`)
})

test('of deflate all is read up to the damaged code', async () => {
  const bytes = gzipSync(text)
  bytes.fill(0, bytes.length >> 1)
  const { plain, wrong } = await read(bytes)
  expect(wrong).toBeDefined()
  expect(plain.length).toBeGreaterThan(text.length * 0.4)
  const sound = plain.subarray(0, Math.floor(text.length * 0.45))
  expect(text.subarray(0, sound.length).equals(sound)).toBe(true)
})

if (hasPeer('zstd'))
  test('zstd behind a large frame that is skipped is read, and a wrong checksum is found', async () => {
    const skipped = Buffer.alloc(8 + 3_000_000)
    skipped.writeUInt32LE(0x184d2a57, 0)
    skipped.writeUInt32LE(3_000_000, 4)
    const whole = execFileSync('zstd', ['-c', '-q', '--check'], { input: text })
    await expectSound(Buffer.concat([skipped, whole]), text)
    whole[whole.length - 1]! ^= 1
    const { plain, wrong } = await read(whole)
    expect(plain.equals(text)).toBe(true)
    expect(wrong).toContain('a wrong checksum')
  })

test('12 kB of zstd whose every block is small beside its window are read in time', async () => {
  const blocks = Array.from({ length: 3000 }, (_, i) => Buffer.from([i === 2999 ? 3 : 2, 0, 1, 65]))
  const bytes = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x88]), ...blocks])
  const { plain, wrong } = await read(bytes)
  expect({ size: plain.length, wrong }).toEqual({ size: 3000 * 8192, wrong: undefined })
})
