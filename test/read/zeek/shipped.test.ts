import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zeek } from '../../../src/read/zeek.ts'
import { pick } from '../../../src/read/pick.ts'
import { testPeer } from '../../helpers.ts'
import { connColumns, connRows, inputOf, readZeek, tsv } from './read-zeek.ts'

const names = connColumns.split(' ').filter(name => name !== 'tunnel_parents')
const cells = connRows.map(row => row.split(/ +/).slice(0, -1))
const words = /^(uid|id\..*_h|proto|service|conn_state|history)$/
const objects = cells.map(row =>
  Object.fromEntries(
    row
      .map((cell, i): [string, unknown] => {
        const name = names[i]!
        return [name, words.test(name) ? cell : /^[TF]$/.test(cell) ? cell === 'T' : Number(cell)]
      })
      .filter(([, value]) => value !== '-' && !Number.isNaN(value)),
  ),
)
const json = objects.map(object => JSON.stringify(object))
const header = tsv('conn', names.join(' ')).trimEnd().split('\n')
const rows = cells.map(row => row.join('\t').replace(/^(\d+)\t/, '$1.0\t'))
const control = (await readZeek({ 'conn.log': json.join('\n') })).flows
const join = (lines: readonly string[]) => `${lines.join('\n')}\n`

async function flowsOf(text: string, path = 'x') {
  expect(zeek.sniff(inputOf(path, text).head)).toBe(true)
  const read = await readZeek({ [path]: text })
  expect(read.total).toBe(0)
  return read.flows
}

const octal = (line: string) => line.replaceAll('\t', '#011')
const when = '2026-11-18T09:00:01.123456Z'

const frames: [string, (line: string, i: number) => string][] = [
  ['RFC 3164', line => `Nov 18 09:00:01 sensor1 zeek: ${line}`],
  ['RFC 3164 with a priority and a process', line => `<134>Nov  8 09:00:01 sensor1 zeek[712]: ${line}`],
  ['RFC 3164 without a program', line => `Nov 18 09:00:01 sensor1 ${line}`],
  ['rsyslog with ISO times', line => `2026-11-18T09:00:01.123456+01:00 sensor1 zeek_conn: ${line}`],
  ['rsyslog with tabs in octal', line => octal(`Nov 18 09:00:01 sensor1 zeek: ${line}`)],
  ['rsyslog with tabs as in C', line => `${when} sensor1 zeek: ${line.replaceAll('\t', '\\t')}`],
  ['syslog-ng', line => `Nov 18 09:00:01 s_net@sensor1/10.0.0.1 local0.info zeek[1]: ${line}`],
  ['RFC 5424', line => `<134>1 ${when} sensor1 zeek 712 - - ${line}`],
  ['RFC 5424 with structured data', line => `<134>1 ${when} s zeek - conn [a@1 b="c \\"]\\" d"][e] \ufeff${line}`],
  ['RFC 5424 with octets counted', line => `${line.length + 40} <134>1 ${when} sensor1 zeek - - - ${line}`],
  ['Docker compose', line => `zeek-1  | ${line}`],
  ['Docker compose with colours and times', line => `\x1b[36mzeek-1  |\x1b[0m ${when} ${line}`],
  ['docker logs with times', line => `${when} ${line}`],
  ['Kubernetes', line => `${when} stdout F ${line}`],
  ['Kubernetes, one line in parts', (line, i) => (i % 2 ? `${when} stdout P ${line.slice(0, 40)}\n${when} stderr F \n${when} stdout P ${line.slice(40, 50)}\n${when} stdout F ${line.slice(50)}` : `${when} stdout F ${line}`)],
  ['kubectl with names', line => `[pod/zeek-6f/zeek] ${line}`],
  ['grep', line => `2026-11-18/conn.09:00:00-10:00:00.log:${line}`],
  ['zgrep', line => `/nsm/zeek/logs/2026-11-18/conn.09:00:00-10:00:00.log.gz:${line}`],
  ['grep with numbers', (line, i) => `conn.log:${i + 1}:${line}`],
  ['grep with numbers alone', (line, i) => `${i + 1}:${line}`],
  ['grep with context', (line, i) => `conn.log${i % 3 ? '-' : ':'}${line}`],
  ['grep of syslog of a container', line => octal(`a/syslog:Nov 18 09:00:01 h zeek: ${line}`)],
  ['compose of Kubernetes', line => `zeek-1 | ${when} stdout F ${line}`],
] // prettier-ignore

test.each(frames)('%s around JSON and TSV, with a header and without, gives the flows of the rows', async (_, frame) => {
  const framed = (lines: readonly string[]) => join(lines.map(frame))
  expect(await flowsOf(framed(json))).toEqual(control)
  expect(await flowsOf(framed([...header, ...rows]))).toEqual(control)
  expect(await flowsOf(framed(rows))).toEqual(control)
}) // prettier-ignore

test('@cee: marks JSON in syslog', async () => {
  expect(await flowsOf(join(json.map(line => `Nov 18 09:00:01 h zeek: @cee: ${line}`)))).toEqual(control)
  expect(await flowsOf(join(json.map(line => `<134>1 ${when} h zeek - - - @cee:${line}`)))).toEqual(control)
})

test('lines of several logs, told apart by what is before them, are each read under their own header', async () => {
  const ssh = tsv('ssh', 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success', '1791890001.0 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 T').trimEnd().split('\n') // prettier-ignore
  const direct = await readZeek({ 'conn.log': join([...header, ...rows]), 'ssh.log': join(ssh) })
  for (const name of [
    (log: string) => `${log}.log.gz:`,
    (log: string) => `Nov 18 09:00:01 h zeek_${log}: `,
  ]) {
    const mixed = [...header, ...rows].flatMap((line, i) => [
      `${name('conn')}${line}`,
      ...ssh.slice(i, i + 1).map(other => `${name('ssh')}${other}`),
    ])
    const read = await readZeek({ x: join(mixed) })
    expect(read.flows).toEqual(direct.flows)
    expect(read.events).toEqual(direct.events)
  }
})

test('what other programs say in a syslog is passed over and counted, and a bad row is a reject at its line', async () => {
  const lines = json.map(line => `Nov 18 09:00:01 h zeek: ${line}`)
  const text = join([
    ...lines,
    'Nov 18 09:00:02 h sshd[1]: Accepted publickey for amy',
    lines[0]!.slice(0, 90),
  ])
  const read = await readZeek({ x: text })
  expect(read.flows).toEqual(control)
  expect(read.notes).toMatchObject([{ text: expect.stringContaining('no row of a Zeek log') as string, count: 1 }]) // prettier-ignore
  expect(read.rejects).toMatchObject([{ first: lines.length + 2, count: 1 }])
})

const iso = (ts: unknown) => new Date(Number(ts) * 1000).toISOString()
const milli = control.map(flow => ({ ...flow, start: Math.trunc(flow.start * 1000) / 1000 }))
const hits = objects.map(_source => ({ _index: 'zeek', _id: 'a', _score: null, _source }))
const csvCell = (value: unknown) => {
  const text = String(value ?? '')
  return /[,;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
const csv = (separator: string) =>
  [names.join(separator), ...objects.map(row => names.map(name => csvCell((row as Record<string, unknown>)[name])).join(separator))].join('\r\n') + '\r\n' // prettier-ignore

test.each([
  ['a list in one line', JSON.stringify(objects)],
  ['a list, a row a line', `[\n${json.join(',\n')}\n]\n`],
  ['a list, a row a line, commas first', `[${json.join('\n,')}]`],
  ['a list spread over lines', JSON.stringify(objects, null, 2)],
  ['objects spread over lines', objects.map(object => JSON.stringify(object, null, 4)).join('\n')],
  ['rows with commas behind them', json.map(line => `${line},\n`).join('')],
  ['an answer of Elasticsearch', JSON.stringify({ took: 3, timed_out: false, _shards: { total: 1 }, hits: { total: { value: 8, relation: 'eq' }, max_score: null, hits } })],
  ['an answer of Elasticsearch, spread', JSON.stringify({ took: 3, _shards: { total: 1 }, hits: { total: 8, hits } }, null, 2)],
  ['answers to several searches', JSON.stringify({ took: 1, responses: [{ took: 1, hits: { hits: hits.slice(0, 3) } }, { hits: { hits: hits.slice(3) } }] })],
  ['results of Splunk', JSON.stringify({ preview: false, init_offset: 0, results: json.map(_raw => ({ _raw })) })],
  ['hits of a scroll', hits.map(hit => `${JSON.stringify(hit)}\n`).join('')],
  ['CSV', csv(',')],
  ['CSV with a byte order mark', `\ufeff${csv(',')}`],
  ['CSV with semicolons', csv(';')],
  ['TSV of names alone', join([names.join('\t'), ...rows])],
])('%s gives the flows of the rows', async (_, text) => {
  expect(await flowsOf(text)).toEqual(control)
}) // prettier-ignore

test.each<[string, (ts: number) => unknown, typeof control]>([
  ['nanoseconds', ts => `${Math.round(ts * 1e6)}000`, control],
  ['microseconds', ts => Math.round(ts * 1e6), control],
  ['milliseconds', ts => Math.trunc(ts * 1000), milli],
  ['ISO 8601', ts => iso(ts), milli],
  ['ISO 8601 with an offset', ts => iso(ts).replace('Z', '+00:00'), milli],
  ['ISO 8601 without a zone', ts => iso(ts).replace('T', ' ').replace('Z', ''), milli],
])('times in %s are the same times', async (_, time, wanted) => {
  const timed = objects.map(row => ({ ...row, ts: time(Number(row.ts)) }))
  expect(await flowsOf(timed.map(row => `${JSON.stringify(row)}\n`).join(''))).toEqual(wanted)
  expect(await flowsOf(JSON.stringify(timed))).toEqual(wanted)
})

test('nanoseconds as numbers, and times as Kibana exports them', async () => {
  const nanos = json.map((line, i) => line.replace(/"ts":[\d.]+/, `"ts":${Math.round(Number(objects[i]!.ts) * 1e6)}000`)) // prettier-ignore
  expect(await flowsOf(join(nanos))).toEqual(control)
  const shown = '"@timestamp","source.ip","source.port","destination.ip","destination.port","network.transport","event.dataset","zeek.connection.state"\n"Nov 18, 2026 @ 09:00:00.250","10.0.0.1","50000","10.0.0.2","22","tcp","zeek.connection","SF"\n' // prettier-ignore
  expect(await flowsOf(shown)).toMatchObject([
    { start: 1794992400.25, src: '10.0.0.1', state: 'established' },
  ])
})

test.each([
  ['TSV and then JSON', join([...header, ...rows.slice(0, 3), ...json.slice(3)])],
  ['JSON and then TSV', join([...json.slice(0, 3), ...header, ...rows.slice(3)])],
  ['JSON and then TSV without a header', join([...json.slice(0, 3), ...rows.slice(3)])],
  ['TSV between JSON', join([...json.slice(0, 2), ...header, ...rows.slice(2, 4), ...json.slice(4)])],
  ['an empty column behind the others', join([...header, ...rows.map(row => `${row}\t`)])],
  ['empty columns in lines of Windows', join([...header, ...rows.map(row => `${row}\t\t`)]).replaceAll('\n', '\r\n')],
  ['an empty column in the header too', join([...header.map(line => line.replace(/^#fields.*/, '$&\t')), ...rows.map(row => `${row}\t`)])],
  ['NULs in a line of their own', join([...header, ...rows.slice(0, 2), '\0'.repeat(900), ...rows.slice(2)])],
  ['NULs before a row', join([...header, rows[0]!, '\0'.repeat(9000) + rows[1]!, ...rows.slice(2)])],
  ['2 MiB of NULs before a row', join([...header, rows[0]!, '\0'.repeat(1 << 21) + rows[1]!, ...rows.slice(2)])],
  ['NULs before JSON', join([json[0]!, '\0'.repeat(1 << 21) + json[1]!, ...json.slice(2)])],
])('%s in one file costs no row', async (_, text) => {
  expect(await flowsOf(text, 'conn.log')).toEqual(control)
}) // prettier-ignore

test('a row that a crash cut with NULs is a reject, and the one behind the NULs is read', async () => {
  const text = join([...header, rows[0]!, `${rows[1]!.slice(0, 60)}${'\0'.repeat(500)}${rows[2]!}`, ...rows.slice(3)]) // prettier-ignore
  const read = await readZeek({ 'conn.log': text })
  expect(read.flows).toEqual(control.toSpliced(1, 1))
  expect(read.rejects).toMatchObject([{ first: header.length + 2, count: 1 }])
})

test('a site’s own columns are what they say: one that is unknown is read by nobody, wherever it is', async () => {
  const types = names.map(name => ({ ts: 'time', proto: 'enum', duration: 'interval', local_orig: 'bool', local_resp: 'bool' })[name] ?? (/_[hp]$/.test(name) ? (name.endsWith('h') ? 'addr' : 'port') : /_(bytes|pkts)$/.test(name) ? 'count' : 'string')) // prettier-ignore
  for (const at of [0, 6, names.length])
    for (const [own, type] of [
      ['sensorname', 'string'],
      ['site_tags', 'set[string]'],
      ['peer_name', 'string'],
    ] as const) {
      // prettier-ignore
      const put = (list: readonly string[], value: string) => list.toSpliced(at, 0, value).join('\t')
      const text = join([
        ...header.slice(0, -1),
        `#fields\t${put(names, own)}`,
        `#types\t${put(types, type)}`,
        ...rows.map(row => put(row.split('\t'), 'so-eth1')),
      ])
      expect(await flowsOf(text, 'conn.log')).toEqual(control)
    }
})

const writings = [
  (i: number) => json[i]!,
  (i: number) => rows[i]!,
  (i: number) => JSON.stringify({ message: json[i]! }),
  (i: number) => JSON.stringify({ message: rows[i]!, log: { file: { path: 'conn.log' } } }),
] as const

test('any mixture of frames and writings gives the flows of the rows', async () => {
  const one = fc.tuple(fc.nat(frames.length - 1), fc.nat(writings.length - 1))
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: control.length, maxLength: control.length }), async picks => {
      const lines = picks.map(([frame, writing], i) => frames[frame]![1](writings[writing]!(i), 0))
      const read = await readZeek({ 'conn.log': join(['conn.log:#separator \\x09', ...lines]) })
      expect(read.flows).toEqual(control)
    }),
    { numRuns: 150 },
  )
})

const unread = {
  jq: [
    JSON.stringify({ status: 'ok', page: { sets: [{ items: objects }] } }),
    JSON.stringify({ status: 'ok', page: [[['1', json[0]]], ...json.slice(1).map(line => [['2', line]])] }),
  ],
  sed: [json, rows].map(lines => join(lines.map(line => `~~ shipped ~~ ${line}`))),
}

async function readAsTold(text: string) {
  const refused = () => pick(Buffer.from(text), 'FILE')
  expect(refused).toThrow(/ FILE \| eastwest … -$/)
  const command = /(jq|sed) .* FILE/.exec(message(refused))![0].replace(/ FILE$/, '')
  return (await readZeek({ 'conn.log': execFileSync('sh', ['-c', command], { input: text, encoding: 'utf8' }) })).flows // prettier-ignore
}

testPeer('jq')('what is in JSON where nothing looks for it is read by the command that the refusal names', async () => {
  for (const text of unread.jq) expect(await readAsTold(text)).toEqual(control)
}) // prettier-ignore

test('what is behind something that nobody knows is read by the command that the refusal names', async () => {
  for (const text of unread.sed) expect(await readAsTold(text)).toEqual(control)
})

function message(refused: () => unknown): string {
  try {
    refused()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
