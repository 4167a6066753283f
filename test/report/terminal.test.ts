import { expect, test } from 'vitest'
import type { View } from '../../src/report/output.ts'
import { terminal } from '../../src/report/terminal.ts'
import { columns, wrap } from '../../src/report/terminal/wrap.ts'
import { quietReport, report } from './fixture.ts'
import { expectGolden } from './golden.ts'

const view = (more: Partial<View> = {}): View => ({ color: false, width: 100, out: 'eastwest-out', ...more })
const render = (more?: Partial<View>, of = report): string => [...terminal.render(of, view(more))].join('')
const colours = /\x1b\[[0-9;]*m/g

test('the list of incidents is what an analyst reads', () => {
  expectGolden('terminal.txt', render())
})

test('a narrow terminal gets the same facts', () => {
  expectGolden('terminal-60.txt', render({ width: 60 }))
})

test('a run without incidents says what was judged', () => {
  expectGolden('terminal-quiet.txt', render({}, quietReport))
})

test('colours are added to the same text and nothing else is', () => {
  const colored = render({ color: true })
  expect(colored).toMatch(colours)
  expect(colored.replace(colours, '')).toBe(render())
  expect(render()).not.toContain('\x1b')
})

test.each([40, 60, 80, 100, 200])('no line is wider than %i columns', width => {
  const wider = render({ width })
    .split('\n')
    .filter(line => columns(line) > width)
  expect(wider).toEqual([])
})

test('nothing from the input reaches the terminal as a control or a hidden character', () => {
  expect(render().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
})

test('the budget cuts each day, and the rest is counted', () => {
  const one = { ...report, sites: report.sites.map(site => ({ ...site, budget: 1 })) }
  const text = render({}, one)
  expect(text).toContain('Tue 2026-03-03: the first 1 of 8 incidents')
  expect(text).toContain('8 more incidents in eastwest-out/incidents.jsonl')
})

test.each([
  ['words are kept whole where they fit', 'one two three', 8, ['one two', 'three']],
  ['a longer word is broken', 'ab abcdefghij', 4, ['ab', 'abcd', 'efgh', 'ij']],
  ['wide letters take two columns', '漢字漢字', 4, ['漢字', '漢字']],
  ['an empty text is one empty line', '', 4, ['']],
])('wrap: %s', (_title, text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines)
})
