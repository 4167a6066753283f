import { expect, test } from 'vitest'
import { zeek } from '../../../src/read/zeek.ts'
import { connColumns, connRows, readZeek, tsv } from './read-zeek.ts'

const tsvLog = tsv('conn', connColumns, ...connRows)
const names = connColumns.split(' ')
const jsonLog = connRows
  .map(row =>
    row
      .split(' ')
      .map((cell, i) => [names[i]!, cell] as const)
      .filter(([, cell]) => cell !== '-'),
  )
  .map(
    cells =>
      `{${cells.map(([name, cell]) => `"${name}":${/^\d+(\.\d+)?$/.test(cell) ? cell : JSON.stringify(cell)}`).join(',')}}\n`,
  )
  .join('')
const { flows } = await readZeek({ 'conn.log': tsvLog })
const uid = (line: string) => /C\w{17}/.exec(line)?.[0]

test('pieces of any size make no difference', async () => {
  for (const log of [tsvLog, jsonLog])
    for (const size of [1, 2, 3, 5, 7, 13, 64, 100, 255, 1000, 1024, 4096, 65536])
      expect((await readZeek({ 'conn.log': log }, size)).flows).toEqual(flows)
})

const garbles: [string, (line: string) => string][] = [
  ['is half there', line => line.slice(0, line.length >> 1)],
  ['is bytes of anything', () => '\x01\xff{"\t}\t\\'],
  ['is empty braces', () => '{}'],
  ['is doubled without a newline', line => line + line],
  ['has lost its time', line => line.replace('1791', 'XXXX')],
  ['begins as a comment', line => `#${line.slice(1)}`],
  ['has lost an address', line => line.replace(/10\.0\.0\.1|2001:db8::1|fe80::1/, '10.0.0')],
]
const logs = [
  ['TSV', tsvLog, tsvLog.split('\n').findIndex(line => !line.startsWith('#'))],
  ['JSON', jsonLog, 0],
] as const

test.each(
  logs.flatMap(([format, log, first]) =>
    garbles.map(([what, garble]) => [format, what, log, first, garble] as const),
  ),
)('a line of %s that %s loses that line alone, and its number is told', async (_, __, log, first, garble) => {
  const lines = log.split('\n').slice(0, -1)
  for (let i = first; i < lines.length; i++) {
    const read = await readZeek({ 'conn.log': lines.with(i, garble(lines[i]!)).join('\n') + '\n' }, 100)
    expect(read.flows).toEqual(flows.filter(flow => flow.uid !== uid(lines[i]!)))
    expect(read.rejects).toMatchObject([{ first: i + 1, last: i + 1, count: 1, unit: 'line' }])
  }
})

test.each(logs)(
  '%s cut at any byte of its last lines gives whole rows and at most one reject',
  async (_, log) => {
    const rows = log.split('\n').slice(0, -1)
    const end = log.length
    const tail = rows.slice(-2).join('\n').length + 1
    for (let cut = end - tail; cut < end; cut++) {
      const read = await readZeek({ 'conn.log': log.slice(0, cut) }, 64)
      const there = new Set(read.flows.map(flow => flow.uid))
      expect(read.flows).toEqual(flows.filter(flow => there.has(flow.uid)))
      const whole = log.slice(0, cut).split('\n').length - 1
      expect(read.flows.length).toBeGreaterThanOrEqual(whole - (rows.length - flows.length))
      expect(read.flows.length + read.total).toBe(
        log[cut - 1] === '\n'
          ? flows.length - 1 - Number(cut === end - tail)
          : flows.length - Number(cut < end - rows.at(-1)!.length),
      )
    }
  },
)

test('a line beyond 1 MiB is a reject, and what follows it is read', async () => {
  const [first, ...rest] = connRows
  const long = connRows[1]!.replace('ShADad', 'A'.repeat(3_000_000))
  for (const size of [1000, 65536, 1 << 24]) {
    const read = await readZeek({ 'conn.log': tsv('conn', connColumns, first!, long, ...rest) }, size)
    expect(read.flows).toEqual(flows)
    expect(read.rejects).toMatchObject([{ first: 9, count: 1 }])
  }
})

test('rows before any #fields line are rejects', async () => {
  const read = await readZeek({ 'conn.log': '#separator \\x09\n#path\tconn\na\tb\n' })
  expect(read.rejects).toMatchObject([{ reason: 'no #fields line before it', first: 3, count: 1 }])
})

const types = connColumns
  .split(' ')
  .map(name => (name === 'ts' ? 'time' : 'string'))
  .join('\t')
const typed = tsvLog.replace(/(#fields.*\n)/, `$1#types\t${types}\n`)
const head = typed.split('\n').findIndex(line => !line.startsWith('#'))

test.each([
  ...garbles.slice(0, 4),
  ['is NULs', (line: string) => '\0'.repeat(line.length)] as const,
  ['is far too long', (line: string) => line + 'A'.repeat(1 << 17)] as const,
])('a line of the header that %s loses no row, whichever it is', async (_, garble) => {
  const lines = typed.split('\n')
  for (let i = 0; i < head; i++) {
    const log = lines.with(i, garble(lines[i]!)).join('\n')
    expect(zeek.sniff(Buffer.from(log))).toBe(true)
    const read = await readZeek({ 'conn.log': log })
    expect(read.flows).toEqual(flows)
    expect(read.total).toBeLessThanOrEqual(1)
  }
})

const bro2 = connColumns.replace(' local_resp', '')
const withoutLocal = connRows.map(row => row.split(' ').toSpliced(13, 1).join(' '))
const typesOf: Record<string, string> = { ts: 'time', 'id.orig_h': 'addr', 'id.orig_p': 'port', 'id.resp_h': 'addr', 'id.resp_p': 'port', proto: 'enum', duration: 'interval', local_orig: 'bool', local_resp: 'bool', tunnel_parents: 'set[string]' } // prettier-ignore
const counted = /_bytes$|_pkts$/
const withTypes = (columns: string, rows: readonly string[]): string =>
  tsv('conn', columns, ...rows).replace(
    /(#fields.*\n)/,
    `$1#types\t${columns.split(' ').map(name => typesOf[name] ?? (counted.test(name) ? 'count' : 'string')).join('\t')}\n`,
  ) // prettier-ignore

test.each([
  ['of Bro 2', withTypes(bro2, withoutLocal)],
  ['with a column before the others', withTypes(`_node_name ${connColumns}`, connRows.map(row => `w1 ${row}`))], // prettier-ignore
  ['with columns behind the others', withTypes(`${connColumns} vlan orig_cc`, connRows.map(row => `${row} - NO`))], // prettier-ignore
])('columns of a log %s are told by their types where their names are damaged', async (_, log) => {
  const fields = /#fields.*/.exec(log)![0]
  for (const damage of ['', '#', '#fields', '#field\tts\tuid', '\0'.repeat(fields.length), fields.slice(0, 90), fields.replace('orig_bytes', 'orig\x0bbytes').replace('tunnel_p', 'tu\x1eel_p')]) {
    const read = await readZeek({ 'conn.log': log.replace(fields, damage) })
    expect(read.flows).toEqual(flows)
    expect(read.total).toBeLessThanOrEqual(1)
  }
}) // prettier-ignore

test('a first row with as many columns as another version of the log has is one that is wrong', async () => {
  const rows = [connRows[0]!.split(' ').slice(0, 20).join(' '), ...connRows.slice(1)]
  const read = await readZeek({ 'conn.log': withTypes(connColumns, rows) })
  expect(read.flows).toEqual(flows.filter(flow => flow.uid !== 'CssH1xxxxxxxxxxxx1'))
  expect(read.rejects).toMatchObject([{ first: 9, count: 1 }])
})

test('columns whose names are damaged are those of another file of the log', async () => {
  const own = tsv('conn', `_a _b ${connColumns} _c`, ...connRows.map(row => `1 2 ${row} 3`))
  const damaged = own
    .replace(/#fields.*/, '#fields\t_a')
    .replaceAll('\tC', '\tD')
    .replaceAll('\t1791', '\t1792')
  const read = await readZeek({ '1/conn.log': own, '2/conn.log': damaged })
  expect(read.total).toBe(0)
  expect(read.flows).toHaveLength(flows.length * 2)
  expect(read.notes.map(({ text }) => text)).toContainEqual(expect.stringContaining('from another file'))
})
