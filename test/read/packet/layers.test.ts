import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tunnelText } from '../../../src/flow/packet.ts'
import { layers } from '../../../src/read/packet/layer.ts'
import { links } from '../../../src/read/packet/links.ts'
import { walkFrame, walkNext } from '../../../src/read/packet/walk.ts'
import { folder } from '../../commands/cli.ts'
import { testPeer } from '../../helpers.ts'
import { Blocks } from '../pcapng-blocks.ts'
import { ethernetFrame, ip4Packet, pcapBytes } from '../pcap-helpers.ts'
import { ethernetInner, frames, hex, inner, ip6 } from './frames.ts'

/** Walks a frame to its innermost packet, cut off at `end`. */
function read(link: number, bytes: readonly number[], end = bytes.length) {
  const packet = layers()
  // What lies behind the frame in the buffer must never be read.
  const buffer = Uint8Array.from([...bytes.slice(0, end), ...new Array<number>(64).fill(0x45)])
  walkFrame(links[link]!, new DataView(buffer.buffer), 0, end, bytes.length, packet)
  let packets = 0
  do if (packet.complete) packets++
  while (packet.inside && walkNext(packet))
  return { packet, packets }
}

test.each(frames)('%s is peeled down to the session inside.', (_, link, bytes, tunnel) => {
  const { packet } = read(link, bytes)
  expect(packet).toMatchObject({
    fault: '',
    complete: true,
    protocol: 6,
    srcPort: 40000,
    dstPort: 22,
    flags: 2,
  })
  expect(packet.ipLength).toBeGreaterThanOrEqual(packet.version === 4 ? 40 : 60)
  expect(tunnelText(packet)).toBe(tunnel)
})

test.each(frames)(
  '%s may be cut anywhere: nothing beyond the end is read, and what cannot be read is said.',
  (_, link, bytes) => {
    const whole = read(link, bytes).packets
    for (let end = 0; end < bytes.length; end++) {
      const { packet, packets } = read(link, bytes, end)
      expect(packets).toBeLessThanOrEqual(whole)
      if (packets === 0 && !packet.sealed)
        expect(packet.fault === '' && packet.next === -1 && end > 14).toBe(false)
      if (packets < whole && packets === 0 && !packet.sealed)
        expect(packet.fault).toMatch(/cut|neither|impossible/)
    }
  },
)

/** The frames as one pcapng file with an interface for each, so that one run of tshark reads them all. */
function asPcapng(): Uint8Array {
  const blocks = new Blocks().section()
  for (const [, link] of frames) blocks.face(link)
  frames.forEach(([, , bytes], i) => blocks.packet(i, 1e15 + i, bytes))
  return Uint8Array.from(blocks.parts)
}

/** What tshark reads otherwise or not at all, and tcpdump as we do. */
const tcpdumpOnly =
  /^(SLIP|IP over ATM|multilink frame|PPP of pppd|.*netANALYZER|a Broadcom tag|a DSA|an EtherType DSA)/
/** What neither reads so: bits that nothing tells from others, drivers' habits, and link types that they only name. */
const ours = /pseudowire|CAPWAP of 802.11$|decrypted|with a direction|MPLS as a link|preempted/

testPeer('tshark', 'tcpdump')('tshark or tcpdump finds the same session in each frame.', () => {
  const file = join(folder({ 'a.pcapng': asPcapng() }), 'a.pcapng')
  const fields = ['-T', 'fields', '-e', 'tcp.dstport', '-e', 'frame.protocols']
  const lines = runs('tshark', '-r', file, '-d', 'udp.port==6635,mpls', ...fields)
    .trim()
    .split('\n')
  expect(lines.length).toBe(frames.length)
  const found = (name: string, link: number, bytes: number[], line: string): boolean => {
    if (!tcpdumpOnly.test(name)) return line.startsWith('22\t')
    const at = folder({ 'a.pcap': pcapBytes([{ ts: 1e9, bytes }], { link }) })
    return runs('tcpdump', '-nr', join(at, 'a.pcap')).includes('10.0.0.1.40000 > 10.0.0.2.22: Flags [S]')
  }
  const missed = frames.filter(
    ([name, link, bytes], i) => !ours.test(name) && !found(name, link, bytes, lines[i]!),
  )
  expect(missed.map(([name]) => name)).toEqual([])
})

const runs = (program: string, ...options: string[]): string =>
  execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

test('The outermost VLAN is the flow’s.', () => {
  expect(read(1, frames[3]![2]).packet.vlan).toBe(100)
})

const tagged = ethernetFrame(0x8100, [...hex('0014 0800'), ...inner])
const inErspan = (header: string, frame: number[]): number[] =>
  ethernetFrame(0x8100, [
    ...hex('0064 0800'),
    ...ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex(header), ...frame]),
  ])

test.each([
  ['ERSPAN II', '1000 88be 00000001 1020 0000 00000000', ethernetInner, 32],
  ['ERSPAN II with the largest VLAN', '1000 88be 00000001 1fff 1801 00000000', ethernetInner, 4095],
  ['ERSPAN II of a frame that kept its tag', '1000 88be 00000001 1014 1800 00000000', tagged, 20],
  ['ERSPAN II that names none, of a frame with a tag', '1000 88be 00000001 1000 0000 00000000', tagged, 20],
  ['ERSPAN II without a VLAN', '1000 88be 00000001 1000 0000 00000000', ethernetInner, 0],
  ['ERSPAN III', '1000 22eb 00000001 2020 0000 00000000 0000 0000', ethernetInner, 32],
  ['ERSPAN III and a platform’s header', '1000 22eb 00000001 2020 0000 00000000 0000 0001 0000000000000000', ethernetInner, 32],
  ['ERSPAN III with GRE’s key', '3000 22eb 00000007 00000001 2020 0000 00000000 0000 0000', ethernetInner, 32],
])('A mirrored frame has the VLAN that its header names, not its carrier’s: %s.', (_, header, frame, vlan) => {
  const { packet, packets } = read(1, inErspan(header, frame))
  expect(packets).toBe(2)
  expect(packet).toMatchObject({ vlan, dstPort: 22 })
  const carrier = layers()
  const bytes = Uint8Array.from(inErspan(header, frame))
  walkFrame(links[1]!, new DataView(bytes.buffer), 0, bytes.length, bytes.length, carrier)
  expect(carrier).toMatchObject({ vlan: 100, protocol: 47 })
}) // prettier-ignore

test('A carrier is a packet of its own, outside its tunnel.', () => {
  const packet = layers()
  const bytes = Uint8Array.from(frames.find(([name]) => name === 'VXLAN')![2])
  walkFrame(links[101]!, new DataView(bytes.buffer), 0, bytes.length, bytes.length, packet)
  expect(packet).toMatchObject({ complete: true, protocol: 17, dstPort: 4789, plan: 0 })
  expect(tunnelText(packet)).toBe('')
  expect(walkNext(packet)).toBe(true)
  expect(packet.plan).not.toBe(0)
})

test.each([
  [
    'a TCP header shorter than 20 bytes',
    ip4Packet('1.1.1.1', '2.2.2.2', 6, [...hex('9c400016 00000000 00000000 4002 0400 00000000')]),
  ],
  ['an IPv4 header longer than its packet', hex('4f000014 00000000 40060000 01010101 02020202 00000000')],
  ['IPv4 of another version', [0x55, ...inner.slice(1)]],
  [
    '33 IPv6 extension headers',
    ip6('00', [...new Array<string>(33).fill('0000 010400000000'), ''].flatMap(hex)),
  ],
])('%s is a fault, not a flow.', (_, bytes) => {
  const { packet, packets } = read(101, bytes)
  expect(packets).toBe(0)
  expect(packet.fault).not.toBe('')
})

test('A hundred tunnels inside each other are not followed to the end, and that is said.', () => {
  let bytes = inner
  for (let i = 0; i < 100; i++) bytes = ip4Packet('1.1.1.1', '2.2.2.2', 4, bytes)
  const { packet, packets } = read(101, bytes)
  expect(packets).toBeLessThan(12)
  expect(packet.fault).toBe('too many tunnels inside each other')
})

test('Segmentation offload leaves lengths of 0: such packets reach to the end of their frame.', () => {
  const zero = [...inner]
  zero[2] = zero[3] = 0
  expect(read(101, zero).packet).toMatchObject({ complete: true, ipLength: 40 })
})
