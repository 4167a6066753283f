import { expect, test } from 'vitest'
import { jsonLine } from '../../src/report/escape.ts'
import { JsonBytes } from '../../src/report/json-bytes.ts'

const written = (...objects: Readonly<Record<string, unknown>>[]): string => {
  const lines = new JsonBytes()
  for (const object of objects) lines.add(object)
  return Buffer.from(lines.take()).toString()
}

test.each([
  0, 1, 9, 10, 99, 100, 1234567, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 1e15, Number.MAX_SAFE_INTEGER, 2 ** 53, 1e21, -0, -1,
  0.5, 0.1, 1.000001, 0.999999, 0.00001, 0.000001, 1e-7, 123.45, 1791849600.980411, 1791849600.98, 4294967296.000001, 9007199254.740991,
  9007199254.740993, 0.1 + 0.2, 1 / 3, -2.5, NaN, Infinity,
])('%s is written as JSON.stringify writes it', value => {
  expect(written({ value })).toBe(`${JSON.stringify({ value })}\n`)
}) // prettier-ignore

test.each([
  '',
  'a b',
  'C:\\x',
  '"',
  'é',
  '\u202e',
  '\n',
  '\x7f',
  '\ud800',
  '😀',
  'x'.repeat(600_000),
  '€'.repeat(600_000),
])('text comes out as the JSON line that escape.ts makes of it', value => {
  expect(written({ value })).toBe(`${jsonLine({ value })}\n`)
})

test('objects and booleans are whole values, and every line has its own', () => {
  const rows = [{ a: { b: 'é', c: [1, null] }, d: true }, {}, { e: 'x' }]
  expect(written(...rows)).toBe(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
})

test('a hundred thousand microsecond times read back as the same numbers', () => {
  const times = Array.from({ length: 100_000 }, (_, i) => Math.round((i * 17909.123457 + i / 7) * 1e6) / 1e6)
  const back = written(...times.map(time => ({ time })))
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { time: number }).time)
  expect(back).toEqual(times)
})
