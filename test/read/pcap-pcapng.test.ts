import { expect, test } from 'vitest'
import { pcap } from '../../src/read/pcap.ts'
import { inputOf, readCaptures, session } from './pcap-helpers.ts'
import { Blocks } from './pcapng-blocks.ts'

const inputFrom = (...blocks: Blocks[]) =>
  inputOf('a.pcapng', Uint8Array.from(blocks.flatMap(block => block.parts)))
const expected = { from: '10.0.0.1:40000', history: 'ShADdFaf', start: 1_700_000_000, duration: 0.875 }

test.each([true, false])('A session in a pcapng file is one flow (little-endian: %s).', async little => {
  const blocks = new Blocks(little).section().face(1)
  for (const { ts, bytes } of session()) blocks.packet(0, ts * 1e6, bytes)
  const input = inputFrom(blocks)
  expect(pcap.sniff(input.head)).toBe(true)
  const { flows, context } = await readCaptures(input)
  expect(flows).toMatchObject([expected])
  expect(context.rejects.rows()).toEqual([])
})

test.each([
  ['milliseconds', [3], 1e3],
  ['a power of two', [0x80 | 10], 1024],
])('Each interface has its own resolution and offset of time: %s.', async (_, resolution, units) => {
  const blocks = new Blocks().section().face(1)
  blocks.face(1, [
    ...blocks.option(9, resolution),
    ...blocks.option(14, blocks.u64(1_699_999_000)),
    ...blocks.u32(0),
  ])
  session().forEach(({ ts, bytes }, i) => {
    if (i % 2 === 0) blocks.packet(0, ts * 1e6, bytes)
    else blocks.packet(1, (ts - 1_699_999_000) * units, bytes)
  })
  const { flows } = await readCaptures(inputFrom(blocks))
  expect(flows).toMatchObject([expected])
})

test('Sections may change the byte order, and number their interfaces anew.', async () => {
  const [first, second] = [new Blocks(true).section().face(1), new Blocks(false).section().face(101)]
  session().forEach(({ ts, bytes }, i) => {
    if (i < 4) first.packet(0, ts * 1e6, bytes)
    else second.packet(0, ts * 1e6, bytes.slice(14))
  })
  const { flows } = await readCaptures(inputFrom(first, second))
  expect(flows).toMatchObject([expected])
})

test('Old packet blocks are read, and blocks of unknown types are skipped unread.', async () => {
  const blocks = new Blocks().section().face(1).block(0x0bad, new Array<number>(5000).fill(7))
  for (const { ts, bytes } of session()) {
    const ticks = ts * 1e6
    const head = [...blocks.u16(0), ...blocks.u16(0), ...blocks.u32(Math.floor(ticks / 2 ** 32))]
    const lengths = [...blocks.u32(bytes.length), ...blocks.u32(bytes.length)]
    blocks.block(2, [...head, ...blocks.u32(ticks % 2 ** 32), ...lengths, ...bytes]).block(0x0bad, [])
  }
  for (const chunk of [1, 7, 4096, 65536]) {
    const { flows, context } = await readCaptures(inputOf('a.pcapng', Uint8Array.from(blocks.parts), chunk))
    expect(flows).toMatchObject([expected])
    expect(context.rejects.rows()).toEqual([])
  }
})

test('Simple packet blocks have no time, and that is said.', async () => {
  const blocks = new Blocks().section().face(1)
  for (const { bytes } of session()) blocks.block(3, [...blocks.u32(bytes.length), ...bytes])
  const { flows, context } = await readCaptures(inputFrom(blocks))
  expect(flows).toMatchObject([{ from: '10.0.0.1:40000', start: 0, duration: 0, srcPackets: 5 }])
  expect(context.notes.rows()).toMatchObject([{ text: 'packets without a time', count: 9 }])
})

test('Packets that the capture lost are said: the last statistics of each interface, summed.', async () => {
  const blocks = new Blocks().section().face(1).face(1)
  const statistics = (face: number, dropped: number, system: number) =>
    blocks.block(5, [
      ...[...blocks.u32(face), ...blocks.u32(0), ...blocks.u32(0)],
      ...[
        ...blocks.option(5, blocks.u64(dropped)),
        ...blocks.option(7, blocks.u64(system)),
        ...blocks.u32(0),
      ],
    ])
  statistics(0, 1, 0)
  statistics(0, 5, 2)
  statistics(1, 10, 0)
  const { context } = await readCaptures(inputFrom(blocks))
  expect(context.notes.rows()).toMatchObject([
    { text: 'packets that the capture lost', count: 17, where: 'a.pcapng' },
  ])
})

test('A packet of an interface that was not described, or longer than its block, is a reject with its offset.', async () => {
  const blocks = new Blocks().section().face(1)
  blocks.packet(3, 0, [1, 2, 3, 4])
  const body = [
    ...blocks.u32(0),
    ...blocks.u32(0),
    ...blocks.u32(0),
    ...blocks.u32(5000),
    ...blocks.u32(5000),
  ]
  blocks.block(6, [...body, 1, 2, 3, 4])
  const { context } = await readCaptures(inputFrom(blocks))
  expect(context.rejects.rows()).toMatchObject([
    { reason: 'packet longer than its block', first: 84 },
    { reason: 'packet of an interface that was not described', first: 48 },
  ])
})

test('A file that is cut anywhere keeps its whole packets, and nothing escapes.', async () => {
  const blocks = new Blocks().section().face(1)
  for (const { ts, bytes } of session().slice(0, 4)) blocks.packet(0, ts * 1e6, bytes)
  for (let length = 12; length < blocks.parts.length; length++) {
    const { flows, context } = await readCaptures(
      inputOf('a', Uint8Array.from(blocks.parts.slice(0, length))),
    )
    const packets = flows.reduce((sum, flow) => sum + flow.srcPackets + flow.dstPackets, 0)
    expect(packets).toBeLessThan(4)
    expect(context.rejects.total).toBeLessThanOrEqual(1)
  }
})

test.each([0, 3, 11, 13, 0xffffffff])('A block length of %i ends the file, and is said.', async length => {
  const blocks = new Blocks().section().face(1)
  const { parts } = blocks
  for (const { ts, bytes } of session().slice(0, 1)) blocks.packet(0, ts * 1e6, bytes)
  const bytes = Uint8Array.from([...parts, 6, 0, 0, 0, ...blocks.u32(length), 0, 0, 0, 0, 0, 0, 0, 0])
  const { flows, context } = await readCaptures(inputOf('a', bytes))
  expect(flows).toHaveLength(1)
  expect(context.rejects.rows()).toMatchObject([{ first: parts.length }])
})
