import { expect, test } from 'vitest'
import { connColumns, connRows, readZeek, tsv } from './read-zeek.ts'

const log = tsv('conn', connColumns, ...connRows)
const whole = await readZeek({ 'conn.log': log })

test('a row of conn.log becomes a flow, field by field', () => {
  expect(whole.flows.find(flow => flow.uid === 'CssH1xxxxxxxxxxxx1')).toEqual({
    start: 1791890000.000001, duration: 12.5, src: '10.0.0.1', dst: '10.0.0.2', srcPort: 50001, dstPort: 22, protocol: 6,
    service: 'ssh', serviceBy: 'sensor', state: 'established', direction: 'known', srcBytes: 5200, dstBytes: 6100,
    srcPackets: 30, dstPackets: 28, sampling: 0, vlan: 0, sensor: 's1', space: '', uid: 'CssH1xxxxxxxxxxxx1', history: 'ShADadFf', tunnel: '',
  }) // prettier-ignore
  expect(whole.rejects).toEqual([])
  expect(whole.notes).toEqual([])
})

test.each([
  [
    'Csmb1xxxxxxxxxxxx2',
    { service: 'smb', serviceBy: 'sensor', state: 'established', duration: 3.141593, start: 1791890001.25 },
  ],
  [
    'Crej1xxxxxxxxxxxx3',
    { service: 'rdp', serviceBy: 'port', state: 'rejected', duration: 0, start: 1791890002.5 },
  ],
  [
    'Cno11xxxxxxxxxxxx4',
    { service: 'vnc', serviceBy: 'port', state: 'no-answer', srcBytes: 180, dstPackets: 0, tunnel: '' },
  ],
  [
    'Cip61xxxxxxxxxxxx5',
    { service: 'rdp', src: '2001:db8::1', dst: 'fe80::2', state: 'established', start: 1791890004 },
  ],
  [
    'Cicmpxxxxxxxxxxxx6',
    {
      service: 'unknown',
      protocol: 1,
      srcPort: 8,
      dstPort: 0,
      history: '',
      tunnel: 'tunnel',
      state: 'partial',
    },
  ],
  ['Cicm6xxxxxxxxxxxx7', { protocol: 58, srcPort: 135, dstPort: 136, duration: 0 }],
  ['Cwinrxxxxxxxxxxxx8', { service: 'winrm', serviceBy: 'port', direction: 'guessed' }],
])('%s has %j', (uid, expected) => {
  expect(whole.flows.find(flow => flow.uid === uid)).toMatchObject(expected)
})

/** The same log with its columns in another order, one that nobody knows, and another separator. */
function shuffled(separator: string, written: string): string {
  const names = connColumns.split(' ')
  const order = [...names.keys()].sort((a, b) => ((a * 7) % 21) - ((b * 7) % 21))
  const row = (cells: readonly string[], extra: string) =>
    [extra, ...order.map(i => (cells[i] === '-' ? '(none)' : cells[i]!)), 'x'].join(separator)
  return [
    `#separator ${written}`,
    ['#unset_field', '(none)'].join(separator),
    ['#path', 'conn'].join(separator),
    ['#fields', row(names, 'sensor_label')].join(separator),
    ...connRows.map(text => row(text.split(' '), 'é')),
    '',
  ].join('\n')
}

test.each([
  ['a tab', '\t', '\\x09'],
  ['a bar', '|', '|'],
  ['a semicolon, escaped', ';', '\\x3b'],
  ['two characters', '||', '||'],
  ['NUL', '\0', '\\x00'],
  ['a tab, with a newline as it can never be,', '\t', '\\x09\\x0a'],
])('columns in any order, unknown ones and %s between them change nothing', async (_, separator, written) => {
  const { flows, rejects } = await readZeek({ 'conn.log': shuffled(separator, written) })
  expect(rejects).toEqual([])
  expect(flows).toEqual(whole.flows)
})

test.each([
  ['a byte order mark', `\uFEFF${log}`],
  ['blanks before the header', `\t${log}`],
  ['lines that end as in Windows', log.replaceAll('\n', '\r\n')],
  ['an empty line', log.replace('#fields', '\n#fields')],
  ['a comment before the header', `### made by a test\n${log}`],
  ['a #close line', `${log}#close\t2026-10-05-01-00-00\n`],
  [
    'the header twice, as in files put together',
    tsv('conn', connColumns, ...connRows.slice(0, 3)) + tsv('conn', connColumns, ...connRows.slice(3)),
  ],
  ['no header but the names', log.slice(log.indexOf('#fields\t') + 8)],
  ['no #separator line', log.slice(log.indexOf('#path'))],
  ['no #path line', log.replace('#path\tconn\n', '')],
  ["a path of the site's own", log.replace('#path\tconn', '#path\tconn_dmz')],
])('%s changes nothing', async (_, text) => {
  const { flows, rejects } = await readZeek({ 'x.log': text })
  expect(rejects).toEqual([])
  expect(flows).toEqual(whole.flows)
})

test('columns may change inside a file', async () => {
  const names = connColumns.split(' ')
  const narrow = (cells: readonly string[]) =>
    cells.filter((_, i) => !['local_orig', 'missed_bytes'].includes(names[i]!)).join(' ')
  const second = ['#fields', ...narrow(names).split(' ')].join('\t')
  const rows = connRows.map(row => narrow(row.split(' ')).split(' ').join('\t'))
  const text = `${tsv('conn', connColumns, ...connRows.slice(0, 4))}${second}\n${rows.slice(4).join('\n')}\n`
  expect((await readZeek({ 'conn.log': text })).flows).toEqual(whole.flows)
})

test('without *_ip_bytes the payload is counted, and that is noted', async () => {
  const columns = connColumns.replace('orig_ip_bytes', 'a').replace('resp_ip_bytes', 'b')
  const { flows, notes } = await readZeek({ 'conn.log': tsv('conn', columns, connRows[0]!) })
  expect(flows[0]).toMatchObject({ srcBytes: 4000, dstBytes: 5000 })
  expect(notes).toEqual([
    {
      sensor: 's1',
      text: 'no *_ip_bytes in conn.log: bytes are those of the payload',
      count: 1,
      where: 'conn.log',
    },
  ])
})

test('a row without a uid gets one that is the same in every run', async () => {
  const columns = connColumns.replace('uid', 'x')
  const [first, second] = await Promise.all(
    [1, 2].map(() => readZeek({ 'conn.log': tsv('conn', columns, connRows[0]!) })),
  )
  expect(first!.flows[0]!.uid).toMatch(/^C\w{14}$/)
  expect(second!.flows).toEqual(first!.flows)
})

test('vlan and ip_proto are taken where they are', async () => {
  const log = tsv(
    'conn',
    `${connColumns} vlan ip_proto`,
    `${connRows[0]!.replace('tcp ssh', 'unknown_transport -')} 42 47`,
  )
  expect((await readZeek({ 'conn.log': log })).flows[0]).toMatchObject({
    vlan: 42,
    protocol: 47,
    service: 'unknown',
  })
})

test('escaped bytes are undone, and a writer that does not escape is understood', async () => {
  const columns = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p path share_type'
  const row = (path: string) => `1791890000.0 Cx 10.0.0.1 1 10.0.0.2 445 ${path} DISK`
  const paths = [
    '\\\\\\\\srv\\\\ADMIN$',
    '\\\\srv\\app$',
    '\\\\\\\\s\\xc3\\xa9\\x09x\\\\c$',
    '\\\\\\\\srv\\\\données',
  ]
  const { events } = await readZeek({ 'm.log': tsv('smb_mapping', columns, ...paths.map(row)) })
  expect(events.map(event => event.detail.path).sort()).toEqual(
    ['\\\\srv\\ADMIN$', '\\\\srv\\app$', '\\\\sé\tx\\c$', '\\\\srv\\données'].sort(),
  )
})
