import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { eastwest, folder } from './commands/cli.ts'
import { project, testPeer } from './helpers.ts'
import { ecsDocument, shippers } from './shippers.ts'

vi.setConfig({ testTimeout: 60_000 })

/** The demo site's last days: as many as make a history, and one to judge. */
const days = readdirSync(project('sensors/zeek')).slice(-4)
const sensors = ['hq-zeek', 'branch-nfcapd', 'dc-ipfix'] as const
type Sensor = (typeof sensors)[number]
/** Files by path in a sensor's folder. */
type Files = Record<string, Uint8Array>
type Site = Record<Sensor, Files> & Readonly<Record<string, Files>>

const read = (path: string): Buffer => {
  const bytes = readFileSync(project(`sensors/${path}`))
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Each sensor's plain files of a day. */
const records = days.map(day => ({
  day,
  'hq-zeek': Object.fromEntries(
    readdirSync(project(`sensors/zeek/${day}`)).map(log => [
      log.replace('.gz', ''),
      read(`zeek/${day}/${log}`),
    ]),
  ),
  'branch-nfcapd': { flows: read(`branch-nfcapd/nfcapd.${day.replaceAll('-', '')}0000`) },
  'dc-ipfix': { capture: read(`dc-ipfix/${day}.pcap.gz`) },
}))

const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 1 })

const each = (files: Files, change: (bytes: Uint8Array) => Uint8Array): Files =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, change(bytes)]))

/** A sensor's files by day; `name` says what a day's folder is called. */
const byDay = (sensor: Sensor, name = (day: string, _: number) => day): Files =>
  Object.fromEntries(
    records.flatMap((day, i) =>
      Object.entries(day[sensor]).map(([file, bytes]) => [`${name(day.day, i)}/${file}`, bytes]),
    ),
  )

/** Zeek's logs with each hour in a file of its own, the latest first by name. */
function hourlyLogs(): Files {
  const files: Record<string, string[]> = {}
  for (const [path, bytes] of Object.entries(byDay('hq-zeek'))) {
    const lines = Buffer.from(bytes).toString().trimEnd().split('\n')
    const head = lines.filter(line => /^#(?!close)/.test(line))
    for (const line of lines.filter(line => !line.startsWith('#'))) {
      const hour = 1e6 - Math.floor(Number(line.split('\t')[0]) / 3600)
      ;(files[`${hour}/${path.split('/')[1]}`] ??= [...head]).push(line)
    }
  }
  return Object.fromEntries(
    Object.entries(files).map(([path, lines]) => [path, Buffer.from(`${lines.join('\n')}\n`)]),
  )
}

/** Captures with each hour's packets in a file of its own, the latest first by name. */
function hourlyCaptures(): Files {
  const files: Record<string, Uint8Array[]> = {}
  for (const bytes of Object.values(byDay('dc-ipfix'))) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const little = view.getUint8(0) !== 0xa1
    for (let at = 24; at < bytes.length;) {
      const next = at + 16 + view.getUint32(at + 8, little)
      const hour = 1e6 - Math.floor(view.getUint32(at, little) / 3600)
      ;(files[hour] ??= [bytes.subarray(0, 24)]).push(bytes.subarray(at, next))
      at = next
    }
  }
  return Object.fromEntries(Object.entries(files).map(([path, parts]) => [path, Buffer.concat(parts)]))
}

/** All days of each log, and of the captures, in one file. */
function whole(sensor: 'hq-zeek' | 'dc-ipfix'): Files {
  const files: Record<string, Uint8Array[]> = {}
  for (const [path, bytes] of Object.entries(byDay(sensor))) {
    const parts = (files[path.split('/')[1]!] ??= [])
    parts.push(parts.length && sensor === 'dc-ipfix' ? bytes.subarray(24) : bytes)
  }
  return Object.fromEntries(Object.entries(files).map(([path, parts]) => [path, Buffer.concat(parts)]))
}

const inFolder = (name: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`${name}/${path}`, bytes]))

/** The incidents and findings of a site's files, but for what the site and its sensors are called. */
async function judged(site: Site, paths = Object.keys(site), names: readonly string[] = Object.keys(site)) {
  const config = JSON.parse(readFileSync(project('sensors/site.json'), 'utf8')) as object
  const own = Object.keys(site).map((path, i) => ({ name: names[i]!, path }))
  const json = { 'site.json': JSON.stringify({ ...config, sensors: own }) }
  const at = folder({
    ...json,
    ...Object.assign({}, ...Object.entries(site).map(([name, files]) => inFolder(name, files))),
  })
  const argv = ['--site', join(at, 'site.json'), '--out', join(at, 'out'), '--max-rejects', '0', '--quiet']
  const { code, err } = await eastwest(['analyze', ...paths.map(path => join(at, path)), ...argv])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const [incidents, findings] = ['incidents', 'findings'].map(name =>
    readFileSync(join(at, 'out', `${name}.jsonl`), 'utf8').replace(/"(site|sensor)":"[^"]*"/g, '"$1":""'),
  )
  return { incidents, findings }
}

const plain = {
  'hq-zeek': byDay('hq-zeek'),
  'branch-nfcapd': byDay('branch-nfcapd'),
  'dc-ipfix': byDay('dc-ipfix'),
}

let usual: ReturnType<typeof judged> | undefined

/** Expects of a variant what the plain files of each day give. */
async function expectSame(...variant: Parameters<typeof judged>): Promise<void> {
  const expected = await (usual ??= judged(plain))
  expect(expected.incidents!.split('\n').length).toBeGreaterThan(5)
  expect(await judged(...variant)).toEqual(expected)
}

test('hours in files of their own, the latest first by name, give the same incidents', async () => {
  const backwards = byDay('branch-nfcapd', (_, i) => `${9 - i}`)
  const site = { 'hq-zeek': hourlyLogs(), 'branch-nfcapd': backwards, 'dc-ipfix': hourlyCaptures() }
  await expectSame(site)
})

test('all days in one file, and sensors of other names, give the same incidents', async () => {
  const site = { ...plain, 'hq-zeek': whole('hq-zeek'), 'dc-ipfix': whole('dc-ipfix') }
  await expectSame(site, ['.'], ['z', 'y', 'x'])
})

testPeer('zstd')('compressed files, and PATHs in another order, give the same incidents', async () => {
  const zstd = (input: Uint8Array) => execFileSync('zstd', ['-q', '-c'], { input, maxBuffer: 2 ** 26 })
  const site = {
    ...plain,
    'hq-zeek': each(plain['hq-zeek'], gzip),
    'dc-ipfix': each(plain['dc-ipfix'], zstd),
  }
  await expectSame(site, Object.keys(site).reverse())
})

/** What a second Zeek saw of the logs: the rows that `sees` says, `ahead` seconds later by its clock. */
function seenBy(sees: (row: readonly string[]) => boolean, ahead = 0): Files {
  const row = (line: string) => {
    const [ts, ...cells] = line.split('\t')
    return [(Number(ts) + ahead).toFixed(6), ...cells].join('\t')
  }
  return each(byDay('hq-zeek'), bytes =>
    Buffer.from(
      Buffer.from(bytes)
        .toString('latin1')
        .split('\n')
        .filter(line => line.startsWith('#') || line === '' || sees(line.split('\t')))
        .map(line => (line.startsWith('#') || line === '' ? line : row(line)))
        .join('\n'),
      'latin1',
    ),
  )
}

/** Rows of connections by their target's last octet; leases are seen by both. */
const target = (row: readonly string[]): number => Number(row[4]?.split('.').at(-1)) % 3

test('two sensors that overlap, the clock of one half an hour behind, give the incidents of one', async () => {
  const site = {
    ...plain,
    'hq-zeek': seenBy(row => target(row) !== 1),
    'hq-zeek-2': seenBy(row => target(row) !== 2, -1800),
  }
  await expectSame(site)
})

/** Zeek's own JSON value of a cell of its TSV. */
function jsonValue(cell: string, type: string): unknown {
  if (/^(vector|set)/.test(type))
    return cell === '(empty)' ? [] : cell.split(',').map(one => jsonValue(one, ''))
  if (type === 'bool') return cell === 'T'
  return /^(count|int|port|interval|double|time)$/.test(type) ? Number(cell) : cell.replaceAll('\\\\', '\\')
}

type Form = 'json' | 'iso' | 'shuffled' | 'ecs' | keyof typeof shippers

/**
 * A log's rows in another form: JSON, JSON with ISO times, TSV with its columns in another order, Elastic's documents, or what
 * shippers put around JSON.
 */
function inForm(log: string, bytes: Uint8Array, form: Form): Uint8Array {
  const lines = Buffer.from(bytes).toString('latin1').trimEnd().split('\n')
  const header = (name: string) =>
    lines
      .find(line => line.startsWith(`#${name}\t`))!
      .split('\t')
      .slice(1)
  const [names, types] = [header('fields'), header('types')]
  const order = names.map((_, i) => i).sort((a, b) => names[a]!.length - names[b]!.length || b - a)
  const shuffled = (line: string) => {
    const [first, ...rest] = line.startsWith('#') ? line.split('\t') : ['', ...line.split('\t')]
    const cells = order.map(i => rest[i])
    return first ? [first, ...cells].join('\t') : cells.join('\t')
  }
  const json = (line: string) => {
    const cells = line.split('\t').map((cell, i) => [names[i]!, cell, types[i]!] as const)
    const row = Object.fromEntries(
      cells.filter(([, cell]) => cell !== '-').map(([name, cell, type]) => [name, jsonValue(cell, type)]),
    )
    const [seconds, micros] = line.split('\t')[0]!.split('.') as [string, string]
    const ts = `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${micros}Z`
    if (form === 'iso') return JSON.stringify({ ...row, ts })
    if (form === 'ecs') return JSON.stringify(ecsDocument(log, row, ts))
    const text = JSON.stringify(row)
    return form === 'json' || form === 'shuffled' ? text : JSON.stringify(shippers[form](log, text))
  }
  const rows =
    form === 'shuffled'
      ? lines.map(line => (/^#(fields|types)|^[^#]/.test(line) ? shuffled(line) : line))
      : lines.filter(line => !line.startsWith('#')).map(json)
  return Buffer.from(`${rows.join('\n')}\n`, 'latin1')
}

test.each<[string, readonly Form[]]>([
  ['JSON, in JSON with ISO times, and with their columns in another order', ['json', 'iso', 'shuffled']],
  ['Elastic’s documents, Filebeat’s, Logstash’s and Splunk’s', ['ecs', 'filebeat', 'logstash', 'splunk']],
])('logs in %s give the same incidents', async (_, forms) => {
  const changed = Object.entries(byDay('hq-zeek')).map(([path, bytes]) => {
    const [day, file] = path.split('/') as [string, string]
    const form = forms[days.indexOf(day) % forms.length]!
    return [path, inForm(file.replace('.log', ''), bytes, form)]
  })
  await expectSame({ ...plain, 'hq-zeek': Object.fromEntries(changed) })
})
