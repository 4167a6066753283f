import { describe, expect } from 'vitest'
import { flowAt } from '../../../src/flow/batch.ts'
import { directions, states } from '../../../src/flow/codes.ts'
import { ExportStream } from '../../../src/read/netflow/exports.ts'
import { shared, testShared } from '../../helpers.ts'
import { said, testContext } from './context.ts'
import { udpPayloads } from './payloads.ts'

/** The flows that a capture's exports tell of, in short, and the notes. */
function flowsOf(path: string) {
  const context = testContext()
  const stream = new ExportStream(context)
  for (const { from, port, bytes, ts } of udpPayloads(shared(`corpora/field/${path}.pcap`))) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    if (stream.looksLikeExport(view, 0, bytes.length))
      stream.datagram(context.hosts.id(from), port, view, 0, bytes.length, ts, path, 0)
  }
  const flows = stream.finish().flatMap(batch =>
    Array.from({ length: batch.length }, (_, i) => {
      const flow = flowAt(batch, i)
      const [src, dst] = [context.hosts.text(flow.src), context.hosts.text(flow.dst)]
      const ends = `${src}:${flow.srcPort} > ${dst}:${flow.dstPort}`
      return `${ends} ${flow.srcBytes}/${flow.dstBytes} ${flow.start}+${Math.round(flow.duration)} ${states[flow.state]} ${directions[flow.direction]}`
    }),
  )
  return { flows, ...said(context) }
}

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['a firewall’s teardown restates its updates', 'fc-1/nsel-updates', ['10.1.5.20:50321 > 10.2.5.30:445 5600/92000 1767600000+150 established known', '10.1.5.21:50400 > 10.2.5.30:3389 700/800 1767600199+6 established known']],
  ['denied records go from their initiator', 'fc-1/nsel-denied', ['10.1.5.66:88 > 10.2.5.30:5555 0/0 1767600001+0 rejected known']],
  ['an uptime of 60 days wrapped once', 'fc-2/ipfix-boot-60-days', ['10.1.5.20:50000 > 10.2.5.30:22 5000/7000 1767599970+20 established guessed']],
  ['options scale their own sampler', 'fc-4/sampler-1-and-0', ['10.1.5.20:50001 > 10.2.5.30:22 5000/7000 1767599980+10 established guessed']],
  ['three probes of one router count once', 'fc-6/three-probes-one-router', ['10.1.5.20:50000 > 10.2.5.30:445 5000/7000 1767600010+30 established guessed']],
  ['a translated session is one flow', 'fc-7/destination-nat', ['10.1.5.20:50000 > 10.2.5.30:22 5000/7000 1767600010+30 established guessed']],
  ['a sample cut behind its ports counts', 'fc-17/vlan-header-cut-in-tcp', ['10.1.5.20:50000 > 10.2.5.30:22 301/1621']],
  ['a datagram captured twice counts once', 'fc-20/v9-datagram-twice', ['10.1.5.20:50000 > 10.2.5.30:22 5000/7000 1767599980+10 established guessed']],
] // prettier-ignore

describe('Exports that other tools stumbled over:', () => {
  testShared.each(cases)('%s', (_what, path, wanted) => {
    const { flows, rejects } = flowsOf(path)
    for (const flow of wanted) expect(flows).toContainEqual(expect.stringContaining(flow))
    expect(rejects).toEqual([])
  })
})
