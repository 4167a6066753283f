import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { project, testPeer } from '../helpers.ts'
import {
  ethernetFrame,
  ip4Packet,
  pcapBytes,
  session,
  udpDatagram,
  type Frame,
} from '../read/pcap-helpers.ts'
import { connLog, eastwest, folder, rows } from './cli.ts'

const nano = 0xa1b23c4d
const start = 1_700_000_000

const flows = async (...argv: string[]) => rows((await eastwest(['flows', '--all', '-q', ...argv])).out)
const strip = (all: Record<string, unknown>[]) => all.map(({ sensor: _, ...flow }) => flow)

/** Carves into a new file of a folder. */
async function carve(into: string, ...argv: string[]) {
  const file = join(into, 'carved')
  const ran = await eastwest(['carve', ...argv, '-w', file])
  return { ...ran, file, bytes: existsSync(file) ? readFileSync(file) : Buffer.alloc(0) }
}

/** Times (nanoseconds since `start`) and bytes of a little-endian classic capture's frames. */
function framesOf(bytes: Buffer): { ns: number; wire: number; bytes: Buffer }[] {
  const frames = []
  for (let at = 24; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8)) {
    const length = bytes.readUInt32LE(at + 8)
    const frame = bytes.subarray(at + 16, at + 16 + length)
    frames.push({
      ns: (bytes.readUInt32LE(at) - start) * 1e9 + bytes.readUInt32LE(at + 4),
      wire: bytes.readUInt32LE(at + 12),
      bytes: frame,
    })
  }
  return frames
}

const words = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
const outer = (payload: readonly number[]) =>
  ethernetFrame(0x800, ip4Packet('192.0.2.1', '192.0.2.2', 17, udpDatagram(50000, 4789, payload)))
const icmpError = (quoted: readonly number[]) =>
  ethernetFrame(0x800, ip4Packet('10.0.0.9', '10.0.0.1', 1, [3, 3, 0, 0, ...words(0), ...quoted]))

/** A session, what belongs to it, and what does not. */
function mixed(): { wanted: Frame[]; others: Frame[] } {
  const wanted = session()
  const first = wanted[0]!.bytes.slice(14)
  const datagram = udpDatagram(40001, 3389, new Array<number>(40).fill(7))
  const part = (offset: number, more: boolean) =>
    ethernetFrame(
      0x800,
      ip4Packet('10.0.0.1', '10.0.0.2', 17, datagram.slice(offset, more ? offset + 24 : undefined), {
        id: 77,
        fragment: (more ? 0x2000 : 0) | (offset / 8),
      }),
    )
  return {
    wanted: [...wanted, { ts: start + 2, bytes: icmpError(first.slice(0, 28)) }],
    others: [
      ...session('10.0.0.3'),
      { ts: start + 0.3, bytes: part(24, false) },
      { ts: start + 0.4, bytes: part(0, true) },
    ],
  }
}

test('What is carved by Community ID are the packets of that flow and the ICMP error about it, to the nanosecond.', async () => {
  const { wanted, others } = mixed()
  const sorted = [...wanted, ...others].sort((a, b) => a.ts - b.ts)
  const bytes = Buffer.from(pcapBytes(sorted, { magic: nano }))
  for (let at = 24, i = 0; at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8), i++)
    bytes.writeUInt32LE(bytes.readUInt32LE(at + 4) + i + 1, at + 4)
  const input = folder({ 'a.pcap': bytes })
  const [flow] = await flows(join(input, 'a.pcap'), '--src', '10.0.0.1', '--port', '22')
  const carved = await carve(input, '--community-id', String(flow!.communityId), join(input, 'a.pcap'))
  expect(carved).toMatchObject({ code: 0, out: `${carved.file}\n` })
  expect(carved.err).toContain('10 packets of 1 flow; 1 capture read')
  const times = framesOf(bytes).filter(({ bytes }) =>
    wanted.some(frame => bytes.equals(Buffer.from(frame.bytes))),
  )
  expect(framesOf(carved.bytes)).toEqual(times)
  expect(strip(await flows(carved.file, '--port', '22'))).toEqual(strip([flow!]))
})

test('All fragments of a datagram are carved, in their places, and none of one that is never whole.', async () => {
  const { wanted, others } = mixed()
  const alone = ip4Packet('10.0.0.1', '10.0.0.2', 17, new Array<number>(24).fill(0), {
    id: 78,
    fragment: 0x2000,
  })
  const frames = [...wanted, ...others, { ts: start + 0.35, bytes: ethernetFrame(0x800, alone) }]
  const input = folder({ 'a.pcap': pcapBytes(frames.sort((a, b) => a.ts - b.ts)) })
  const carved = await carve(input, join(input, 'a.pcap'), '--host', '10.0.0.2')
  expect(carved.err).toContain('1 fragment of packets that were never whole, or too late, were left out')
  const kept = framesOf(carved.bytes)
  expect(kept).toHaveLength(9 + 1 + 9 + 2)
  expect(kept.map(({ ns }) => ns)).toEqual(kept.map(({ ns }) => ns).sort((a, b) => a - b))
  const [udp] = await flows(carved.file, '--port', '3389')
  expect(udp).toMatchObject({ srcPackets: 1, srcBytes: 20 + 48 })
})

test('Flows in a tunnel are carved with what is around them, and only those of the tunnel’s network.', async () => {
  const inside = (network: number) =>
    session().map(({ ts, bytes }) => ({ ts, bytes: outer([8, 0, 0, 0, ...words(network << 8), ...bytes]) }))
  const frames = [...inside(5), ...inside(6)].sort((a, b) => a.ts - b.ts)
  const input = folder({ 'a.pcap': pcapBytes(frames) })
  const all = await flows(join(input, 'a.pcap'), '--port', '22')
  expect(all.map(({ tunnel }) => tunnel).sort()).toEqual(['vxlan:5', 'vxlan:6'])
  const carved = await carve(input, join(input, 'a.pcap'), '--port', '22', '--from', String(start))
  expect(framesOf(carved.bytes)).toHaveLength(18)
  expect(strip(await flows(carved.file))).toEqual(strip(await flows(join(input, 'a.pcap'))))
})

test('Captures become one in the order of time, whatever their names and packing; what was cut stays cut.', async () => {
  const frames = session()
  const input = folder({
    'b.pcap': pcapBytes(frames.slice(0, 5)),
    'a.pcap.gz': gzipSync(pcapBytes(frames.slice(5).map(frame => ({ ...frame, wire: 1500 })))),
  })
  const carved = await carve(input, input, '--service', 'ssh')
  const kept = framesOf(carved.bytes)
  expect(kept.map(({ bytes }) => [...bytes])).toEqual(frames.map(({ bytes }) => [...bytes]))
  expect(kept.map(({ wire }) => wire).slice(5)).toEqual([1500, 1500, 1500, 1500])
})

test('Captures of different link types become a pcapng file with an interface for each.', async () => {
  const raw = session('10.0.0.3').map(({ ts, bytes }) => ({ ts, bytes: bytes.slice(14) }))
  const input = folder({ 'a.pcap': pcapBytes(session()), 'b.pcap': pcapBytes(raw, { link: 101 }) })
  const carved = await carve(input, input, '--port', '22')
  expect(carved.bytes.readUInt32LE(0)).toBe(0x0a0d0d0a)
  expect(strip(await flows(carved.file))).toEqual(
    strip(await flows(input, '--src', '10.0.0.0/8')).slice(0, 2),
  )
})

test('An incident’s packets are found again; a capture that moved or changed is said; nothing is overwritten.', async () => {
  const work = folder()
  const out = join(work, 'out')
  const source = readFileSync(project('pcaps/three-hop-chain/capture.pcap'))
  const capture = join(work, 'capture.pcap')
  writeFileSync(capture, source)
  await eastwest(['analyze', capture, '--out', out, '-q'])
  const [incident] = rows(readFileSync(join(out, 'incidents.jsonl'), 'utf8'))
  const id = String(incident!.id)
  const explained = await eastwest(['explain', id, '--out', out])
  expect(explained.out).toContain(`eastwest carve ${id} --out ${out}`)
  const carved = await eastwest(['carve', id, '--out', out])
  expect(carved).toMatchObject({ code: 0, out: `${join(out, `${id}.pcap`)}\n` })
  const uids = new Set((incident!.steps as { uid: string }[]).map(({ uid }) => uid))
  const before = (await flows(capture)).filter(({ uid }) => uids.has(String(uid)))
  expect(before.length).toBe(uids.size)
  expect(strip(await flows(join(out, `${id}.pcap`)))).toEqual(strip(before))
  const again = await eastwest(['carve', id, '--out', out])
  expect(again).toMatchObject({ code: 2 })
  expect(again.err).toContain('is there already; name another file with -w')

  utimesSync(capture, 1, 1)
  const touched = await carve(work, id, '--out', out)
  expect(touched.err).toContain('was written to since it was analyzed, at the same size')
  renameSync(capture, join(work, 'moved.pcap'))
  const gone = await eastwest(['carve', id, '--out', out, '-w', join(work, 'b.pcap')])
  expect(gone.code).toBe(1)
  expect(gone.err).toContain(`${capture} is not there any more`)
  const elsewhere = await eastwest([
    'carve',
    id,
    join(work, 'moved.pcap'),
    '--out',
    out,
    '-w',
    join(work, 'c.pcap'),
  ])
  expect(elsewhere.code).toBe(0)
  expect(readFileSync(join(work, 'c.pcap')).equals(readFileSync(join(out, `${id}.pcap`)))).toBe(true)
})

test('Of an incident from logs it is said which commands show the records; captures beside them are matched by ends and time.', async () => {
  const conns = Array.from({ length: 30 }, (_, i) => ({ ts: start + i / 10, dst: `10.0.1.${i}` }))
  const work = folder({ 'conn.log': connLog(conns) })
  await eastwest(['analyze', join(work, 'conn.log'), '--out', join(work, 'out'), '-q'])
  const [incident] = rows(readFileSync(join(work, 'out/incidents.jsonl'), 'utf8'))
  const id = String(incident!.id)
  const refused = await eastwest(['carve', id, '--out', join(work, 'out')])
  expect(refused.code).toBe(1)
  expect(refused.err).toMatch(/came from records without packets; .*eastwest carve \w+ PATH/)
  expect(refused.err).toMatch(/zgrep -h -F -e C/)
  writeFileSync(join(work, 'a.pcap'), pcapBytes(session('10.0.0.1', '10.0.1.7', 22, start + 0.6)))
  const carved = await carve(work, id, join(work, 'a.pcap'), '--out', join(work, 'out'))
  expect(carved.code).toBe(0)
  expect(framesOf(carved.bytes)).toHaveLength(9)
  expect(carved.err).toContain('no packets of 29 of 30 steps are in these captures')
})

test.each([
  ['which flows?', 2, ['x.pcap']],
  ['--community-id 1:x is none', 2, ['x.pcap', '--community-id', '1:x']],
  ['no packet of these flows', 1, ['x.pcap', '--port', '9']],
  ['--port 70000 is no port', 2, ['x.pcap', '--port', '70000']],
  ['can be read only once', 2, ['-', '--port', '22']],
  ['no capture here', 1, ['conn.log', '--port', '22']],
  ['there is no incident', 2, ['abcdef012345']],
  ['there is no incident or finding "zzz"', 2, ['zzz']],
])('carve says: %s', async (message, code, argv) => {
  const work = folder({ 'x.pcap': pcapBytes(session()), 'conn.log': connLog([{ ts: start }]) })
  await eastwest(['analyze', join(work, 'conn.log'), '--out', join(work, 'out'), '-q'])
  const placed = argv.map(word => (existsSync(join(work, word)) ? join(work, word) : word))
  const ran = await eastwest(['carve', ...placed, '--out', join(work, 'out'), '-w', join(work, 'new')])
  expect(ran.code).toBe(code)
  expect(ran.err).toContain(message)
  expect(existsSync(join(work, 'new'))).toBe(false)
})

testPeer('tshark')(
  'tshark reads as many packets of a flow from a capture as from what was carved of it.',
  async () => {
    const capture = project('pcaps/fan-out/capture.pcap.gz')
    const work = folder()
    const [flow] = (await flows(capture)).filter(
      ({ protocol, state }) => protocol === 'tcp' && state === 'established',
    )
    const tshark = (file: string, filter: string) =>
      execFileSync(
        'tshark',
        ['-n', '-r', file, '-Y', filter, '-T', 'fields', '-e', 'frame.time_epoch', '-e', 'frame.len'],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
    const filter = `ip.addr == ${flow!.src} && tcp.port == ${flow!.srcPort} && tcp.port == ${flow!.dstPort}`
    const carved = await carve(work, capture, '--community-id', String(flow!.communityId))
    expect(tshark(carved.file, 'frame')).toBe(tshark(capture, filter))
  },
)
