import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FlowBatch } from '../../../src/flow/batch.ts'
import { wayNames } from '../../../src/flow/columns.ts'
import type { Input } from '../../../src/open/input.ts'
import { nfcapd } from '../../../src/read/nfcapd.ts'
import { BlockReader } from '../../../src/read/nfcapd/blocks.ts'
import { ExporterNumbers } from '../../../src/read/nfcapd/exporters.ts'
import { NfcapdFile } from '../../../src/read/nfcapd/file.ts'
import { shared, testShared } from '../../helpers.ts'
import { said, testContext } from '../netflow/context.ts'
import { missingFrom, nfdumpLines, recordLine, type OurLine } from '../netflow/oracle.ts'
import { random } from '../netflow/random.ts'

const root = shared('corpora/netflow/')
const derived = ['synscan.v5', 'ftp-ipv6.ipfix', 'ftp-ipv6.nfpcapd', 'dce-rpc.ipfix-biflow', 'smb1.nfpcapd-payload', 'vnc-mac.nfpcapd'] // prettier-ignore

/** Records of one file fed in pieces of `size` bytes, and what was rejected. */
function records(bytes: Uint8Array, size = bytes.length, context = testContext()) {
  const lines: OurLine[] = []
  const rejects: string[] = []
  const reader = new BlockReader(
    context.hosts,
    new ExporterNumbers(),
    record => lines.push(recordLine(record, context.hosts)),
    reason => rejects.push(reason),
  )
  const file = new NfcapdFile(reader)
  for (let at = 0; at < bytes.length; at += size) file.push(bytes.subarray(at, at + size))
  file.finish()
  return { lines, rejects, hosts: context.hosts }
}

const input = (path: string, bytes: Uint8Array): Input => ({
  path,
  head: bytes.subarray(0, 65536),
  async *chunks() {
    for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096)
  },
})

async function read(inputs: readonly Input[]) {
  const context = testContext()
  const batches: FlowBatch[] = []
  for await (const { flows } of nfcapd.read(inputs, context)) if (flows) batches.push(flows)
  return { batches, length: batches.reduce((sum, batch) => sum + batch.length, 0), ...said(context) }
}

const little =
  (size: number) =>
  (value: number): number[] =>
    Array.from({ length: size }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255)
const [u16, u32, u64] = [little(2), little(4), little(8)]
const sized = (type: number, body: readonly number[]) => [...u16(type), ...u16(body.length + 4), ...body]

/** Records of layout 2: an exporter that the file calls 1, its sampler in the new and the old form, and a flow of 500 packets. */
const exporter = (address: number) =>
  sized(7, [...u32(9), ...u64(0), ...u32(0), ...u32(address), ...u16(2), ...u16(1), ...u32(7)])
const sampler = (rate: number) => sized(15, [...u16(1), ...u16(0), ...u64(0), ...u32(1), ...u32(rate - 1)])
const oldSampler = (rate: number) => sized(9, [...u32(0), ...u32(rate), ...u16(2), ...u16(1)])
const at = Date.UTC(2026, 0, 1)
const flow = (flags: number) =>
  sized(11, [
    ...[...u16(2), ...u16(0), ...u16(1), flags, 9],
    ...sized(2, [...u32(0x0a000009), ...u32(0x0a000001)]),
    ...sized(1, [...u64(at), ...u64(at + 9000), ...u64(at + 9000), ...u64(500), ...u64(50_000), ...u16(50_000), ...u16(22), 6, 0x1b, 0, 0]),
  ]) // prettier-ignore

/** A file of layout 2 with one block. */
function layout2(...parts: readonly number[][]): Uint8Array {
  const body = parts.flat()
  const header = [0x0c, 0xa5, ...u16(2), ...new Array<number>(32).fill(0), ...u32(1)]
  return Uint8Array.from([
    ...header,
    ...u32(parts.length),
    ...u32(body.length),
    ...u16(3),
    ...u16(0),
    ...body,
  ])
}

const files = [
  ...derived.flatMap(name =>
    ['none', 'lzo', 'bz2', 'lz4'].map(
      pack => [`derived/nfcapd/${name}.${pack}.nfcapd`, `derived/nfcapd/${name}.csv`] as const,
    ),
  ),
  ['nfcapd-chrispassas/nfcapd.sample', 'oracle/nfcapd-chrispassas/nfcapd.sample.nfdump.csv'],
  ['nfcapd-chrispassas/nfcapd-small-lzo', 'oracle/nfcapd-chrispassas/nfcapd-small-lzo.nfdump.csv'],
  ['nfcapd-slips/test1-malicious.nfdump', 'oracle/nfcapd-slips/test1-malicious.nfdump.nfdump.csv'],
] as const

describe('nfcapd files:', () => {
  testShared.each(files)('every record of %s is as nfdump reads it', (file, csv) => {
    const { lines, rejects, hosts } = records(readFileSync(root + file))
    const wanted = nfdumpLines(root + csv, hosts)
    expect(wanted.length).toBeGreaterThan(0)
    expect(missingFrom(lines, wanted)).toEqual([])
    expect(rejects).toEqual([])
  })

  test('interfaces, AS numbers and the VRF of ingress are kept', async () => {
    const way = [
      ...sized(4, [...u32(3), ...u32(7), 24, 24, 0, 0]),
      ...sized(7, [...u32(64_500), ...u32(4_200_000_000)]),
      ...sized(36, [...u32(13), ...u32(12)]),
    ]
    const record = sized(11, [...flow(0).slice(4), ...way])
    const { batches } = await read([input('nfcapd', layout2(record, flow(0)))])
    const ways = batches.flatMap(batch => wayNames.map(name => batch[name][0]))
    expect(ways).toEqual([3, 7, 12, 64_500, 4_200_000_000])
  })

  testShared('all records are read, not only those that the oracle lists', () => {
    const count = (file: string) => records(readFileSync(root + file)).lines.length
    expect(count('nfcapd-slips/test1-malicious.nfdump')).toBe(4593)
    expect(count('nfcapd-chrispassas/nfcapd.sample')).toBe(3018)
    expect(count('nfcapd-chrispassas/nfcapd-empty')).toBe(0)
  })

  testShared('pieces of any size give the same records', () => {
    const bytes = readFileSync(`${root}derived/nfcapd/ftp-ipv6.ipfix.lzo.nfcapd`)
    for (const size of [1, 7, 100]) expect(records(bytes, size)).toEqual(records(bytes))
  })

  testShared('a file cut at any byte is read as far as it goes, and said to be cut', () => {
    for (const pack of ['none', 'lzo', 'bz2', 'lz4']) {
      const bytes = readFileSync(`${root}derived/nfcapd/ftp-ipv6.nfpcapd.${pack}.nfcapd`)
      const { lines } = records(bytes)
      const offset = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, true)
      for (let length = 0; length < bytes.length; length++) {
        const cut = records(bytes.subarray(0, length))
        expect(lines.map(line => line.fields)).toEqual(
          expect.arrayContaining(cut.lines.map(line => line.fields)),
        )
        if (length < offset && length !== 40) expect(cut.rejects.length).toBeGreaterThan(0)
      }
    }
  })

  testShared('half of an uncompressed or LZO file still gives its records', () => {
    for (const pack of ['none', 'lzo', 'lz4']) {
      const bytes = readFileSync(`${root}derived/nfcapd/synscan.v5.${pack}.nfcapd`)
      expect(records(bytes.subarray(0, bytes.length / 2)).lines.length, pack).toBeGreaterThan(500)
    }
  })

  testShared.each(files.slice(-3))('the first 2 KiB of %s cut at every byte throw nothing', file => {
    const start = readFileSync(root + file).subarray(0, 2048)
    const context = testContext()
    for (let length = 0; length < start.length; length++)
      records(start.subarray(0, length), undefined, context)
  })

  testShared('files with bytes changed at random throw nothing', () => {
    const next = random(7)
    for (const [file] of files) {
      const start = readFileSync(root + file).subarray(0, 2048)
      const context = testContext()
      for (let round = 0; round < 30; round++) {
        const bytes = start.slice()
        for (let changes = 1 + next(6); changes > 0; changes--) bytes[next(bytes.length)] = next(256)
        records(bytes, undefined, context)
      }
    }
  })

  testShared('files are one stream: records of both directions in two files are one flow', async () => {
    const [a, b] = ['vnc-mac.nfpcapd.none', 'vnc-mac.nfpcapd.lz4'].map(name =>
      readFileSync(`${root}derived/nfcapd/${name}.nfcapd`),
    )
    const one = await read([input('a', a!)])
    expect([one.length, one.rejects]).toEqual([4, []])
    expect((await read([input('a', a!), input('b', b!)])).length).toBe(4)
  })

  testShared('nfcapd files are recognised, text that is called so is not', () => {
    for (const [file] of files)
      expect(nfcapd.sniff(readFileSync(root + file).subarray(0, 64)), file).toBe(true)
  })

  const twice = 'records of packets that another interface or exporter also reported, counted once'
  const exporters: readonly (readonly [string, Uint8Array[], number[], boolean])[] = [
    ['what two exporters saw counts once, though each file calls its own the first', [layout2(exporter(1), flow(0)), layout2(exporter(2), flow(0))], [500, 0], true],
    ['pieces of one exporter in two files add up', [layout2(exporter(1), flow(0)), layout2(exporter(1), flow(0))], [1000, 0], false],
    ['a sampler tells the rate by which counts were multiplied already', [layout2(exporter(1), sampler(50), flow(2))], [500, 50], false],
    ['so does one of nfdump 1.6', [layout2(exporter(1), oldSampler(100), flow(2))], [500, 100], false],
    ['of two samplers that differ nobody says which it was', [layout2(exporter(1), sampler(50), sampler(100), flow(2))], [500, 1], false],
    ['a record that is not sampled is not', [layout2(exporter(1), sampler(50), flow(0))], [500, 0], false],
  ] // prettier-ignore

  test.each(exporters)('%s', async (_what, contents, [packets, sampling], isTwice) => {
    const { batches, notes, rejects } = await read(contents.map((bytes, i) => input(`${i}`, bytes)))
    expect(batches.map(batch => [batch.length, batch.srcPackets[0], batch.sampling[0]])).toEqual([[1, packets, sampling]]) // prettier-ignore
    expect(notes.some(note => note.includes(twice))).toBe(isTwice)
    expect(rejects).toEqual([])
  })

  const bad: readonly (readonly [string, number[], string])[] = [
    ['an encrypted file', [0x0c, 0xa5, 2, 0, ...new Array<number>(13).fill(0), 1, ...new Array<number>(22).fill(0)], 'encrypted nfcapd file'],
    ['a later layout', [0x0c, 0xa5, 3, 0, ...new Array<number>(40).fill(0)], 'nfcapd layout 3 (nfdump 1.8) is not known; convert it with nfdump 1.7'],
    ['an unknown compression', [0x0c, 0xa5, 2, 0, ...new Array<number>(12).fill(0), 9, ...new Array<number>(23).fill(0)], 'compression is not known; convert the file with nfdump -J 0'],
    ['a header that ends', [0x0c, 0xa5, 2, 0, 0], 'the file ends inside its header'],
  ] // prettier-ignore

  test.each(bad)('%s is a reject that says what to do', (_what, bytes, reason) => {
    expect(records(Uint8Array.from(bytes)).rejects).toEqual([reason])
  })

  test('other content is not taken for nfcapd', () => {
    const heads = [[], [0x0c], [0xd4, 0xc3, 0xb2, 0xa1], [0x23, 0x73, 0x65, 0x70], [0x0c, 0xa5, 9, 0]]
    expect(heads.map(head => nfcapd.sniff(Uint8Array.from(head)))).toEqual(heads.map(() => false))
  })
})
