import { expect, test } from 'vitest'
import { inputOf, ip4Packet, pcapBytes, readCaptures, tcpSegment, udpDatagram } from '../pcap-helpers.ts'
import { hex, udp } from './frames.ts'

const macs = '020000000003 020000000001 020000000002'
const snap = hex('aaaa03000000 0800')
const packet = (port: number) => ip4Packet('10.0.0.1', '10.0.0.2', 6, tcpSegment(40000, port, 'S'))
const read = (link: number, ...frames: number[][]) =>
  readCaptures(
    inputOf(
      'a.pcap',
      pcapBytes(
        frames.map((bytes, i) => ({ ts: 1e9 + i, bytes })),
        { link },
      ),
    ),
  )

/** A part of an aggregate: addresses, length, LLC, padding to four bytes. */
const part = (payload: number[], last = false): number[] => {
  const length = snap.length + payload.length
  const padding = last ? 0 : (4 - ((14 + length) % 4)) % 4
  return [
    ...hex('020000000001 020000000002'),
    length >> 8,
    length & 255,
    ...snap,
    ...payload,
    ...Array<number>(padding).fill(0),
  ]
}
const aggregate = hex(`8801 0000 ${macs} 0000 8000`)

test('An 802.11 aggregate is as many packets as it has parts, each in its own tunnels.', async () => {
  const inner = [
    part(packet(22)),
    part(ip4Packet('3.3.3.3', '4.4.4.4', 4, packet(23))),
    part(packet(24), true),
  ]
  const { flows, context } = await read(105, [...aggregate, ...inner.flat()])
  const shown = flows.map(({ to, tunnel, protocol }) => [to, protocol, tunnel]).sort()
  expect(shown).toEqual([
    ['10.0.0.2:22', 6, ''],
    ['10.0.0.2:23', 6, 'ipip'],
    ['10.0.0.2:24', 6, ''],
    ['4.4.4.4:0', 4, ''],
  ])
  expect(context.rejects.rows()).toEqual([])
})

test('Aggregates inside tunnels keep their tunnel, and a part that claims too much is a reject.', async () => {
  const frame = [
    ...hex('0000 8210'),
    ...aggregate,
    ...part(packet(22)),
    ...part(packet(23)).fill(255, 12, 14),
  ]
  const { flows, context } = await read(101, ip4Packet('1.1.1.1', '2.2.2.2', 47, frame))
  expect(flows.filter(({ protocol }) => protocol === 6)).toMatchObject([{ to: '10.0.0.2:22', tunnel: 'gre' }])
  expect(context.rejects.rows()).toMatchObject([
    { reason: 'A-MSDU longer than its frame', count: 1, first: 24 },
  ])
})

test('Frames that are encrypted on the air, or by MACsec, are counted as such.', async () => {
  const wlan = await read(
    105,
    hex(`0841 0000 ${macs} 0000 0102030405060708 99`),
    hex(`8000 0000 ${macs} 0000`),
  )
  expect(wlan.context.notes.rows().map(({ text, count }) => [text, count])).toEqual([
    ['frames encrypted on their link', 1],
    ['frames that carry no IP', 1],
  ])
  const macsec = await read(1, hex('020000000001 020000000002 88e5 0c00 00000001 0102030405060708'))
  expect(macsec.context.notes.rows()).toMatchObject([{ text: 'frames encrypted on their link', count: 1 }])
})

test.each([
  ['802.11 fragments are not read', 105, hex(`0805 0000 ${macs} 0000 aaaa03000000 0800`)],
  ['802.11 fragments are not read', 105, hex(`0801 0000 ${macs} 0100 aaaa03000000 0800`)],
  ['802.11 frame with a bad checksum', 127, hex(`00 00 0900 02000000 40 0801 0000 ${macs} 0000`)],
  ['CAPWAP fragments are not read', 101, udp(5247, hex('00100380 00000000 0801 0000'))],
  ['link type inside PPI or PKTAP is not read', 192, hex('00 00 0800 c0000000 00 00 0800 69000000')],
])('%s: said, with its place.', async (reason, link, bytes) => {
  const { context } = await read(link, bytes)
  expect(context.rejects.rows()).toMatchObject([{ reason, count: 1, first: 24 }])
})

test('CAPWAP control, keep-alives and what only looks like a tunnel are flows and no more.', async () => {
  const ports: [number, string][] = [
    [5247, '00100008 00000000 0801 0000'],
    [5247, '01000000 16fefd00 00000000'],
    [1701, 'c802 000c 0001 0000 0000 0000'],
    [4341, '80000001 00000001 4500 0001 0000 0000 0000 0000 0000 0000 0000 0000'],
    [37008, '02 00 0001 01 0000'],
  ]
  const frames = ports.map(([port, text]) =>
    ip4Packet('1.1.1.1', '2.2.2.2', 17, udpDatagram(port, port, hex(text))),
  )
  const { flows, context } = await read(101, ...frames)
  expect(flows.every(({ tunnel }) => tunnel === '')).toBe(true)
  expect(flows.reduce((sum, { srcPackets }) => sum + srcPackets, 0)).toBe(5)
  expect(context.rejects.rows()).toEqual([])
})
