import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Container, FrameSink } from '../../src/read/capture/container.ts'
import { Framing } from '../../src/read/capture/framing.ts'
import { PcapFile, pcapMagics } from '../../src/read/capture/pcap-file.ts'
import { PcapngFile } from '../../src/read/capture/pcapng-file.ts'
import { pcap } from '../../src/read/pcap.ts'
import { shared, testShared } from '../helpers.ts'
import { captureBytes, inputOf, readCaptures } from './pcap-helpers.ts'

const root = shared('corpora/hostile')

const list = () =>
  (
    JSON.parse(readFileSync(`${root}/hostile.json`, 'utf8')) as {
      files: { file: string; packets?: number }[]
    }
  ).files

/** How many packets the container of a capture gives. */
function packetsIn(bytes: Uint8Array): number {
  let count = 0
  const sink: FrameSink = { frame: () => void count++, reject: () => {}, note: () => {} }
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const container: Container = magic in pcapMagics ? new PcapFile(sink) : new PcapngFile(sink)
  new Framing(container).push(bytes)
  return count
}

testShared('No broken capture gives fewer packets than capinfos counts in it, but for two.', () => {
  const fewer: string[] = []
  for (const { file, packets = 0 } of list()) {
    const bytes = captureBytes(`${root}/${file}`)
    if (pcap.sniff(bytes.subarray(0, 65536)) && packetsIn(bytes) < packets) fewer.push(file)
  }
  // Both have a record that claims more bytes than the file has; capinfos counts it.
  expect(fewer.sort()).toEqual(['mutated/ndpi-smbv1/caplen-7fffffff.pcap', 'ndpi/fuzz-2021-10-13.pcap'])
})

testShared(
  'No broken or hostile capture brings the reader down, and each is told of or read.',
  async () => {
    let read = 0
    const silent: string[] = []
    for (const { file, packets = 0 } of list()) {
      const bytes = captureBytes(`${root}/${file}`)
      if (!pcap.sniff(bytes.subarray(0, 65536))) continue
      const { flows, context } = await readCaptures(inputOf(file, bytes))
      read++
      const counted = flows.reduce((sum, flow) => sum + flow.srcPackets + flow.dstPackets, 0)
      if (packets > 0 && counted === 0 && context.rejects.total === 0 && context.notes.rows().length === 0)
        silent.push(file)
      for (const flow of flows) expect(flow.duration).toBeGreaterThanOrEqual(0)
    }
    expect(read).toBeGreaterThan(1500)
    expect(silent).toEqual([])
    expect(process.memoryUsage().rss).toBeLessThan(2 ** 30)
  },
  60_000,
)

testShared('Beginnings of 200 of them, of any length, neither fail nor lose a reject’s place.', async () => {
  const files = list().map(({ file }) => file)
  const picked = files
    .sort()
    .filter((_, i) => i % 8 === 3)
    .slice(0, 200)
  for (const [i, file] of picked.entries()) {
    const bytes = captureBytes(`${root}/${file}`)
    for (let part = 0; part < 12; part++) {
      // Lengths of a header's size in some, anywhere in others.
      const length = i % 3 === 0 ? part * 6 : Math.floor((bytes.length * part) / 12) + (i % 7)
      const cut = bytes.subarray(0, length)
      if (!pcap.sniff(cut.subarray(0, 65536))) continue
      const { context } = await readCaptures(inputOf(file, cut))
      // Dissectors tell places in a flow, under the sensor's name.
      for (const row of context.rejects.rows())
        if (row.file === file) expect(row.first).toBeLessThanOrEqual(length)
    }
  }
})
