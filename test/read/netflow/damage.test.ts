import { readdirSync } from 'node:fs'
import { expect } from 'vitest'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { shared, testShared } from '../../helpers.ts'
import { testContext } from './context.ts'
import { udpPayloads } from './payloads.ts'
import { random } from './random.ts'

/** One small capture of each exporter. */
const files = () =>
  readdirSync(shared('corpora/netflow/'), { recursive: true, encoding: 'utf8' }).filter(path =>
    /(joined|derived\/softflowd\/(ssh|dce|mpls)|pmacct\/1|akvorado\/[^/]*$).*\.pcap$/.test(path),
  )

const feed = (messages: readonly Uint8Array[]): number => {
  const context = testContext()
  const stream = new ExportStream(context)
  const exporter = context.hosts.id('192.0.2.1')
  for (const bytes of messages) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    stream.looksLikeExport(view, 0, bytes.length)
    stream.datagram(exporter, 2055, view, 0, bytes.length, 1_700_000_000, 'export.pcap', 0)
  }
  return stream.finish().reduce((sum, batch) => sum + batch.length, 0)
}

testShared('Messages of every exporter cut at every byte throw nothing', () => {
  const context = testContext()
  const exporter = context.hosts.id('192.0.2.1')
  let fed = 0
  for (const path of files()) {
    const messages = udpPayloads(shared(`corpora/netflow/${path}`)).slice(0, 3)
    const views = messages.map(({ bytes }) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
    const decoder = new ExportDecoder(context, () => {})
    for (const view of views)
      for (let length = 0; length <= Math.min(2048, view.byteLength); length++, fed++)
        decoder.message(exporter, 5000, view, 0, length, 1_700_000_000, 'export.pcap', 0)
    decoder.finish()
  }
  expect(fed).toBeGreaterThan(40_000)
})

testShared('Messages of every exporter with bytes changed at random throw nothing', () => {
  const next = random(1)
  for (const path of files()) {
    const messages = udpPayloads(shared(`corpora/netflow/${path}`)).map(payload => payload.bytes)
    for (let round = 0; round < 20; round++) {
      const damaged = messages.slice(0, 20).map(message => {
        const bytes = message.slice()
        for (let changes = next(8); changes > 0; changes--) bytes[next(bytes.length)] = next(256)
        return bytes
      })
      feed(damaged)
    }
  }
})
