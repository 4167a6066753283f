import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { zeek } from '../../../src/read/zeek.ts'
import { shared, testShared } from '../../helpers.ts'
import { inputOf, readInputs } from './read-zeek.ts'

const content = (path: string): Buffer => {
  const bytes = readFileSync(path)
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { finishFlush: 2 }) : bytes
}

/** All Zeek logs below a folder, as inputs. */
const logsOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name !== 'label.json')
    .map(entry => inputOf(join(entry.parentPath, entry.name), content(join(entry.parentPath, entry.name))))
    .filter(input => zeek.sniff(input.head))

/** How many flows conn.log has no row of. */
const orphans = (notes: readonly { text: string; count: number }[]): number =>
  notes.find(note => note.text.startsWith('flows without'))?.count ?? 0

const used = [
  'conn',
  'ssh',
  'rdp',
  'rfb',
  'smb_mapping',
  'smb_files',
  'dce_rpc',
  'ntlm',
  'kerberos',
  'dhcp',
  'notice',
  'capture_loss',
  'stats',
  'tunnel',
  'known_hosts',
  'known_services',
]

/** Folders whose logs are as Zeek wrote them; the others are broken or made up on purpose, and only have to be survived. */
const ordinary = [
  'brobeat-day', 'brobeat-sample', 'ccgen', 'metron-wrapped', 'netflowlabeler', 'otrf-apt29-day1', 'otrf-apt29-day1-combined',
  'otrf-lsass-01', 'otrf-lsass-03', 'otrf-lsass-05', 'otrf-lsass-07', 'parsezeeklogs-l2', 'rita-json-all-fields', 'rita-missing-host-day1',
  'rita-open-conns', 'rita-proxy', 'rita-proxy-rolling', 'saitama', 'shadowtrace', 'slips-portscan-horizontal', 'slips-test18-labelled',
  'slips-test9', 'zat-tsv', 'zed-sample-default', 'zed-sample-json', 'zeek-quick',
] // prettier-ignore

interface Label {
  logs: Record<string, number>
}

testShared.each(ordinary)(
  'zeek-logs/%s: every row is a flow or in an event or counted as not used',
  async folder => {
    const path = shared(`corpora/zeek-logs/${folder}`)
    const { logs } = JSON.parse(readFileSync(join(path, 'label.json'), 'utf8')) as Label
    const read = await readInputs(logsOf(path))
    expect(read.rejects).toEqual([])
    const open = read.notes.find(note => note.text.includes('open_conn.log: flows'))?.count ?? 0
    const again = (...kinds: readonly string[]) =>
      read.notes
        .filter(
          ({ text }) => kinds.some(kind => text.startsWith(`${kind}.log: `)) && text.includes('counted once'),
        )
        .reduce((sum, { count }) => sum + count, 0)
    expect(read.flows.length - orphans(read.notes) - open + again('conn')).toBe(logs.conn ?? 0)
    const rows = (kind: string) => read.events.filter(event => event.kind === kind).length
    expect(rows('client') + again('ssh', 'rdp', 'rfb')).toBe(
      (logs.ssh ?? 0) + (logs.rdp ?? 0) + (logs.rfb ?? 0),
    )
    expect(rows('share') + again('smb_mapping')).toBe(logs.smb_mapping ?? 0)
    expect(rows('file') + again('smb_files')).toBe(logs.smb_files ?? 0)
    expect(rows('rpc') + again('dce_rpc')).toBe(logs.dce_rpc ?? 0)
    expect(rows('notice') + again('notice')).toBe(logs.notice ?? 0)
    expect(rows('host') + again('known_hosts', 'known_services')).toBe(
      (logs.known_hosts ?? 0) + (logs.known_services ?? 0),
    )
    expect(
      rows('lease') +
        again('dhcp') +
        (read.notes.find(note => note.text.startsWith('dhcp.log: rows that say'))?.count ?? 0),
    ).toBe(logs.dhcp ?? 0)
    const unused = read.notes.filter(
      note =>
        (note.text.endsWith('not used') && !note.text.startsWith('open_conn')) ||
        note.text.startsWith('weird.log'),
    )
    const others = Object.entries(logs).filter(
      ([kind]) => !used.includes(kind) && kind !== 'arp' && kind !== 'conn-summary' && kind !== 'open_conn',
    )
    // Rows of dns.log that call a private address something.
    const naming = new Set(read.events.filter(({ kind }) => kind === 'name').map(({ uid, ts }) => `${uid} ${ts}`)) // prettier-ignore
    expect(unused.reduce((sum, note) => sum + note.count, naming.size)).toBe(
      others.reduce((sum, [, rows]) => sum + rows, 0),
    )
  },
)

testShared('the same logs in TSV and in JSON give the same flows and events', async () => {
  const [tsv, json] = await Promise.all(
    ['default', 'json'].map(async format =>
      readInputs(logsOf(shared(`corpora/zeek-logs/zed-sample-${format}`))),
    ),
  )
  expect(json!.flows).toEqual(tsv!.flows)
  expect(json!.events).toEqual(tsv!.events)
})

testShared('lateral movement that two sensors saw is in the flows and events', async () => {
  const { flows, events } = await readInputs(logsOf(shared('corpora/zeek-logs/otrf-apt29-day1')))
  const moved = (row: { src: string; dst: string }) => row.src === '10.0.1.4' && row.dst === '10.0.1.6'
  const services = flows.filter(moved).map(flow => flow.service)
  expect(services).toEqual(expect.arrayContaining(['winrm', 'smb', 'rpc']))
  expect(events.filter(moved).map(event => event.detail.operation)).toContain('ept_map')
})

/** Broken or made up on purpose: to be survived, with what is wrong located. */
const odd = [
  'json-streaming-pretty',
  'rita-truncated',
  'slips-test10',
  'slips-test14',
  'zed-ztests-1',
  'zeek-ascii-1',
  'zeek-cut-logs',
]

testShared.each(odd)('zeek-logs/%s is survived, and every line that is lost has its number', async folder => {
  const read = await readInputs(logsOf(shared(`corpora/zeek-logs/${folder}`)))
  for (const reject of read.rejects)
    expect(reject).toMatchObject({ unit: 'line', example: expect.stringMatching(/./) as string })
})

testShared('sites/alpha (TSV) and sites/beta (JSON): no row is lost', async () => {
  for (const site of ['alpha', 'beta']) {
    const day = shared(`eval/sites/${site}/logs/2026-10-06`)
    const files = readdirSync(day).filter(name => /^(conn|ssh)\./.test(name))
    const rows = (kind: string) =>
      files
        .filter(name => name.startsWith(kind))
        .flatMap(name => content(join(day, name)).toString('latin1').trimEnd().split('\n'))
        .filter(line => line !== '' && !line.startsWith('#')).length
    const read = await readInputs(logsOf(day))
    expect(read.rejects).toEqual([])
    // Some flows of this day end, and are logged, on the next.
    expect(read.flows.length - orphans(read.notes)).toBe(rows('conn'))
    expect(read.events.filter(event => event.kind === 'client' && event.service === 'ssh')).toHaveLength(
      rows('ssh'),
    )
  }
})

testShared(
  "the conn.log that Zeek's own tests expect: without times every row is a reject, with times every one is a flow",
  async () => {
    const root = shared('corpora/zeek-pairs')
    let second = 1_500_000_000
    for (const folder of readdirSync(root)) {
      const expected = join(root, folder, 'expected')
      const name = readdirSync(expected).find(file => file === 'conn.log')
      const text = name === undefined ? '' : content(join(expected, name)).toString('latin1')
      if (!text.includes('\nXXXXXXXXXX.XXXXXX\t')) continue
      const rows = text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length
      const without = await readInputs([inputOf(folder, text)])
      expect(without.rejects).toMatchObject([{ reason: 'ts is no time', count: rows }])
      const timed = await readInputs([
        inputOf(
          folder,
          text.replaceAll('XXXXXXXXXX.XXXXXX', () => `${second++}.000001`),
        ),
      ])
      expect([folder, timed.flows.length, timed.total]).toEqual([folder, rows, 0])
    }
  },
)
