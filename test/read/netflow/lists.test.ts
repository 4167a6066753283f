import { expect, test } from 'vitest'
import type { FlowRecord } from '../../../src/flow/join-record.ts'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import { hex, said, testContext } from './context.ts'

/** An IPFIX message of these sets, each without its length. */
function ipfix(...sets: readonly [id: string, body: string][]): DataView {
  const two = (value: number) => value.toString(16).padStart(4, '0')
  const whole = sets.map(([id, body]) => `${id} ${two(hex(body).byteLength + 4)} ${body}`)
  const view = hex(`000a 0000 6553f100 00000000 00000005 ${whole.join('\n')}`)
  view.setUint16(2, view.byteLength)
  return view
}

function decode(message: DataView) {
  const context = testContext()
  const records: FlowRecord[] = []
  const decoder = new ExportDecoder(context, record => records.push({ ...record }))
  decoder.message(
    context.hosts.id('192.0.2.1'),
    5000,
    message,
    0,
    message.byteLength,
    1_700_000_005,
    'export.pcap',
    0,
  )
  decoder.finish()
  const ends = records.map(({ src, dst, srcPort, dstPort, packets }) =>
    [context.hosts.text(src), srcPort, context.hosts.text(dst), dstPort, packets].join(' '),
  )
  return { records, ends, ...said(context) }
}

/** Template 256: addresses, ports, packets, lists of the three kinds. */
const whole = `
  0100 0008  0008 0004  000c 0004  0007 0002  000b 0002  0002 0001
  0123 ffff  0124 ffff  0125 0006`

test('What lists of RFC 6313 say of a flow is added to it, of whatever length they are', () => {
  const record = (basic: string) => `
    0a000001 0a010002 c000 01bd 05
    ${basic}                                                // basicList: semantic, VLAN, 2 bytes, 100
    05 03 0101 06 01                                        // subTemplateList: semantic, template 257, protocol, …
    04 0102 0005 1b                                         // subTemplateMultiList: semantic, template 258, flags`
  const message = ipfix(
    ['0002', `${whole}  0101 0002 0004 0001 00ff 0001  0102 0001 0006 0001`],
    ['0100', record('07 03 003a 0002 0064') + record('ff0007 03 003a 0002 0064')],
  )
  const { ends, records, rejects } = decode(message)
  expect(rejects).toEqual([])
  expect(ends).toEqual(Array(2).fill('10.0.0.1 49152 10.1.0.2 445 5'))
  expect(records).toMatchObject(Array(2).fill({ protocol: 6, vlan: 100, flags: 0x1b }))
})

test('YAF’s TCP flags of both directions say who opened the flow', () => {
  const reverse = (pen: string) => `c00e 0001 ${pen} c00f 0001 ${pen}`
  const flow = '0100 0006 0008 0004 000c 0004 0007 0002 000b 0002 0004 0001 0125 ffff'
  const tcp = `0101 0004 800e 0001 00001ad7 800f 0001 00001ad7 ${reverse('00001ad7')}`
  const data = (flags: string) => `0a000001 0a010002 01bd c000 06 09 03 0101 0008 ${flags}`
  const { records } = decode(
    ipfix(['0002', `${flow} ${tcp}`], ['0100', data('12 18 02 11') + data('02 18 12 11')]),
  )
  expect(records).toMatchObject([
    { flags: 0x1a, reverseFlags: 0x13, initiator: 'dst' },
    { flags: 0x1a, reverseFlags: 0x13, initiator: 'src' },
  ])
})

test('A record in a list that is a flow, by itself or with what stands around it, is a flow', () => {
  const templates = `
    0101 0003  0008 0004  0098 0008  0124 ffff              // 257: source, start, subTemplateList
    0102 0004  000c 0004  0007 0002  000b 0002  0002 0001   // 258: target, ports, packets
    0103 0003  0008 0004  0002 0001  0123 ffff              // 259: source, packets, basicList
    0104 0002  0125 ffff  003a 0002                         // 260: subTemplateMultiList, VLAN`
  const targets = '0a010002 c000 01bd 05  0a010003 c001 0016 07'
  const message = ipfix(
    ['0002', templates],
    ['0101', `0a000001 0000018bcfe56800 15 03 0102 ${targets}`],
    ['0103', '0a000001 03 0d 03 000c 0004 0a010004 0a010005'],
    // Longer than the list that it is in.
    ['0104', '11 03 0101 0024 0a000001 0000018bcfe56800 0064'],
  )
  const { ends, records, rejects, notes } = decode(message)
  expect([rejects, notes]).toEqual([
    ['list longer than its flow record 1'],
    ['flow records without addresses, left out 1'],
  ])
  expect(ends).toEqual([
    '10.0.0.1 49152 10.1.0.2 445 5',
    '10.0.0.1 49153 10.1.0.3 22 7',
    '10.0.0.1 0 10.1.0.4 0 3',
    '10.0.0.1 0 10.1.0.5 0 3',
  ])
  expect(records.map(({ start }) => start)).toEqual([
    1_700_000_000, 1_700_000_000, 1_700_000_000, 1_700_000_000,
  ])
})

test('Lists in lists are read a few deep, and no deeper', () => {
  // Template 257 is a flow and a list of records of the same template.
  const templates = '0100 0001 0124 ffff  0101 0003 0008 0004 000c 0004 0124 ffff'
  const listOf = (record: string) =>
    `${(hex(record).byteLength + 3).toString(16).padStart(2, '0')} 03 0101 ${record}`
  const nested = (depth: number): string =>
    depth === 0 ? '00' : listOf(`0a000001 0a010002 ${nested(depth - 1)}`)
  const flows = (depth: number) => decode(ipfix(['0002', templates], ['0100', nested(depth)])).ends.length
  expect([0, 1, 2, 3, 4, 5, 20].map(flows)).toEqual([0, 1, 2, 3, 4, 4, 4])
})
