import { expect, test } from 'vitest'
import { Budget } from '../../../src/read/dissect/budget.ts'
import { Stream } from '../../../src/read/dissect/stream.ts'

/** Pushes `[seq, text, missing?, ts?]`, and tells what came out: text, and `<n>` for lost bytes. */
function streamed(
  first: number,
  segments: readonly (readonly [number, string, number?, number?])[],
  budget = new Budget(),
): string {
  const stream = new Stream(true, first, budget)
  let out = ''
  const sink = {
    deliver: (_: boolean, bytes: Uint8Array) => void (out += Buffer.from(bytes).toString('latin1')),
    lost: (_: boolean, length: number) => void (out += `<${length}>`),
  }
  for (const [seq, words, missing = 0, ts = 0] of segments)
    stream.push(seq >>> 0, Buffer.from(words, 'latin1'), missing, ts, sink)
  stream.finish(sink)
  return out
}

test.each([
  ['in order', 10, [[10, 'abc'], [13, 'def']], 'abcdef'],
  ['swapped', 10, [[13, 'def'], [10, 'abc']], 'abcdef'],
  ['backwards', 10, [[14, 'e'], [13, 'd'], [12, 'c'], [11, 'b'], [10, 'a']], 'abcde'],
  ['repeated', 10, [[10, 'abc'], [10, 'abc'], [13, 'd'], [10, 'abcd']], 'abcd'],
  ['overlapping: the first copy counts', 10, [[10, 'abc'], [12, 'XYZ']], 'abcYZ'],
  ['overlapping before its turn', 10, [[13, 'def'], [12, 'XY'], [10, 'ab']], 'abXYef'],
  ['wrapping', 0xfffffffe, [[0, 'cd'], [0xfffffffe, 'ab'], [2, 'e']], 'abcde'],
  ['a hole that nothing fills', 10, [[10, 'ab'], [15, 'fg']], 'ab<3>fg'],
  ['two holes', 10, [[20, 'x'], [15, 'y'], [10, 'a']], 'a<4>y<4>x'],
  ['bytes that were not captured', 10, [[10, 'ab', 5], [17, 'hi']], 'ab<5>hi'],
  ['a repetition of bytes that were not captured', 10, [[10, 'ab', 5], [10, 'abcdefg'], [17, 'h']], 'ab<5>h'],
  ['a keep-alive', 10, [[10, 'abc'], [12, 'c'], [13, 'd']], 'abcd'],
  ['no handshake: the first segment begins', -1, [[500, 'abc'], [497, 'xyz'], [503, 'd']], 'abcd'],
  ['empty segments', 10, [[10, ''], [10, 'a'], [11, '']], 'a'],
] as [string, number, [number, string, number?, number?][], string][])('%s', (_, first, segments, out) => {
  expect(streamed(first, segments)).toBe(out)
}) // prettier-ignore

test('a hole is given up once it has held up the rest for longer than a retransmission takes', () => {
  expect(streamed(0, [[0, 'a'], [5, 'f', 0, 1], [6, 'g', 0, 9], [1, 'bcde', 0, 10], [7, 'h', 0, 10]])).toBe('a<4>fgh') // prettier-ignore
})

test('a segment from far away holds up nothing', () => {
  const segments = Array.from({ length: 40 }, (_, i) => [i, 'a', 0, i] as const)
  expect(streamed(0, [[1 << 30, '!', 0, 0], ...segments])).toBe('a'.repeat(40) + `<${(1 << 30) - 40}>!`)
})

test('no more than 256 KiB wait for a hole to be filled', () => {
  const kib = 'x'.repeat(1024)
  const segments = Array.from({ length: 400 }, (_, i) => [10 + i * 1024, kib] as [number, string])
  expect(streamed(0, segments)).toBe('<10>' + kib.repeat(400))
})

test('where nothing more may be kept, what comes before its turn is delivered with the hole before it', () => {
  const budget = new Budget()
  budget.take(64 * 1024 * 1024)
  expect(streamed(0, [[3, 'd'], [0, 'abc'], [4, 'e']], budget)).toBe('<3>de') // prettier-ignore
})

test('every order of segments gives the same stream', () => {
  const words = 'the quick brown fox jumps over the lazy dog'
  let seed = 7
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below
  for (let round = 0; round < 300; round++) {
    const segments: [number, string][] = []
    for (let at = 0; at < words.length;) {
      const length = 1 + random(9)
      segments.push([0xfffffff0 + at, words.slice(at, at + length)])
      if (random(3) === 0) segments.push([0xfffffff0 + at, words.slice(at, at + length + random(4))])
      at += length
    }
    for (let i = segments.length - 1; i > 0; i--) {
      const j = random(i + 1)
      ;[segments[i], segments[j]] = [segments[j]!, segments[i]!]
    }
    expect(streamed(0xfffffff0, segments)).toBe(words)
  }
})
