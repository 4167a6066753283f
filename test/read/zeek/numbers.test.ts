import { expect, test } from 'vitest'
import { numberIn, timeIn } from '../../../src/read/zeek/numbers.ts'

const number = (text: string) => numberIn(Buffer.from(`x${text}x`), 1, 1 + text.length)
const time = (text: string) => timeIn(Buffer.from(`x${text}x`), 1, 1 + text.length)

test('a number in bytes is the very double that Number gives', () => {
  let seed = 1
  for (let i = 0; i < 20_000; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    const text = i % 3 === 0 ? String(seed) : i % 3 === 1 ? (seed / 7).toFixed(i % 9) : String(seed * 1.37e-4)
    expect(number(text)).toBe(Number(text))
  }
  for (const text of [
    '0',
    '0.0',
    '1e-3',
    '-5',
    '0.23780393600463868',
    '9007199254740993',
    '18446744073709551615',
    '1521911721.255387',
  ])
    expect(number(text)).toBe(Number(text))
})

test.each([
  '',
  '-',
  '.',
  '.5',
  '5.',
  '1.2.3',
  '1,5',
  ' 1',
  '0x1f',
  'Infinity',
  'NaN',
  '1e',
  '--1',
  'T',
  '１',
])('"%s" is no number', text => {
  expect(number(text)).toBeNaN()
})

test.each([
  ['1521911721.255387', 1521911721.255387],
  ['1521911721', 1521911721],
  ['0.000000', 0],
  ['1521911721255', 1521911721.255],
  ['1521911721255387', 1521911721.255387],
  ['2018-03-24T17:15:21.255387Z', 1521911721.255387],
  ['2018-03-24T17:15:21Z', 1521911721],
  ['2018-03-24 17:15:21.2', 1521911721.2],
  ['2018-03-24T18:15:21.255387+0100', 1521911721.255387],
  ['2018-03-24T15:45:21.255387-01:30', 1521911721.255387],
  ['XXXXXXXXXX.XXXXXX', NaN],
  ['-315619200.000000', NaN],
  ['77777777777777777777', NaN],
  ['1960-01-01T00:00:00.000000Z', NaN],
  ['2018-13-24T17:15:21Z', NaN],
  ['152191172x.255387', NaN],
  ['', NaN],
])('the time %s is %d', (text, seconds) => {
  expect(time(text)).toBe(seconds)
})
