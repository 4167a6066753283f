import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { pcap } from '../../src/read/pcap.ts'
import { shared, testShared } from '../helpers.ts'
import { captureBytes, inputOf, readCaptures } from './pcap-helpers.ts'

const root = shared('corpora/hostile')

testShared(
  'No broken or hostile capture brings the reader down, and each is told of or read.',
  async () => {
    const { files } = JSON.parse(readFileSync(`${root}/hostile.json`, 'utf8')) as {
      files: { file: string; packets?: number }[]
    }
    let read = 0
    const silent: string[] = []
    for (const { file, packets = 0 } of files) {
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
