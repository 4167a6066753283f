import { expect, test } from 'vitest'
import { parseJson } from '../../src/lib/json.ts'
import { didYouMean, nearest } from '../../src/lib/suggest.ts'

test.each([
  ['shh', 'ssh'],
  ['SSH', 'ssh'],
  ['rpd', 'rdp'],
  ['telnte', 'telnet'],
  ['telent', 'telnet'],
  ['winrn', 'winrm'],
  ['cloudconsole', 'cloud-console'],
  ['x', undefined],
  ['', undefined],
  ['completely', undefined],
  ['s'.repeat(1e6), undefined],
])('%.20s is taken for %s', (word, meant) => {
  expect(nearest(word, ['ssh', 'rdp', 'telnet', 'winrm', 'cloud-console'])).toBe(meant)
})

test('a guess becomes the end of a message, no guess becomes nothing', () => {
  expect(didYouMean('shh', ['ssh'])).toBe('; did you mean "ssh"?')
  expect(didYouMean('zzz', ['ssh'])).toBe('')
})

test.each([
  ['{"a": x }', 1, 7, 'x'],
  ['{"a":1', 1, 7, ''],
  ['{"a":tru', 1, 9, ''],
  ['{"a":"x', 1, 8, ''],
  ['{"a":1 "b":2}', 1, 8, '"'],
  ['', 1, 1, ''],
  ['{"a":1}}', 1, 8, '}'],
  ['[1,\n2,\n]', 3, 1, ']'],
  ['{"a":"\\q"}', 1, 8, 'q'],
  ['{"a":"line\nbreak"}', 1, 11, '\n'],
  ['{"a": 01}', 1, 8, '1'],
  ["{'a':1}", 1, 2, "'"],
  ['\ufeff{\n\t\t}x', 2, 4, 'x'],
])('the mistake in %j is found in line %i, column %i', (text, line, column, character) => {
  expect(parseJson(text)).toEqual({ mistake: { line, column, character } })
})

test('every text that is cut short ends too early, wherever it is cut', () => {
  const text = '{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "b": {"c": false}}'
  for (let length = 0; length < text.length; length++) {
    const cut = text.slice(0, length)
    expect(parseJson(cut)).toEqual({ mistake: { line: 1, column: length + 1, character: '' } })
  }
  expect(parseJson(text)).toHaveProperty('value.b.c', false)
})
