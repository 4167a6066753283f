import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { tellingFiles } from '../../src/detect/files.ts'
import { grades } from '../../src/detect/grades.ts'
import { notices } from '../../src/detect/notices.ts'
import { operationRows } from '../../src/detect/operations.ts'
import { sensorNotices } from '../../src/detect/sensor-notices.ts'
import { project } from '../helpers.ts'

const page = project('docs/techniques.md')
const text = readFileSync(page, 'utf8')
const code = (words: string): string => words.split(' ').map(word => `\`${word}\``).join(' ') // prettier-ignore
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const table = (heads: readonly string[], rows: readonly string[]): string =>
  [row(...heads), `|${'---|'.repeat(heads.length)}`, ...rows].join('\n')

/** The page's tables, made from the code's. */
const tables: Record<string, string> = {
  operations: table(
    ['interface', 'operations', 'techniques', 'grade', 'told as'],
    operationRows.map(([names, ops, techniques, grade, what]) =>
      row(code(names), code(ops), techniques.replaceAll(' ', ', '), grade, what),
    ),
  ),
  files: table(
    ['kind', 'techniques', 'grade', 'told as'],
    Object.entries(tellingFiles).map(([kind, { techniques, grade, what }]) =>
      row(kind, techniques.join(', '), grade, what),
    ),
  ),
  notices: table(
    ['notice', 'techniques', 'it worked', 'it failed', 'not known'],
    [...notices].map(([note, { techniques, success, failure, unknown }]) =>
      row(
        note,
        techniques.join(', '),
        ...[success, failure, unknown].map(({ grade, what }) => `${grade}: ${what}`),
      ),
    ),
  ),
  sensors: table(
    ['note', 'techniques', 'grade'],
    sensorNotices.map(([note, techniques, grade]) =>
      row(code(note), techniques.replaceAll(' ', ', ') || "the note's", grade),
    ),
  ),
}

test.each(Object.keys(tables))('the table of %s in docs/techniques.md is the code’s', name => {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- /${name} -->`]
  const now = readFileSync(page, 'utf8')
  const [before = '', rest = ''] = now.split(start)
  const [found, after] = rest.split(end.slice(1))
  if (process.env.UPDATE && !process.env.CI) writeFileSync(page, before + start + tables[name] + end + after)
  else expect(found!.trimEnd()).toBe(tables[name])
})

test('the grades that docs/techniques.md names are the code’s', () => {
  const rows = [...text.matchAll(/^\| ([a-z, ]+) \| (0\.\d+) \|/gm)]
  const told = rows.flatMap(([, names, share]) => names!.split(', ').map(name => [name, Number(share)]))
  expect(Object.fromEntries(told)).toEqual(grades)
})
