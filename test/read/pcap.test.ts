import { expect, test } from 'vitest'
import { pcap } from '../../src/read/pcap.ts'
import { inputOf, pcapBytes, readCaptures, session } from './pcap-helpers.ts'

const summary = {
  from: '10.0.0.1:40000',
  to: '10.0.0.2:22',
  start: 1_700_000_000,
  duration: 0.875,
  history: 'ShADdFaf',
  stateText: 'established',
  direction: 0,
  srcPackets: 5,
  dstPackets: 4,
  srcBytes: 5 * 40 + 14,
  dstBytes: 4 * 40 + 14,
  protocol: 6,
}

test.each([
  ['little-endian', { little: true, magic: 0xa1b2c3d4 }],
  ['big-endian', { little: false, magic: 0xa1b2c3d4 }],
  ['little-endian with nanoseconds', { little: true, magic: 0xa1b23c4d }],
  ['big-endian with nanoseconds', { little: false, magic: 0xa1b23c4d }],
  ['in the modified format', { little: true, magic: 0xa1b2cd34 }],
  ['big-endian in the modified format', { little: false, magic: 0xa1b2cd34 }],
  ['of Ixia’s hardware', { little: true, magic: 0x1c0001ac }],
  ['of Ixia’s hardware, big-endian', { little: false, magic: 0x1c0001ac }],
  ['of Ixia’s software', { little: true, magic: 0x1c0001ab }],
  ['of Ixia’s software, big-endian', { little: false, magic: 0x1c0001ab }],
])('A session in a classic capture %s is one flow.', async (_, options) => {
  const bytes = pcapBytes(session(), options)
  expect(pcap.sniff(bytes)).toBe(true)
  const { flows, context } = await readCaptures(inputOf('a.pcap', bytes))
  expect(flows).toHaveLength(1)
  expect(flows[0]).toMatchObject(summary)
  expect(flows[0]!.uid).toMatch(/^C[0-9a-z]{14}$/)
  expect(context.rejects.rows()).toEqual([])
})

test('The size of the pieces that a file comes in does not show.', async () => {
  const bytes = pcapBytes([...session(), ...session('10.0.0.3')])
  const whole = await readCaptures(inputOf('a.pcap', bytes))
  for (const chunk of [1, 2, 15, 16, 17, 24, 25, 100, 1000]) {
    const { flows } = await readCaptures(inputOf('a.pcap', bytes, chunk))
    expect(flows).toEqual(whole.flows)
  }
})

test('A file that is cut anywhere keeps its whole packets, and says where it ends.', async () => {
  const frames = session().slice(0, 4)
  const bytes = pcapBytes(frames)
  const ends = frames.map((_, i) => pcapBytes(frames.slice(0, i + 1)).length)
  for (let length = 24; length < bytes.length; length++) {
    const { flows, context } = await readCaptures(inputOf('a.pcap', bytes.subarray(0, length)))
    const whole = ends.filter(end => end <= length).length
    expect(flows.reduce((sum, flow) => sum + flow.srcPackets + flow.dstPackets, 0)).toBe(whole)
    const [reject] = context.rejects.rows()
    const start = whole === 0 ? 24 : ends[whole - 1]
    if (length === start) expect(reject).toBeUndefined()
    else
      expect(reject).toMatchObject({ reason: 'the file ends inside a record', first: start, unit: 'offset' })
  }
})

test('A record that claims an impossible length ends the file, and what came before it is kept.', async () => {
  const bytes = pcapBytes(session())
  const view = new DataView(bytes.buffer)
  view.setUint32(24 + 16 + 54 + 8, 0x7fffffff, true)
  const { flows, context } = await readCaptures(inputOf('a.pcap', bytes))
  expect(flows[0]).toMatchObject({ srcPackets: 1, history: 'S', stateText: 'no-answer' })
  expect(context.rejects.rows()[0]).toMatchObject({
    first: 94,
    reason: expect.stringMatching(/beyond 16 MiB/),
  })
})

test('A flow that spans two files is one flow, whatever the order of the files.', async () => {
  const frames = session()
  const [first, second] = [pcapBytes(frames.slice(0, 4)), pcapBytes(frames.slice(4))]
  for (const inputs of [
    [inputOf('a.pcap', first), inputOf('b.pcap', second)],
    [inputOf('a.pcap', second), inputOf('b.pcap', first)],
  ]) {
    const { flows } = await readCaptures(...inputs)
    expect(flows).toHaveLength(1)
    expect(flows[0]).toMatchObject(summary)
  }
})

test('A link type that is not read is said once for all of its packets.', async () => {
  const { flows, context } = await readCaptures(inputOf('a.pcap', pcapBytes(session(), { link: 147 })))
  expect(flows).toEqual([])
  expect(context.rejects.rows()).toMatchObject([{ reason: 'link type 147 is not read', count: 9, first: 24 }])
})

test('Packets cut by the snap length still count in full.', async () => {
  const frames = session().map(frame => ({ ...frame, wire: frame.bytes.length + 1000 }))
  for (const frame of frames) {
    const bytes = [...frame.bytes]
    bytes[16] = ((frame.bytes.length - 14 + 1000) >> 8) & 255
    bytes[17] = (frame.bytes.length - 14 + 1000) & 255
    frame.bytes = bytes.slice(0, 54)
  }
  const { flows, context } = await readCaptures(inputOf('a.pcap', pcapBytes(frames)))
  expect(flows[0]).toMatchObject({ srcBytes: 5 * 1040 + 14, dstBytes: 4 * 1040 + 14 })
  const later = inputOf('b.pcap', pcapBytes(session('10.0.0.1', '10.0.0.2', 22, 1_800_000_000)))
  const files = [inputOf('a.pcap', pcapBytes(frames)), later]
  for (const notes of [context.notes, (await readCaptures(...files)).context.notes])
    expect(notes.rows()).toEqual([
      { sensor: 'tap', text: 'packets cut by the snap length', count: 9, where: 'a.pcap' },
    ])
})

test('The service of a flow is that of its responder’s port where its payload shows none.', async () => {
  const frames = session('10.0.0.1', '10.0.0.2', 445).slice(0, 3)
  const { flows } = await readCaptures(inputOf('a.pcap', pcapBytes(frames)))
  expect(flows[0]).toMatchObject({ serviceText: 'smb', serviceBy: 0 })
})

test('What is no capture is not taken for one.', () => {
  for (const text of ['', 'a', '#separator \\x09\n#set_separator\t,\n', '{"ts":1.5,"uid":"C1"}\n{"ts":1.6}'])
    expect(pcap.sniff(new TextEncoder().encode(text))).toBe(false)
  expect(pcap.sniff(pcapBytes([]).subarray(0, 23))).toBe(false)
})
