import { expect, test } from 'vitest'
import { connColumns, connRows, readZeek, tsv } from './read-zeek.ts'

const names = connColumns.split(' ')
const texts = new Set(['uid', 'id.orig_h', 'id.resp_h', 'proto', 'service', 'conn_state', 'history'])
type Row = Record<string, unknown>

/** A row as Zeek's JSON writer has it: unset fields left out, sets as lists. */
const asJson = (row: string): Row =>
  Object.fromEntries(
    row.split(' ').flatMap((cell, i): [string, unknown][] => {
      const name = names[i]!
      if (cell === '-' || cell === '(empty)') return []
      if (name === 'tunnel_parents') return [[name, [cell]]]
      return [[name, texts.has(name) ? cell : name.startsWith('local_') ? cell === 'T' : Number(cell)]]
    }),
  )
const rows = connRows.map(asJson)
const lines = (objects: readonly unknown[]) => objects.map(row => `${JSON.stringify(row)}\n`).join('')
const { flows } = await readZeek({ 'conn.log': tsv('conn', connColumns, ...connRows) })

const renamed = (row: Row, name: (key: string) => string) =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [name(key), value]))
const nested = (row: Row): Row => {
  const id = Object.entries(row).filter(([key]) => key.startsWith('id.'))
  const others = Object.entries(row).filter(([key]) => !key.startsWith('id.'))
  return {
    ...Object.fromEntries(others),
    id: Object.fromEntries(id.map(([key, value]) => [key.slice(3), value])),
  }
}
const iso = (row: Row): Row => {
  const ts = row.ts as number
  const micros = String(Math.round((ts % 1) * 1e6)).padStart(6, '0')
  return { ...row, ts: new Date(Math.floor(ts) * 1000).toISOString().replace('.000Z', `.${micros}Z`) }
}

test.each([
  ['as Zeek writes it', lines(rows)],
  ['with blanks after colons and commas', lines(rows).replaceAll('":', '": ').replaceAll(',"', ', "')],
  ['with other blanks', lines(rows).replaceAll('":', '" :\t').replaceAll('{"', ' { "')],
  [
    'with its fields in another order',
    lines(rows.map(row => Object.fromEntries(Object.entries(row).reverse()))),
  ],
  ['with id_orig_h', lines(rows.map(row => renamed(row, key => key.replace(/^id\./, 'id_'))))],
  ['with a nested id', lines(rows.map(nested))],
  ['with ISO times', lines(rows.map(iso))],
  [
    'as Corelight streams it',
    lines(
      rows.map(row => ({ _path: 'conn', _system_name: 's', _write_ts: '2026-10-05T00:00:00Z', ...iso(row) })),
    ),
  ],
  ['with @stream', lines(rows.map(row => ({ '@stream': 'conn', '@proc': 'zeek', ...row })))],
  ['wrapped in the name of its stream', lines(rows.map(row => ({ conn: row })))],
  [
    'with null for unset',
    lines(rows.map(row => ({ ...Object.fromEntries(names.map(name => [name, null])), ...row }))),
  ],
  [
    'with escapes in texts',
    lines(rows.map(row => ({ ...row, note_x: 'a"b\\c\n' }))).replaceAll('"tcp"', '"\\u0074cp"'),
  ],
  [
    'with numbers as texts',
    lines(rows.map(row => ({ ...row, 'id.orig_p': String(row['id.orig_p']), ts: String(row.ts) }))),
  ],
  ['with lines that end as in Windows', lines(rows).replaceAll('\n', '\r\n')],
  ['with empty lines', lines(rows).replaceAll('\n', '\n\n')],
  ['without the last newline', lines(rows).trimEnd()],
])('conn.log in JSON %s is the same as in TSV', async (_, text) => {
  const read = await readZeek({ 'any name': text })
  expect(read.rejects).toEqual([])
  expect(read.flows).toEqual(flows)
})

test('times in milliseconds are told by their size', async () => {
  const { flows } = await readZeek({ 'conn.log': lines([{ ...rows[0], ts: 1791890000123 }]) })
  expect(flows[0]!.start).toBe(1791890000.123)
})

test('logs of several kinds in one file are told apart by path, or by their fields', async () => {
  const ssh = { ts: 1791890000.5, uid: rows[0]!.uid, 'id.orig_h': '10.0.0.1', 'id.orig_p': 50001, 'id.resp_h': '10.0.0.2', 'id.resp_p': 22, auth_success: true, auth_attempts: 2 } // prettier-ignore
  const dns = { ts: 1791890000.6, uid: 'Cdns', 'id.orig_h': '10.0.0.1', 'id.orig_p': 1, 'id.resp_h': '10.0.0.2', 'id.resp_p': 53, query: 'x' } // prettier-ignore
  for (const mark of [false, true]) {
    const named = (path: string, row: Row) => (mark ? { _path: path, ...row } : row)
    const read = await readZeek({
      'all.log': lines([named('ssh', ssh), named('dns', dns), ...rows.map(row => named('conn', row))]),
    })
    expect(read.flows).toEqual(flows)
    expect(read.events.map(event => [event.kind, event.uid, event.outcome])).toContainEqual([
      'login',
      rows[0]!.uid,
      'success',
    ])
    expect(read.total).toBe(0)
  }
})

test.each([
  ['{"ts":1791890000.0,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":1', 'no JSON object'],
  ['[1,2]', 'no JSON object'],
  ['"text"', 'no JSON object'],
  ['{"ts":"yesterday","conn_state":"SF"}', 'ts is no time'],
  ['{"ts":-1,"conn_state":"SF"}', 'ts is no time'],
  [
    '{"ts":1,"conn_state":"SF","id.orig_h":"10.0.0.300","id.resp_h":"10.0.0.1"}',
    'an address is missing or wrong',
  ],
  ['{"ts":1,"conn_state":"SF","id.orig_h":"10.0.0.1"}', 'an address is missing or wrong'],
  [
    '{"ts":1,"conn_state":"SF","id.orig_h":"10.0.0.1","id.resp_h":"::1","id.orig_p":70000,"id.resp_p":1}',
    'a port is missing or wrong',
  ],
  [
    '{"ts":1,"conn_state":"SF","id.orig_h":"10.0.0.1","id.resp_h":"::1","id.orig_p":1.5,"id.resp_p":1}',
    'a port is missing or wrong',
  ],
])('%s is a reject: %s', async (line, reason) => {
  const read = await readZeek({ 'conn.log': `${lines(rows.slice(0, 2))}${line}\n${lines(rows.slice(2))}` })
  expect(read.rejects).toMatchObject([
    { file: 'conn.log', reason, unit: 'line', first: 3, count: 1, example: line.slice(0, 200) },
  ])
  expect(read.flows).toEqual(flows)
})
