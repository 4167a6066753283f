import { expect, test } from 'vitest'
import { tunnelText } from '../../../src/flow/packet.ts'
import { layers } from '../../../src/read/packet/layer.ts'
import { beginFrame, links, walk, walkInside } from '../../../src/read/packet/walk.ts'
import { ethernetFrame, ip4Packet, tcpSegment, udpDatagram } from '../pcap-helpers.ts'

const hex = (text: string): number[] =>
  text
    .replace(/[^0-9a-f]/g, '')
    .match(/../g)
    ?.map(byte => parseInt(byte, 16)) ?? []
const inner = ip4Packet('10.0.0.1', '10.0.0.2', 6, tcpSegment(40000, 22, 'S'))
const ip6 = (next: string, payload: number[]): number[] => [
  ...hex(`60000000 ${payload.length.toString(16).padStart(4, '0')} ${next} 40`),
  ...hex('20010db8000000000000000000000001 20010db8000000000000000000000002'),
  ...payload,
]
const inner6 = ip6('06', tcpSegment(40000, 22, 'S'))
const ethernetInner = ethernetFrame(0x800, inner)
const udp = (port: number, payload: number[]) =>
  ip4Packet('1.1.1.1', '2.2.2.2', 17, udpDatagram(40001, port, payload))

/** Walks a frame to its innermost packet, cut off at `end`. */
function read(link: number, bytes: readonly number[], end = bytes.length) {
  const packet = layers()
  // What lies behind the frame in the buffer must never be read.
  const buffer = Uint8Array.from([...bytes.slice(0, end), ...new Array<number>(64).fill(0x45)])
  Object.assign(packet, { view: new DataView(buffer.buffer), end, wireEnd: bytes.length })
  beginFrame(packet)
  walk(links[link]!, 0, packet)
  let packets = packet.complete ? 1 : 0
  while (packet.inside) {
    walkInside(packet)
    if (packet.complete) packets++
  }
  return { packet, packets }
}

const frames: [string, number, number[], string][] = [
  ['Ethernet', 1, ethernetInner, ''],
  ['802.3 with SNAP', 1, [...ethernetFrame(0x40, hex('aaaa03000000 0800')), ...inner], ''],
  ['a VLAN', 1, ethernetFrame(0x8100, [...hex('0064 0800'), ...inner]), ''],
  ['two VLANs', 1, ethernetFrame(0x88a8, [...hex('0064 8100 00c8 0800'), ...inner]), ''],
  ['MPLS', 1, ethernetFrame(0x8847, [...hex('00064000 000c8140'), ...inner]), ''],
  ['an MPLS pseudowire', 1, ethernetFrame(0x8847, [...hex('00064140 00000000'), ...ethernetInner]), ''],
  ['PPPoE', 1, ethernetFrame(0x8864, [...hex('1100 0001 002a 0021'), ...inner]), ''],
  ['FabricPath', 1, ethernetFrame(0x8903, [...hex('0040'), ...ethernetInner]), ''],
  ['Linux cooked', 113, [...hex('0000 0001 0006 0000000000000000 0800'), ...inner], ''],
  ['Linux cooked 2', 276, [...hex('0800 0000 00000002 0001 00 06 0000000000000000'), ...inner], ''],
  ['raw IP', 101, inner, ''],
  ['raw IPv6', 101, inner6, ''],
  ['loopback, little-endian', 0, [...hex('02000000'), ...inner], ''],
  ['loopback, big-endian', 0, [...hex('00000002'), ...inner], ''],
  ['loopback of OpenBSD', 108, [...hex('00000018'), ...inner6], ''],
  ['PPP in HDLC framing', 50, [...hex('ff03 0021'), ...inner], ''],
  ['PPP', 9, [...hex('0021'), ...inner], ''],
  ['Cisco HDLC', 104, [...hex('0f00 0800'), ...inner], ''],
  ['FDDI', 10, [...hex('50 020000000001 020000000002 aaaa03000000 0800'), ...inner], ''],
  [
    'IPv6 with extension headers',
    101,
    ip6('00', [...hex('3c00 010400000000'), ...hex('0600 010400000000'), ...tcpSegment(40000, 22, 'S')]),
    '',
  ],
  [
    'IPv6 with an authentication header',
    101,
    ip6('33', [
      ...hex('06 04 0000 00000001 00000001 000000000000000000000000'),
      ...tcpSegment(40000, 22, 'S'),
    ]),
    '',
  ],
  [
    'IPv6 with a fragment header of a whole packet',
    101,
    ip6('2c', [...hex('06 00 0000 00000007'), ...tcpSegment(40000, 22, 'S')]),
    '',
  ],
  ['IP in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 4, inner), 'ipip'],
  ['IPv6 in IP', 101, ip4Packet('1.1.1.1', '2.2.2.2', 41, inner6), '6in4'],
  ['GRE', 101, ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('0000 0800'), ...inner]), 'gre'],
  [
    'GRE with key and sequence',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('3000 6558 00000007 00000001'), ...ethernetInner]),
    'gre',
  ],
  [
    'PPTP',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('3081 880b 002c 0001 00000001 00000001 ff03 0021'),
      ...inner,
    ]),
    'gre',
  ],
  [
    'ERSPAN II',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [...hex('1000 88be 00000001 1001000000000000'), ...ethernetInner]),
    'gre',
  ],
  [
    'ERSPAN III',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('1000 22eb 00000001 200100000000000000000000'),
      ...ethernetInner,
    ]),
    'gre',
  ],
  [
    'GRE in GRE',
    101,
    ip4Packet('1.1.1.1', '2.2.2.2', 47, [
      ...hex('0000 0800'),
      ...ip4Packet('3.3.3.3', '4.4.4.4', 47, [...hex('0000 0800'), ...inner]),
    ]),
    'gre, gre',
  ],
  ['VXLAN', 101, udp(4789, [...hex('08000000 00002a00'), ...ethernetInner]), 'vxlan:42'],
  ['Geneve', 101, udp(6081, [...hex('0100 6558 00002a00 00000000'), ...ethernetInner]), 'geneve:42'],
  ['GTP', 101, udp(2152, [...hex('30ff 0028 00000001'), ...inner]), 'gtp'],
  [
    'GTP with an extension',
    101,
    udp(2152, [...hex('36ff 0030 00000001 0001 00 85 01000900'), ...inner]),
    'gtp',
  ],
  ['Teredo', 101, udp(3544, [...hex('0000 000102030405'), ...inner6]), 'teredo'],
]

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
      if (packets === 0) expect(packet.fault === '' && packet.next === -1 && end > 14).toBe(false)
      if (packets < whole && packets === 0) expect(packet.fault).toMatch(/cut|neither|impossible/)
    }
  },
)

test('The outermost VLAN is the flow’s.', () => {
  expect(read(1, frames[3]![2]).packet.vlan).toBe(100)
})

test('A carrier is a packet of its own, outside its tunnel.', () => {
  const packet = layers()
  const bytes = Uint8Array.from(frames.find(([name]) => name === 'VXLAN')![2])
  Object.assign(packet, { view: new DataView(bytes.buffer), end: bytes.length, wireEnd: bytes.length })
  beginFrame(packet)
  walk(links[101]!, 0, packet)
  expect(packet).toMatchObject({ complete: true, protocol: 17, dstPort: 4789, plan: 0 })
  expect(tunnelText(packet)).toBe('')
  walkInside(packet)
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
