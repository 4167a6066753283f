import { expect, test } from 'vitest'
import { ethernetFrame, inputOf, ip4Packet, pcapBytes, readCaptures, udpDatagram } from '../pcap-helpers.ts'

const datagram = udpDatagram(
  5000,
  53,
  Array.from({ length: 3000 }, (_, i) => i & 255),
)
const part = (from: number, to: number, id = 7): number[] => {
  const fragment = (from / 8) | (to < datagram.length ? 0x2000 : 0)
  return ethernetFrame(
    0x800,
    ip4Packet('10.0.0.1', '10.0.0.2', 17, datagram.slice(from, to), { id, fragment }),
  )
}
const read = (frames: number[][]) =>
  readCaptures(inputOf('a.pcap', pcapBytes(frames.map((bytes, i) => ({ ts: 1e9 + i, bytes })))))

test.each([
  ['in order', [part(0, 1480), part(1480, 2960), part(2960, 3008)]],
  ['in reverse', [part(2960, 3008), part(1480, 2960), part(0, 1480)]],
  ['repeated', [part(0, 1480), part(0, 1480), part(1480, 2960), part(2960, 3008)]],
  ['overlapping', [part(0, 1480), part(800, 2960), part(2400, 3008)]],
])('Fragments that come %s are one packet of a flow.', async (_, frames) => {
  const { flows, context } = await read(frames)
  expect(flows).toMatchObject([{ from: '10.0.0.1:5000', to: '10.0.0.2:53', srcPackets: 1, srcBytes: 3028 }])
  expect(context.rejects.rows()).toEqual([])
  expect(context.notes.rows()).toEqual([])
})

test('Fragments of different packets are kept apart, and what was never whole is said.', async () => {
  const { flows, context } = await read([part(0, 1480, 1), part(1480, 3008, 2), part(1480, 3008, 1)])
  expect(flows).toMatchObject([{ srcPackets: 1, srcBytes: 3028 }])
  expect(context.notes.rows()).toMatchObject([{ text: 'fragmented packets that were never whole', count: 1 }])
})

test('Ten thousand first fragments fill no memory: the oldest are given up, and said.', async () => {
  const { flows, context } = await read(Array.from({ length: 10_000 }, (_, id) => part(0, 64, id)))
  expect(flows).toEqual([])
  expect(context.notes.rows()).toMatchObject([
    { text: 'fragmented packets that were never whole', count: 10_000 },
  ])
})

test('A fragment beyond the largest packet, or cut by the capture, is a reject.', async () => {
  const beyond = ethernetFrame(
    0x800,
    ip4Packet('10.0.0.1', '10.0.0.2', 17, datagram.slice(0, 64), { fragment: 0x1fff }),
  )
  const { context } = await read([beyond, part(1480, 2960).slice(0, 500)])
  expect(context.rejects.rows().map(row => row.reason)).toEqual([
    'fragment cut by the capture',
    'impossible fragment',
  ])
})

test('Of a first fragment that the capture cut, the flow is known by its ports.', async () => {
  const { flows } = await read([part(0, 1480).slice(0, 96), part(1480, 3008).slice(0, 96)])
  expect(flows).toMatchObject([{ from: '10.0.0.1:5000', to: '10.0.0.2:53', srcPackets: 1, srcBytes: 1500 }])
})

test('Fragments of one number that come a minute apart are of two packets.', async () => {
  const frames = [part(0, 1480), part(1480, 2960), part(0, 1480), part(1480, 3008)]
  const times = [0, 1, 100, 101]
  const bytes = pcapBytes(frames.map((bytes, i) => ({ ts: 1e9 + times[i]!, bytes })))
  const { flows, context } = await readCaptures(inputOf('a.pcap', bytes))
  expect(flows).toMatchObject([{ srcPackets: 1, srcBytes: 3028, start: 1e9 + 101 }])
  expect(context.notes.rows()).toMatchObject([{ text: 'fragmented packets that were never whole', count: 1 }])
})
