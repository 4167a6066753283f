import { expect, test } from 'vitest'
import { ethernetFrame, inputOf, ip4Packet, pcapBytes, readCaptures, tcpSegment } from './pcap-helpers.ts'

/** Segments with data, one every 10 ms; those of `again` come a second time as another tap saw them, in a VLAN. */
function frames(again: (i: number) => boolean, later = 0.0004) {
  return Array.from({ length: 2000 }, (_, i) => {
    const segment = tcpSegment(40000, 22, 'A', {
      seq: 1 + i * 8,
      ack: 1,
      payload: [1, 2, 3, 4, 5, 6, 7, i & 255],
    })
    const packet = ip4Packet('10.0.0.1', '10.0.0.2', 6, segment)
    const routed = packet.with(8, 63)
    const ts = 1e9 + i / 100
    const first = { ts, bytes: ethernetFrame(0x800, packet) }
    return again(i)
      ? [first, { ts: ts + later, bytes: ethernetFrame(0x8100, [0, 7, 8, 0, ...routed]) }]
      : [first]
  }).flat()
}
const notes = async (...captures: ReturnType<typeof frames>[]): Promise<string[]> => {
  const { context } = await readCaptures(...captures.map((part, i) => inputOf(`${i}.pcap`, pcapBytes(part))))
  return context.notes.rows().map(({ text }) => text)
}

test('Where two taps show each packet, the share is said.', async () => {
  expect(await notes(frames(() => true))).toEqual(['about 100 % of packets seen twice: counts are too high'])
  const [note] = await notes(frames(i => i % 4 < 3))
  expect(note).toMatch(/^about (5|6|7|8)\d % of packets seen twice/)
})

test('Packets that a sender repeats after its time-out, or seldom, are no taps.', async () => {
  expect(await notes(frames(() => false))).toEqual([])
  expect(await notes(frames(() => true, 0.3).sort((a, b) => a.ts - b.ts))).toEqual([])
  expect(await notes(frames(i => i % 10 === 0))).toEqual([])
})

test('Captures of one sensor that cover the same time are said to count twice; rotated ones are not.', async () => {
  const all = frames(() => false)
  const text = 'captures that overlap in time: what both show counts twice'
  expect(await notes(all, all)).toEqual([text])
  expect(await notes(all.slice(0, 1000), all.slice(1000))).toEqual([])
  expect(await notes(all.slice(0, 1050), all.slice(1000))).toEqual([])
})
