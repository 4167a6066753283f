import { expect, test } from 'vitest'
import { connColumns, connRows, inputOf, readZeek, tsv } from './read-zeek.ts'
import { zeek } from '../../../src/read/zeek.ts'

const names = connColumns.split(' ')
const words = /^(uid|id\..*_h|proto|service|conn_state|history)$/
const objects = connRows.map(row => {
  const cells = row.split(/ +/).map((cell, i): [string, unknown] => {
    const name = names[i]!
    return [name, words.test(name) ? cell : cell === 'T' || cell === 'F' ? cell === 'T' : Number(cell)]
  })
  return Object.fromEntries(cells.filter(([, value]) => value !== '-' && !Number.isNaN(value)))
})
const lines = objects.map(object => JSON.stringify(object))
const jsonl = (rows: readonly unknown[]): string => rows.map(row => `${JSON.stringify(row)}\n`).join('')
const read = readZeek
const flowsOf = async (text: string) => {
  expect(zeek.sniff(inputOf('x', text).head)).toBe(true)
  const { flows, rejects } = await read({ x: text })
  expect(rejects).toEqual([])
  return flows
}
const plain = (await read({ 'conn.log': lines.join('\n') })).flows

test.each<[string, (line: string, object: object) => unknown]>([
  ['Filebeat with the line in message', message => ({ '@timestamp': '2026-10-13T00:00:00Z', log: { file: { path: '/x/conn.log' } }, message })],
  ['Logstash with event.original', original => ({ '@version': '1', event: { original }, host: { name: 's' } })],
  ['event.original under a flat name', original => ({ 'event.original': original })],
  ['Splunk, exported', _raw => ({ preview: false, result: { _raw, sourcetype: 'zeek:conn' } })],
  ['Splunk HTTP events of objects', (_, event) => ({ sourcetype: 'bro:conn:json', event })],
  ['Splunk HTTP events of text', event => ({ sourcetype: 'bro:conn:json', event })],
  ['Filebeat without keys_under_root', (_, json) => ({ '@timestamp': '2026-10-13T00:00:00Z', json })],
  ['LogScale, exported', line => ({ '@timestamp': 1791890000000, '@rawstring': line })],
  ['Graylog', line => ({ version: '1.1', short_message: line.slice(0, 20), full_message: line })],
  ['Kafka Connect with a schema', payload => ({ schema: { type: 'string' }, payload })],
  ['Elasticsearch’s hits', message => ({ _index: 'zeek', _id: 'a', _score: 1, _source: { message } })],
  ['Docker around Filebeat', message => ({ log: JSON.stringify({ message }), stream: 'stdout' })],
])('%s gives the flows of the lines themselves', async (_, wrap) => {
  expect(await flowsOf(jsonl(lines.map((line, i) => wrap(line, objects[i]!))))).toEqual(plain)
}) // prettier-ignore

test.each<[string, (line: string) => string]>([
  ['Fluentd', line => `2026-10-13T00:00:00+09:00\tzeek.conn\t${line}`],
  ['Fluentd of lines', line => `2026-10-13T00:00:00+09:00\tzeek.conn\t${JSON.stringify({ message: line })}`],
  ['Fluent Bit', line => `zeek.conn: [1791890000.123456789, ${line}]`],
])('a file that %s wrote gives the flows of the lines themselves', async (_, wrap) => {
  expect(await flowsOf(lines.map(line => `${wrap(line)}\n`).join(''))).toEqual(plain)
}) // prettier-ignore

test('lines of TSV in message are read under the header among them, each log file by itself', async () => {
  const conn = tsv('conn', connColumns, ...connRows)
    .trimEnd()
    .split('\n')
  const ssh = tsv('ssh', 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success', '1791890001.0 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 T').trimEnd().split('\n') // prettier-ignore
  const wrapped = (path: string) => (message: string) => ({ message, log: { file: { path } } })
  const mixed = conn.flatMap((line, i) => [
    wrapped('conn.log')(line),
    ...ssh.slice(i, i + 1).map(wrapped('ssh.log')),
  ])
  const result = await read({ x: jsonl(mixed) })
  const direct = await read({ 'conn.log': conn.join('\n') + '\n', 'ssh.log': ssh.join('\n') + '\n' })
  expect(result).toEqual(direct)
})

test('a bad line in a wrapping is a reject at the line of the file', async () => {
  const header = tsv('conn', connColumns, ...connRows)
    .trimEnd()
    .split('\n')
  const text = jsonl([...header, '1791890001.0\tshort'].map(message => ({ message })))
  expect((await read({ x: text })).rejects).toMatchObject([
    { unit: 'line', first: header.length + 1, count: 1 },
  ])
})

test('text inside a row is nobody’s wrapping', async () => {
  const reporter = { ts: 1791890001, level: 'Reporter::INFO', location: 'x', message: lines[0] }
  expect((await read({ 'reporter.log': jsonl([reporter]) })).flows).toEqual([])
})

const ecs = (object: Record<string, unknown>, i: number) => ({
  '@timestamp': new Date(Number(object.ts) * 1000).toISOString(),
  event: {
    dataset: 'zeek.connection',
    id: object.uid,
    ...(object.duration === undefined ? {} : { duration: Math.round(Number(object.duration) * 1e9) }),
  },
  source: {
    address: i % 2 ? 'client.example' : object['id.orig_h'],
    ip: object['id.orig_h'],
    port: object['id.orig_p'],
    bytes: object.orig_ip_bytes,
    packets: object.orig_pkts,
  },
  destination: {
    ip: object['id.resp_h'],
    port: object['id.resp_p'],
    bytes: object.resp_ip_bytes,
    packets: object.resp_pkts,
  },
  network: { transport: object.proto, application: object.service },
  zeek: { session_id: object.uid, connection: { state: object.conn_state, history: object.history } },
})

test('ECS documents of conn.log give the same flows, with times of a millisecond', async () => {
  const flows = await flowsOf(jsonl(objects.map(ecs)))
  const expected = plain.map(flow => ({ ...flow, start: Math.trunc(flow.start * 1000) / 1000, tunnel: '' }))
  expect(flows).toEqual(expected)
})

test('an ECS document of ssh.log with flat names is a login', async () => {
  const document = {
    '@timestamp': '2026-10-13T11:13:21.000Z',
    'destination.ip': '192.168.1.1',
    'destination.port': 22,
    'event.dataset': 'zeek.ssh',
    'network.transport': 'tcp',
    'source.ip': '192.168.1.2',
    'source.port': 48380,
    'zeek.session_id': 'CajWfz1b3qnnWT0BU9',
    'zeek.ssh.auth.attempts': 2,
    'zeek.ssh.auth.success': false,
    'zeek.ssh.client': 'SSH-2.0-OpenSSH_7.9p1 Ubuntu-10',
  }
  const { events, rejects } = await read({ x: jsonl([document]) })
  expect(rejects).toEqual([])
  expect(events.find(event => event.kind === 'login')).toMatchObject({
    uid: 'CajWfz1b3qnnWT0BU9', src: '192.168.1.2', dst: '192.168.1.1', dstPort: 22, outcome: 'failure', detail: { attempts: 2 },
  }) // prettier-ignore
})

const agents = (log: string, own: object, more: object = {}) => ({
  '@timestamp': '2026-10-13T11:13:21.000Z',
  source: { ip: '192.168.1.2', port: 48380 },
  destination: { ip: '192.168.1.1', port: 5900 },
  network: { transport: 'tcp' },
  zeek: { session_id: 'CajWfz1b3qnnWT0BU9', [log]: own },
  ...more,
})

test.each<[string, object, object]>([
  ['rfb', agents('rfb', { auth: { method: 'VNC', success: true }, version: { client: { major: '003', minor: '008' } } }), { service: 'vnc', outcome: 'success', detail: { method: 'VNC' } }],
  ['http of WinRM', agents('http', { trans_depth: 1 }, { destination: { ip: '192.168.1.1', port: 5985 }, url: { original: '/wsman', domain: 'dc1', username: 'amy' }, http: { response: { status_code: 200 } } }), { service: 'winrm', user: 'amy', outcome: 'success' }],
  ['dhcp', agents('dhcp', { address: { assigned: '192.168.1.2', mac: '00:0c:29:03:df:ad' }, hostname: 'PC1', msg: { types: ['ACK'] } }, { zeek: { session_id: ['CmWOt6VWaNGqXYcH6'], dhcp: { address: { assigned: '192.168.1.2', mac: '00:0c:29:03:df:ad' }, hostname: 'PC1' } } }), { kind: 'lease', detail: { address: '192.168.1.2', hardware: '00:0c:29:03:df:ad', name: 'PC1' } }],
  ['notice of a host alone', { '@timestamp': '2026-10-13T11:13:21.000Z', source: { ip: '192.168.1.2' }, zeek: { notice: { note: 'SSH::Password_Guessing', msg: 'm' } } }, { kind: 'notice', src: '192.168.1.2', dst: '' }],
])('an ECS document of %s without the agent’s fields is of the log that its own fields name', async (_, document, wanted) => {
  for (const one of [document, { _source: document }]) {
    const { events, rejects } = await read({ x: jsonl([one]) })
    expect(rejects).toEqual([])
    expect(events.filter(event => event.kind !== 'client')).toMatchObject([wanted])
  }
}) // prettier-ignore

test('ICMP has type and code in place of ports, as in conn.log, in ECS too', async () => {
  const icmp = agents('connection', { state: 'OTH', icmp: { type: 3, code: 1 } }, { source: { ip: '192.0.2.205' }, destination: { ip: '198.51.100.249' }, network: { transport: 'icmp', vlan: { id: 7 } } }) // prettier-ignore
  expect(await flowsOf(jsonl([icmp]))).toMatchObject([{ protocol: 1, srcPort: 3, dstPort: 1, vlan: 7 }])
})
