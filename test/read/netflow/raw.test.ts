import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FlowRecord } from '../../../src/flow/join-record.ts'
import type { Input } from '../../../src/open/input.ts'
import { netflowRaw } from '../../../src/read/netflow-raw.ts'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import { RawMessages } from '../../../src/read/netflow/raw.ts'
import { shared, testShared } from '../../helpers.ts'
import { hex, said, testContext } from './context.ts'

const root = shared('corpora/netflow/')

/** Records of a file that comes in pieces of `size` bytes. */
function records(bytes: Uint8Array, size: number) {
  const context = testContext()
  const list: FlowRecord[] = []
  const decoder = new ExportDecoder(context, record => list.push({ ...record }))
  const messages = new RawMessages(
    (view, at, end, offset) => decoder.message(0, 0, view, at, end, 0, 'file', offset),
    (reason, offset) => context.rejects.add('file', reason, 'offset', offset),
  )
  context.hosts.v4(0)
  for (let at = 0; at < bytes.length; at += size) messages.push(bytes.subarray(at, at + size))
  messages.finish()
  decoder.finish()
  return { list, ...said(context) }
}

const input = (path: string, bytes: Uint8Array): Input => ({
  path,
  head: bytes.subarray(0, 65536),
  async *chunks() {
    yield bytes
  },
})

describe('Files of flow exports without packets:', () => {
  testShared.each(['02-odid0', '02-odid4'])('the IPFIX file %s has the records that tshark finds', name => {
    const oracle = readFileSync(`${root}oracle/ipfix-files/${name}.ipfix.tshark.ndjson`, 'utf8')
    const wanted = oracle.split(/"srcaddr(?:v6)?":/).length - 1
    const bytes = readFileSync(`${root}ipfix-files/${name}.ipfix`)
    const whole = records(bytes, bytes.length)
    expect(whole.list.length).toBe(wanted)
    expect([whole.rejects, whole.notes]).toEqual([[], []])
    for (const size of [1, 13, 1000]) expect(records(bytes, size)).toEqual(whole)
  })

  testShared('a file cut at any byte is read as far as it goes', () => {
    const bytes = readFileSync(`${root}ipfix-files/02-odid0.ipfix`).subarray(0, 2048)
    let most = 0
    for (let length = 0; length < bytes.length; length++) {
      const { list } = records(bytes.subarray(0, length), 4096)
      expect(list.length).toBeGreaterThanOrEqual(most)
      most = list.length
    }
    expect(most).toBeGreaterThan(5)
  })

  testShared('template and data messages in files of their own are read together', async () => {
    const names = ['tpl', 'data1024', 'data1025'].map(
      part => `logstash-codec-netflow/dat/netflow9_test_ubnt_edgerouter_${part}.dat`,
    )
    const context = testContext()
    let flows = 0
    const inputs = names.map(name => input(name, readFileSync(root + name)))
    for (const { head } of inputs) expect(netflowRaw.sniff(head)).toBe(true)
    for await (const batch of netflowRaw.read(inputs, context)) flows += batch.flows?.length ?? 0
    expect(flows).toBeGreaterThan(8)
    expect(said(context).rejects).toEqual([])
  })

  test('what follows the last message is a reject with its place', () => {
    const message = '000a 0014 6553f100 00000000 00000005 0002 0004'
    const bytes = new Uint8Array(hex(`${message} ffff ffff ffff`).buffer)
    expect(records(bytes, 7).rejects).toEqual([
      'no flow export where one should begin; the rest of the file is not read 1',
    ])
  })
})
