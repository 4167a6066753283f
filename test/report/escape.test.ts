import { expect, test } from 'vitest'
import { clip, csvField, htmlText, jsonLine, shorten, visible } from '../../src/report/escape.ts'
import { hostile } from './fixture.ts'

test.each([
  ['terminal sequences', '\x1b[2Jred\x9b31m', '\\x1b[2Jred\\x9b31m'],
  ['line ends and NUL', 'a\r\nb\0', 'a\\x0d\\x0ab\\x00'],
  ['bidirectional overrides', 'a\u202Eb\u2066', 'a\\u202eb\\u2066'],
  ['zero width and tags', 'a\u200Bb\u{E0041}', 'a\\u200bb\\u{e0041}'],
  ['lone surrogates', 'a\ud800b', 'a\\ud800b'],
  ['piled marks', 'e\u0301\u0301\u0301\u0301', 'e\\u0301\\u0301\\u0301\\u0301'],
  [
    'ordinary text, accents and scripts are left',
    'Jürgen 漢字 e\u0301 🙂 C:\\x',
    'Jürgen 漢字 e\u0301 🙂 C:\\x',
  ],
])('visible writes out %s', (_title, text, expected) => {
  expect(visible(text)).toBe(expected)
})

test('htmlText leaves no character that opens an element, an entity or an attribute', () => {
  for (const text of Object.values(hostile))
    expect(htmlText(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/)
})

test.each([
  ['=cmd|calc', "'=cmd|calc"],
  ['@SUM(1)', "'@SUM(1)"],
  ['+1', "'+1"],
  ['-1+1', "'-1+1"],
  [' =1', "' =1"],
  ['\t=1', "'\t'=1"],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['10.0.0.1', '10.0.0.1'],
  [-5, '-5'],
  [true, 'true'],
])('csvField(%j) is %j', (value, expected) => {
  expect(csvField(value)).toBe(expected)
})

/** The fields of one row of CSV (RFC 4180), with any one character for the separator. */
function fields(row: string, separator: string): string[] {
  const cells: string[] = []
  for (let at = 0; at <= row.length; at++) {
    const cell = row[at] === '"' ? /"((?:[^"]|"")*)"/y : new RegExp(`([^${separator}\\r\\n]*)`, 'y')
    cell.lastIndex = at
    const [whole, text] = cell.exec(row)!
    cells.push(text!.replaceAll('""', '"'))
    at += whole.length
    expect([separator, undefined]).toContain(row[at])
  }
  return cells
}

const starts = ['=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20']
const befores = ['', ' ', '\t', '\r', '\n', 'a;', 'a\t', 'a\r\n', 'a; ', '"', 'a";"']
test.each(befores)('After %j no sign that begins a formula stays first in a field of CSV.', before => {
  for (const start of starts) {
    const value = `${before}${start}cmd|'/c calc'!A0,"b"`
    const row = [value, value, 'end'].map(csvField).join(',')
    const [first, second, end, ...more] = fields(row, ',')
    expect([second, end, more]).toEqual([first, 'end', []])
    for (const part of first!.split(/[;\t\r\n]/))
      expect(part.trim()).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20]/)
    expect(first!.replaceAll("'", '')).toBe(value.replaceAll("'", ''))
    const ofSemicolons = fields([value, 'end'].map(csvField).join(';'), ';')
    expect(ofSemicolons).toEqual([first, 'end'])
  }
})

test('jsonLine gives the same value back, in characters that can be seen', () => {
  const line = jsonLine(hostile)
  expect(JSON.parse(line)).toEqual(hostile)
  expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'longe… (1 more characters)'],
  ['🙂🙂🙂', 3, '🙂🙂🙂'],
  ['🙂🙂🙂🙂', 3, '🙂🙂🙂… (1 more characters)'],
])('shorten(%j, %i) cuts whole characters', (text, max, expected) => {
  expect(shorten(text, max)).toBe(expected)
})

test.each([
  ['two words', 20, 'two words'],
  ['two words more', 10, 'two words …'],
  ['two words more', 9, 'two words …'],
  ['two words more', 13, 'two words …'],
  ['one and a verylongword', 12, 'one and a …'],
  ['onelongword and more', 8, 'onelongw …'],
  ['a 🙂🙂🙂🙂', 4, 'a 🙂🙂 …'],
])('clip(%j, %i) is %j', (text, max, expected) => {
  expect(clip(text, max)).toBe(expected)
})
