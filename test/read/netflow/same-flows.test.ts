import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import type { FlowBatch } from '../../../src/flow/batch.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { headerClock } from '../../../src/read/netflow/header.ts'
import { nfcapd } from '../../../src/read/nfcapd.ts'
import { shared, testPeer } from '../../helpers.ts'
import { captureBytes, inputOf, readCaptures } from '../pcap-helpers.ts'
import { testContext } from './context.ts'

const folder = shared('corpora/dpd/pcap/')
/** Captures of remote services, and of files that are fetched; nfpcapd takes seconds for each. */
const many = /^(ssh|rdp|smb|vnc|telnet|ftp|tftp|ldap)[^/]*\.pcap$/
const few = /^(rdp3|smb_deletefile)\.pcap$/
const captures = (names: RegExp): string[] =>
  existsSync(folder) ? readdirSync(folder).filter(name => names.test(name)) : []

interface Ends {
  readonly from: string
  readonly to: string
  readonly protocol: number
  readonly start: number
  readonly packets: number
  readonly bytes: number
}
const key = ({ from, to, protocol }: Ends) => [from, to].sort().join(' ') + ` ${protocol}`
const isPorted = ({ protocol }: { protocol: number }) => protocol === 6 || protocol === 17

async function fromCapture(path: string): Promise<Ends[]> {
  const { flows } = await readCaptures(inputOf(path, captureBytes(path)))
  return flows
    .filter(flow => isPorted(flow) && flow.tunnel === '')
    .map(flow => ({
      ...flow,
      packets: flow.srcPackets + flow.dstPackets,
      bytes: flow.srcBytes + flow.dstBytes,
    }))
}

function fromBatches(batches: readonly FlowBatch[], name: (host: number) => string): Ends[] {
  const list = batches.flatMap(batch =>
    Array.from({ length: batch.length }, (_, i) => ({
      from: `${name(batch.src[i]!)}:${batch.srcPort[i]}`,
      to: `${name(batch.dst[i]!)}:${batch.dstPort[i]}`,
      protocol: batch.protocol[i]!,
      start: batch.start[i]!,
      packets: batch.srcPackets[i]! + batch.dstPackets[i]!,
      bytes: batch.srcBytes[i]! + batch.dstBytes[i]!,
    })),
  )
  return list.filter(isPorted)
}

/** What softflowd exports of a capture, joined. */
async function bySoftflowd(path: string, version: string): Promise<Ends[]> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const context = testContext()
  const stream = new ExportStream(context)
  const exporter = context.hosts.id('127.0.0.1')
  socket.on('message', bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    stream.datagram(exporter, 1, view, 0, bytes.length, headerClock(view, 0), 'udp', 0)
  })
  const words = [
    '-r',
    path,
    '-n',
    `127.0.0.1:${socket.address().port}`,
    '-v',
    version,
    '-a',
    '-d',
    '-c',
    'none',
  ]
  await once(spawn('softflowd', words, { stdio: 'ignore' }), 'exit')
  await pause(50)
  socket.close()
  return fromBatches(stream.finish(), host => context.hosts.text(host))
}

/** What nfpcapd writes of a capture, joined. */
async function byNfpcapd(path: string): Promise<Ends[]> {
  const folder = mkdtempSync(join(tmpdir(), 'eastwest-same-'))
  try {
    await once(spawn('nfpcapd', ['-r', path, '-w', folder, '-t', '86400'], { stdio: 'ignore' }), 'exit')
    const context = testContext()
    const batches: FlowBatch[] = []
    const inputs = readdirSync(folder)
      .filter(name => name.startsWith('nfcapd.2'))
      .map(name => inputOf(name, readFileSync(join(folder, name))))
    for await (const { flows } of nfcapd.read(inputs, context)) if (flows) batches.push(flows)
    return fromBatches(batches, host => context.hosts.text(host))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** softflowd counts the padding of short Ethernet frames, which is no part of an IP packet: some thousandths of the bytes. */
const sameCounts = (a: Ends, b: Ends) =>
  a.packets === b.packets && Math.abs(a.bytes - b.bytes) <= 0.01 * b.bytes

/** How many flows of a capture are among those of its export: with these ends, opened by the same, with the same counts. */
function compare(wanted: readonly Ends[], exported: readonly Ends[]) {
  const pool = new Map<string, Ends[]>()
  for (const flow of exported) pool.set(key(flow), [...(pool.get(key(flow)) ?? []), flow])
  const found = { ends: 0, opener: 0, counts: 0 }
  for (const flow of wanted) {
    const candidates = pool.get(key(flow)) ?? []
    const nearest = candidates.toSorted(
      (a, b) => Math.abs(a.start - flow.start) - Math.abs(b.start - flow.start),
    )[0]
    if (nearest === undefined) continue
    candidates.splice(candidates.indexOf(nearest), 1)
    found.ends++
    if (nearest.from === flow.from) found.opener++
    if (sameCounts(nearest, flow)) found.counts++
  }
  return found
}

/** The same of all captures; IPv6 flows are left out where the export has no room for their addresses. */
async function share(read: (path: string) => Promise<Ends[]>, hasIp6: boolean, names: RegExp) {
  const sum = { flows: 0, ends: 0, opener: 0, counts: 0 }
  const all = captures(names).map(async name => {
    const flows = await fromCapture(folder + name)
    const wanted = flows.filter(({ from }) => hasIp6 || from.split(':').length === 2)
    const found = compare(wanted, await read(folder + name))
    sum.flows += wanted.length
    sum.ends += found.ends
    sum.opener += found.opener
    sum.counts += found.counts
  })
  await Promise.all(all)
  return sum
}

const exporters = [
  ['softflowd as NetFlow v5', (path: string) => bySoftflowd(path, '5'), false, many],
  ['softflowd as NetFlow v9', (path: string) => bySoftflowd(path, '9'), true, many],
  ['softflowd as IPFIX', (path: string) => bySoftflowd(path, '10'), true, many],
  ['nfpcapd', byNfpcapd, true, few],
] as const

describe('The flows of captures are those of their export by', () => {
  testPeer('softflowd', 'nfpcapd').each(exporters)(
    '%s: ends, originator, counts',
    { timeout: 60_000 },
    async (_, read, hasIp6, names) => {
      if (captures(names).length === 0) return
      const sum = await share(read, hasIp6, names)
      expect(sum.flows).toBeGreaterThan(1)
      expect(sum.ends / sum.flows).toBeGreaterThanOrEqual(0.97)
      expect(sum.opener / sum.ends).toBeGreaterThanOrEqual(0.97)
      expect(sum.counts / sum.ends).toBeGreaterThanOrEqual(0.98)
    },
  )
})
