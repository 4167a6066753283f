import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FlowBatch } from '../../../src/flow/batch.ts'
import { wayNames } from '../../../src/flow/columns.ts'
import { directions, states } from '../../../src/flow/codes.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { shared, testShared } from '../../helpers.ts'
import { hex, said, testContext } from '../netflow/context.ts'
import { udpPayloads } from '../netflow/payloads.ts'
import { random } from '../netflow/random.ts'
import { captureBytes, inputOf, readCaptures } from '../pcap-helpers.ts'

const at = 1_700_000_000.5

/** Numbers as 32-bit words, as all of sFlow is. */
const words = (...list: number[]) => list.map(word => (word >>> 0).toString(16).padStart(8, '0')).join('')
const padded = (bytes: string) => bytes + '0'.repeat((8 - (bytes.length % 8)) % 8)
const struct = (format: number, body: string) => words(format, body.length / 2) + body

/** A sampled frame (format 1) of which the first bytes are there. */
const frameRecord = (bytes: string, link = 1) =>
  struct(1, words(link, bytes.length / 2 + 4, 4, bytes.length / 2) + padded(bytes))
const sample = (rate: number, ...records: string[]) =>
  struct(1, words(9, 0x00000007, rate, 0, 0, 1, 2, records.length) + records.join(''))
const expanded = (rate: number, ...records: string[]) =>
  struct(3, words(9, 0, 7, rate, 0, 0, 0, 1, 0, 2, records.length) + records.join(''))
const counters = struct(2, words(9, 7, 0))
const datagram = (sequence: number, ...samples: string[]) =>
  hex(words(5, 1, 0xc0000201, 0, sequence, 1000, samples.length) + samples.join(''))

const frame = (flags: string, from = '0a000009', to = '0a000001', ports = 'c3500016') =>
  `020000000001020000000002 0800 4500 0064 0000 0000 40 06 0000 ${from}${to} ${ports} 00000001 00000000 50 ${flags} 0000 0000 0000`.replaceAll(
    ' ',
    '',
  )

const text = (batches: readonly FlowBatch[], name: (host: number) => string): string[] =>
  batches.flatMap(batch =>
    Array.from({ length: batch.length }, (_, i) => {
      const ends = `${name(batch.src[i]!)}:${batch.srcPort[i]} > ${name(batch.dst[i]!)}:${batch.dstPort[i]}`
      const counts = `${batch.srcPackets[i]}/${batch.dstPackets[i]} ${batch.srcBytes[i]}/${batch.dstBytes[i]}`
      return `${ends} ${counts} ${states[batch.state[i]!]} ${directions[batch.direction[i]!]}`
    }),
  )

function read(messages: readonly DataView[], ends: readonly number[] = []) {
  const context = testContext()
  const stream = new ExportStream(context)
  messages.forEach((view, i) => {
    const end = ends[i] ?? view.byteLength
    if (stream.looksLikeExport(view, 0, end))
      stream.datagram(context.hosts.id('192.0.2.1'), 5000, view, 0, end, at + i, 'sflow.pcap', i)
  })
  return { flows: text(stream.finish(), host => context.hosts.text(host)), ...said(context) }
}

/** The fewest packets of which at least one is taken in half of all cases. */
function half(rate: number): number {
  let packets = 1
  while ((1 - 1 / rate) ** packets > 0.5) packets++
  return packets
}

const sampledNote = (rate: number, count: number) =>
  `sampled 1:${rate}: counts are estimates, and half of the sessions of ${half(rate)} packets leave no trace ${count}`

describe('sFlow:', () => {
  test('samples of a session are one flow with counts times the rate, opened by who sent the SYN', () => {
    const forth = frameRecord(frame('02'))
    const back = frameRecord(frame('12', '0a000001', '0a000009', '0016c350'))
    const { flows, notes, rejects } = read([
      datagram(1, sample(100, forth), counters),
      datagram(2, expanded(100, back), sample(100, frameRecord(frame('10')))),
    ])
    expect(flows).toEqual(['10.0.0.9:50000 > 10.0.0.1:22 200/100 20000/10000 established known'])
    expect({ notes, rejects }).toEqual({ notes: [sampledNote(100, 3)], rejects: [] })
  })

  const addresses4 = words(0x0a000009, 0x0a000001)
  const addresses6 = words(0x20010db8, 0, 0, 9, 0x20010db8, 0, 0, 1)
  const others: readonly (readonly [string, string, string])[] = [
    ['fields of an IPv4 packet', struct(3, words(60, 6) + addresses4 + words(50000, 22, 2, 0)), '10.0.0.9:50000 > 10.0.0.1:22 8/0 480/0'],
    ['fields of an IPv6 packet', struct(4, words(80, 17) + addresses6 + words(50000, 161, 0, 0)), '2001:db8::9:50000 > 2001:db8::1:161 8/0 640/0'],
    ['an IP packet without a frame', frameRecord(frame('10').slice(28), 11), '10.0.0.9:50000 > 10.0.0.1:22 8/0 800/0'],
    ['a packet beside its fields', struct(3, words(60, 6) + addresses4 + words(1, 2, 2, 0)) + frameRecord(frame('10')), '10.0.0.9:50000 > 10.0.0.1:22 8/0 800/0'],
  ] // prettier-ignore
  test.each(others)('%s is read', (_, records, wanted) => {
    const count = records.includes('frame')
      ? 1
      : records.startsWith(words(3, 32)) && records.length > 80
        ? 2
        : 1
    const one = struct(1, words(9, 7, 8, 0, 0, 1, 2, count) + records)
    expect(read([datagram(1, one)]).flows[0]).toContain(wanted)
  })

  const one = frameRecord(frame('10'))
  const nextHops = [words(1, 0x0a0000fe), words(2, 0x20010db8, 0, 0, 1)] as const
  const ways: readonly (readonly [string, string, readonly number[]])[] = [
    ['a sample', sample(1, one), [1, 2, 0, 0, 0]],
    ['an expanded sample', expanded(1, one), [1, 2, 0, 0, 0]],
    ['a packet that was dropped, and came from the switch itself', struct(1, words(9, 7, 1, 0, 0, 0x3fffffff, 0x40000102, 1) + one), [0, 0, 0, 0, 0]],
    ['a gateway with a path in two segments', sample(1, one, struct(1003, nextHops[0] + words(64500, 64501, 64502, 2, 2, 2, 64503, 64504, 1, 1, 64505, 0, 0))), [1, 2, 0, 64501, 64505]],
    ['a gateway without a path, over IPv6', sample(1, one, struct(1003, nextHops[1] + words(64500, 64501, 64502, 0, 0, 0))), [1, 2, 0, 64501, 64500]],
    ['a gateway whose path is longer than its record', sample(1, one, struct(1003, nextHops[0] + words(64500, 64501, 64502, 1, 2, 99, 64503))), [1, 2, 0, 64501, 0]],
  ] // prettier-ignore
  test.each(ways)('%s says the way of its packet', (_, whole, wanted) => {
    const context = testContext()
    const view = datagram(1, whole)
    const stream = new ExportStream(context)
    stream.datagram(context.hosts.id('192.0.2.1'), 5000, view, 0, view.byteLength, at, 'sflow.pcap', 0)
    expect(stream.finish().map(batch => wayNames.map(name => batch[name][0]))).toEqual([wanted])
  })

  test('packets that two interfaces sampled are counted once, by the first', () => {
    const other = struct(1, words(9, 8, 100, 0, 0, 1, 2, 1) + frameRecord(frame('10')))
    const one = sample(100, frameRecord(frame('10')))
    const { flows } = read([datagram(1, one), datagram(2, other), datagram(3, one)])
    expect(flows).toEqual(['10.0.0.9:50000 > 10.0.0.1:22 200/0 20000/0 partial guessed'])
  })

  test('datagrams that are missing by their numbers are counted, late ones are not', () => {
    const one = sample(1, frameRecord(frame('10')))
    const { notes } = read([1, 2, 6, 5, 7].map(sequence => datagram(sequence, one)))
    expect(notes).toContain('sFlow datagrams of agent 192.0.2.1 lost, by their sequence numbers 3')
  })

  test('a datagram cut anywhere after a whole one throws nothing and is a reject; alone it is none', () => {
    const whole = datagram(1, sample(1, frameRecord(frame('10'))), counters)
    for (let end = 0; end < whole.byteLength; end++) {
      expect(read([whole], [end])).toEqual({ flows: [], notes: [], rejects: [] })
      const { rejects } = read([whole, whole], [whole.byteLength, end])
      expect(rejects.length, `${end}`).toBe(end < 28 ? 0 : 1)
    }
  })

  test('datagrams with bytes changed at random throw nothing', () => {
    const next = random(3)
    const whole = datagram(
      1,
      sample(64, frameRecord(frame('10'))),
      expanded(64, frameRecord(frame('02'))),
      counters,
    )
    const context = testContext()
    const stream = new ExportStream(context)
    stream.looksLikeExport(whole, 0, whole.byteLength)
    for (let round = 0; round < 3000; round++) {
      const view = new DataView(whole.buffer.slice(0))
      for (let changes = 1 + next(6); changes > 0; changes--) view.setUint8(next(view.byteLength), next(256))
      if (stream.looksLikeExport(view, 0, view.byteLength))
        stream.datagram(0, 5000, view, 0, view.byteLength, at, 'sflow.pcap', round)
    }
    expect(context.rejects.rows().length).toBeGreaterThan(2)
  })
})

const captures = [
  ['akvorado/data-sflow-ipv4-data', '50.50.50.50:46622 > 51.51.51.51:58631 256/0 344064/0 no-answer guessed'],
  ['tcpdump/sflow_expanded', '53.53.53.53:52237 > 52.52.52.52:22 0/1000 0/104000 partial guessed'],
] as const
testShared.each(captures)('The samples in %s are those that tshark shows', (name, wanted) => {
  const payloads = udpPayloads(shared(`corpora/hostile/${name}.pcap`))
  const views = payloads.map(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
  expect(read(views).flows).toEqual([wanted])
})

testShared('Samples of every packet of a capture give the flows of the capture', async () => {
  const path = shared('corpora/dpd/pcap/smb_deletefile.pcap')
  const file = readFileSync(path)
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const context = testContext()
  const stream = new ExportStream(context)
  let sequence = 0
  for (let from = 24; from + 16 <= file.length; from += 16 + view.getUint32(from + 8, true)) {
    const ts = view.getUint32(from, true) + view.getUint32(from + 4, true) / 1e6
    const bytes = file.subarray(from + 16, from + 16 + Math.min(128, view.getUint32(from + 8, true)))
    const message = datagram(++sequence, sample(1, frameRecord(Buffer.from(bytes).toString('hex'))))
    expect(stream.looksLikeExport(message, 0, message.byteLength)).toBe(true)
    stream.datagram(0, 5000, message, 0, message.byteLength, ts, 'sflow', sequence)
  }
  const { flows } = await readCaptures(inputOf('a.pcap', captureBytes(path)))
  const wanted = flows.map(({ from, to, srcPackets, dstPackets, srcBytes, dstBytes }) =>
    [from, '>', to, `${srcPackets}/${dstPackets}`, `${srcBytes}/${dstBytes}`].join(' '),
  )
  const ours = text(stream.finish(), host => context.hosts.text(host))
  expect(wanted.length).toBeGreaterThan(0)
  expect(ours.map(flow => flow.split(' ').slice(0, 5).join(' ')).sort()).toEqual(wanted.sort())
})
