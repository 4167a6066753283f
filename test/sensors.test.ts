import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { flowAt, type Flow } from '../src/flow/batch.ts'
import { states } from '../src/flow/codes.ts'
import { Hosts } from '../src/flow/hosts.ts'
import { Services } from '../src/flow/services.ts'
import { Notes } from '../src/lib/notes.ts'
import { Rejects } from '../src/lib/rejects.ts'
import type { Input } from '../src/open/input.ts'
import * as readers from '../src/read/readers.ts'
import { project, testPeer } from './helpers.ts'

const site = project('sensors')
const lastDay = '2026-03-18'
// The generator lives through all days before the one that is asked for.
vi.setConfig({ testTimeout: 60_000 })
const work = mkdtempSync(join(tmpdir(), 'sensors-'))
afterAll(() => rmSync(work, { recursive: true }))

/** A flow as the generator lived it; `up` is what the originator sent. */
interface Truth {
  sensor: string
  uid: string
  ts: number
  duration: number
  src: string
  srcPort: number
  dst: string
  dstPort: number
  protocol: 'tcp' | 'udp'
  state: string
  upTotal: number
  downTotal: number
  upPackets: number
  downPackets: number
}

const generate = (...options: string[]): string =>
  execFileSync('node', [`${site}/generate.mjs`, ...options], { encoding: 'utf8', maxBuffer: 1 << 27 })
const jsonLines = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as T)
const lived = new Map<string, Truth[]>()
function truths(day: string, sensor: string): Truth[] {
  const flows = lived.get(day) ?? jsonLines<Truth>(generate('--flows', '--day', day))
  lived.set(day, flows)
  return flows.filter(flow => flow.sensor === sensor)
}

const content = (path: string): Buffer => {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Reads files of one sensor with the reader that recognises the first of them. */
async function read(paths: string[]) {
  const inputs = paths.map((path): Input => {
    const bytes = content(path)
    const chunks = async function* () {
      yield bytes
    }
    return { path, head: bytes.subarray(0, 65536), chunks }
  })
  const reader = Object.values(readers).find(reader => reader.sniff(inputs[0]!.head))
  expect(reader, `a reader for ${paths[0]}`).toBeDefined()
  const context = {
    sensor: 'x',
    space: '',
    hosts: new Hosts(),
    services: new Services(),
    rejects: new Rejects(),
    notes: new Notes(),
  }
  const flows: Flow[] = []
  let events = 0
  for await (const batch of reader!.read(inputs, context)) {
    events += batch.events?.length ?? 0
    for (let i = 0; i < (batch.flows?.length ?? 0); i++) flows.push(flowAt(batch.flows!, i))
  }
  return { flows, events, rejects: context.rejects.rows(), text: (id: number) => context.hosts.text(id) }
}

/** One line a flow: the ends and the counters, so that lists of flows can be compared. */
const line = (...fields: (string | number)[]): string => fields.join(' ')
const truthLine = (t: Truth): string =>
  line(t.src, t.srcPort, t.dst, t.dstPort, t.upTotal, t.downTotal, t.upPackets, t.downPackets)
const flowLine = (text: (id: number) => string) => (f: Flow) =>
  line(text(f.src), f.srcPort, text(f.dst), f.dstPort, f.srcBytes, f.dstBytes, f.srcPackets, f.dstPackets)

describe('the demo site', () => {
  test.each(['2026-03-05', lastDay])('has the logs and the capture that its generator makes for %s', day => {
    generate('--day', day, '--out', work)
    const logs = readdirSync(`${site}/zeek/${day}`)
    expect(logs).toEqual(readdirSync(`${work}/zeek/${day}`))
    for (const path of [...logs.map(log => `zeek/${day}/${log}`), `dc-ipfix/${day}.pcap.gz`])
      expect(content(`${site}/${path}`).equals(content(`${work}/${path}`)), path).toBe(true)
  })

  test('labels only what its exports hold', () => {
    const labels = jsonLines<{ uid?: string; src: string; dst: string; ts: number }>(
      readFileSync(`${site}/labels.jsonl`, 'utf8'),
    )
    const days = ['2026-03-17', lastDay]
    const seen = new Map<string, string>()
    for (const day of days)
      for (const row of content(`${site}/zeek/${day}/conn.log.gz`).toString().split('\n')) {
        const [ts, uid, src, , dst] = row.split('\t')
        seen.set(uid!, `${src} ${dst} ${Number(ts)}`)
      }
    const exported = new Set(
      ['branch-netflow', 'dc-ipfix'].flatMap(sensor =>
        days.flatMap(day => truths(day, sensor).map(t => `${t.src} ${t.dst} ${t.ts}`)),
      ),
    )
    expect(labels.length).toBeGreaterThan(100)
    for (const { uid, src, dst, ts } of labels) {
      const step = `${src} ${dst} ${ts}`
      if (uid) expect(seen.get(uid)).toBe(step)
      else expect(exported).toContain(step)
    }
  })

  testPeer('nfdump')('has both directions of every flow of the branch in its nfcapd file', () => {
    const file = `${site}/branch-nfcapd/nfcapd.${lastDay.replaceAll('-', '')}0000`
    const format = 'fmt:%sa %sp %da %dp %byt %pkt'
    const out = execFileSync('nfdump', ['-q', '-N', '-r', file, '-o', format], { encoding: 'utf8' })
    const sums = new Map<string, number>()
    for (const row of out.split('\n').filter(Boolean)) {
      const [src, srcPort, dst, dstPort, bytes] = row.trim().split(/\s+/)
      const key = line(src!, srcPort!, dst!, dstPort!)
      sums.set(key, (sums.get(key) ?? 0) + Number(bytes))
    }
    const expected = new Map<string, number>()
    for (const t of truths(lastDay, 'branch-netflow')) {
      expected.set(line(t.src, t.srcPort, t.dst, t.dstPort), t.upTotal)
      if (t.downPackets) expected.set(line(t.dst, t.dstPort, t.src, t.srcPort), t.downTotal)
    }
    expect([...sums].sort()).toEqual([...expected].sort())
  })

  test('reads as Zeek flows with the counters and events that were logged', async () => {
    const day = `${site}/zeek/${lastDay}`
    const { flows, events, rejects, text } = await read(readdirSync(day).map(name => `${day}/${name}`))
    const expected = truths(lastDay, 'hq-zeek')
    expect(rejects).toEqual([])
    expect(flows.map(flowLine(text)).sort()).toEqual(expected.map(truthLine).sort())
    expect(new Set(flows.map(f => f.uid))).toEqual(new Set(expected.map(t => t.uid)))
    expect(flows.filter(f => states[f.state] === 'no-answer').length).toBe(
      expected.filter(t => t.state === 'S0').length,
    )
    expect(events).toBeGreaterThan(2000)
  })

  test.each([
    ['branch-netflow', `branch-nfcapd/nfcapd.${lastDay.replaceAll('-', '')}0000`],
    ['dc-ipfix', `dc-ipfix/${lastDay}.pcap.gz`],
  ])('joins the one-way records of %s into the flows that were lived', async (sensor, path) => {
    const { flows, rejects, text } = await read([`${site}/${path}`])
    const ofTheSite = flows.filter(f => f.dstPort !== 4739)
    const expected = truths(lastDay, sensor)
    expect(rejects).toEqual([])
    expect(ofTheSite.map(flowLine(text)).sort()).toEqual(expected.map(truthLine).sort())
  })
})
