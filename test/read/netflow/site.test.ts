import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import type { FlowBatch } from '../../../src/flow/batch.ts'
import { stateCode } from '../../../src/flow/codes.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { shared, testShared } from '../../helpers.ts'
import { said, testContext } from './context.ts'
import { udpPayloads } from './payloads.ts'

const site = shared('eval/sites/alpha/')
/** Five of the days keep the test short. */
const days = ['05', '06', '07', '08', '09'].map(day => `2026-10-${day}`)
const protocols: Record<string, number> = { tcp: 6, udp: 17, icmp: 1 }

interface Joined {
  readonly flow: string
  readonly state: number
  readonly start: number
  readonly bytes: number
}

/** The site's one-way NetFlow v9 of these days, joined. */
function joined(): { flows: Joined[]; said: ReturnType<typeof said> } {
  const context = testContext()
  const stream = new ExportStream(context)
  const flows: Joined[] = []
  const keep = (batches: readonly FlowBatch[]) => {
    for (const batch of batches)
      for (let i = 0; i < batch.length; i++) {
        const ends = [batch.src[i]!, batch.dst[i]!].map(host => context.hosts.text(host))
        const ports = [batch.srcPort[i], batch.dstPort[i]]
        const flow = [ends[0], ports[0], ends[1], ports[1], batch.protocol[i]].join(' ')
        const bytes = batch.srcBytes[i]! + batch.dstBytes[i]!
        flows.push({ flow, state: batch.state[i]!, start: batch.start[i]!, bytes })
      }
  }
  // Records of a day's last flows come in the next day's files.
  const last = Date.parse('2026-10-10T03:00:00Z') / 1000
  for (const file of readdirSync(`${site}netflow`).sort()) {
    const hour = `${file.slice(8, 12)}-${file.slice(12, 14)}-${file.slice(14, 16)}T${file.slice(16, 18)}:00:00Z`
    if (Date.parse(hour) / 1000 > last) break
    for (const { from, port, bytes, ts } of udpPayloads(`${site}netflow/${file}`)) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
      expect(stream.looksLikeExport(view, 0, bytes.length)).toBe(true)
      stream.datagram(context.hosts.id(from), port, view, 0, bytes.length, ts, file, 0)
    }
    keep(stream.take())
  }
  keep(stream.finish())
  return { flows, said: said(context) }
}

/** The connections that Zeek logged of the same traffic. */
function connections(): Joined[] {
  const rows: Joined[] = []
  for (const day of days)
    for (const file of readdirSync(`${site}logs/${day}`).filter(name => name.startsWith('conn.'))) {
      const lines = gunzipSync(readFileSync(`${site}logs/${day}/${file}`))
        .toString()
        .split('\n')
      const names = lines
        .find(line => line.startsWith('#fields'))!
        .split('\t')
        .slice(1)
      for (const line of lines) {
        if (line === '' || line.startsWith('#')) continue
        const cells = line.split('\t')
        const cell = (name: string) => cells[names.indexOf(name)]!
        const ends = [cell('id.orig_h'), cell('id.orig_p'), cell('id.resp_h'), cell('id.resp_p')]
        const flow = [...ends, protocols[cell('proto')]].join(' ')
        const bytes = Number(cell('orig_ip_bytes')) + Number(cell('resp_ip_bytes'))
        rows.push({ flow, state: stateCode(cell('conn_state')), start: Number(cell('ts')), bytes })
      }
    }
  return rows
}

testShared(
  'A site’s one-way NetFlow is joined to the connections that Zeek saw, with originator and state',
  () => {
    const { flows, said } = joined()
    const wanted = connections()
    expect(said).toEqual({ rejects: [], notes: [] })
    const pool = new Map<string, Joined[]>()
    for (const flow of flows) pool.set(flow.flow, [...(pool.get(flow.flow) ?? []), flow])
    const found = wanted.map(want => {
      const list = pool.get(want.flow) ?? []
      const at = list.findIndex(flow => Math.abs(flow.start - want.start) < 5)
      return at < 0 ? undefined : list.splice(at, 1)[0]
    })
    expect(wanted.length).toBeGreaterThan(10_000)
    expect(found.filter(flow => flow === undefined).length).toBe(0)
    expect(found.filter((flow, i) => flow!.state !== wanted[i]!.state).length).toBe(0)
    // Pieces of a cut session were rounded by the simulation, a few bytes each.
    const near = found.filter(
      (flow, i) => Math.abs(flow!.bytes - wanted[i]!.bytes) <= 0.001 * wanted[i]!.bytes + 40,
    )
    expect(near.length / wanted.length).toBeGreaterThan(0.99)
    // What is left over ended after the days compared: Zeek logs a connection when it ends.
    const left = [...pool.values()].flat()
    expect(left.filter(flow => flow.start < Date.parse('2026-10-09T20:00:00Z') / 1000).length).toBe(0)
  },
)
