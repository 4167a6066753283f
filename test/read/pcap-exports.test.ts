import { expect, test } from 'vitest'
import { ethernetFrame, inputOf, ip4Packet, pcapBytes, readCaptures, udpDatagram } from './pcap-helpers.ts'

const u32 = (value: number): number[] => [24, 16, 8, 0].map(shift => (value >>> shift) & 255)
const start = 1_700_000_000

/** A NetFlow v5 datagram of two flows on its way to a collector, of which `captured` bytes of the frame were kept. */
function frame(captured = Infinity, clock = start, first = 0) {
  const record = (i: number) => [
    ...[10, 0, 0, i, 10, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 2],
    ...[...u32(7), ...u32(900), ...u32(1000), ...u32(2000), 0x9c, 0x40, 0, 22],
    ...[0, 0x1b, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ]
  const header = [0, 5, 0, 2, ...u32(5000), ...u32(clock), ...u32(0), ...u32(first), 0, 0, 0, 0]
  const payload = [...header, ...record(1), ...record(2)]
  const bytes = ethernetFrame(
    0x800,
    ip4Packet('192.0.2.1', '192.0.2.2', 17, udpDatagram(5000, 2055, payload)),
  )
  return { ts: start, bytes: bytes.slice(0, captured), wire: bytes.length }
}
const read = (...frames: ReturnType<typeof frame>[]) => readCaptures(inputOf('a.pcap', pcapBytes(frames)))
const ssh = (flows: { dstPort: number }[]) => flows.filter(({ dstPort }) => dstPort === 22).length

test('Of a flow export that the capture cut, the whole records are read and the others are a reject.', async () => {
  const whole = frame()
  expect(ssh((await read(whole)).flows)).toBe(2)
  // 42 bytes to the payload, 24 of the header, 48 of the first record.
  const { flows, context } = await read(whole, frame(42 + 24 + 60, start, 2))
  expect(ssh(flows)).toBeGreaterThanOrEqual(2)
  expect(context.rejects.rows()).toMatchObject([
    { reason: 'flow export is cut', count: 1, first: 24 + 16 + whole.bytes.length },
  ])
})

/** An sFlow datagram of one sample, of which 40 bytes were kept; `samples` is how many it says it has. */
function sflow(samples: number) {
  const header = [...u32(5), ...u32(1), 10, 0, 0, 1, ...u32(0), ...u32(1), ...u32(5000), ...u32(samples)]
  const payload = [...header, ...u32(1), ...u32(200), ...new Array<number>(200).fill(0)]
  const bytes = ethernetFrame(
    0x800,
    ip4Packet('192.0.2.1', '192.0.2.2', 17, udpDatagram(5000, 6343, payload)),
  )
  return { ts: start, bytes: bytes.slice(0, 42 + 40), wire: bytes.length }
}

test('Where all sFlow datagrams are cut, each is a reject.', async () => {
  const { context } = await read(sflow(1), sflow(7), sflow(70_000))
  expect(context.rejects.rows()).toMatchObject([{ reason: 'flow export is cut', count: 2, first: 24 }])
})

test('Where all exports are cut, each is a reject; what only has the same first bytes is none.', async () => {
  const { context } = await read(frame(60 + 24), frame(60 + 24), frame(60 + 24, 77))
  expect(context.rejects.rows()).toMatchObject([{ reason: 'flow export is cut', count: 2, first: 24 }])
})
