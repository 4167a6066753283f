import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { FlowRecord } from '../../../src/flow/join-record.ts'
import { ExportDecoder } from '../../../src/read/netflow/decoder.ts'
import type { ReadContext } from '../../../src/read/reader.ts'
import { shared, testShared } from '../../helpers.ts'
import { said, testContext } from './context.ts'
import { missingFrom, nfdumpLines, recordLine, type OurLine } from './oracle.ts'
import { udpPayloads } from './payloads.ts'

interface Entry {
  readonly file: string
  readonly kind: string
  readonly expected?: string | { readonly csv?: string } | null
  readonly oracles?: { readonly nfdump?: string }
}

const root = shared('corpora/netflow/')

/** Files in which nfdump is not the measure, and why. */
const excluded: Record<string, string> = {
  'akvorado/data+templates.pcap': 'data before its template, which nfdump drops',
  'logstash-codec-netflow/joined/ipfix-procera.pcap': 'nfdump takes empty IPv6 addresses for the IPv4 ones',
  'logstash-codec-netflow/joined/netflow-9-template-with-0-length-fields.pcap':
    'counts behind the device alone: nfdump has them as answers',
  'pmacct/502-IPFIXv10-BGP-IPv6-CISCO-SRv6-lcomms/traffic-00.pcap': 'nfdump loses some addresses',
  'unit-test-payloads/VerizonDigital-vflow/joined.pcap': 'malformed on purpose',
  'unit-test-payloads/bitkeks-python-netflow-v9-softflowd/joined.pcap':
    'nfdump puts wrapped uptimes 49.7 days after the export',
  'unit-test-payloads/calmh-ipfix/joined.pcap': 'unrelated messages of one address',
  'unit-test-payloads/secdev-scapy/joined.pcap': 'fragments, and headers of zeros',
}

function oracle(folder: string, { expected, oracles }: Entry): string | undefined {
  const own = typeof expected === 'string' ? expected : expected?.csv
  if (own?.endsWith('.csv')) return `${root}${folder}${own}`
  return oracles?.nfdump ? root + oracles.nfdump : undefined
}

const decode = (path: string, context: ReadContext, sink: (record: FlowRecord) => void): void => {
  const decoder = new ExportDecoder(context, sink)
  for (const { from, port, bytes, ts } of udpPayloads(path)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    decoder.message(context.hosts.id(from), port, view, 0, bytes.length, ts, 'export.pcap', 0)
  }
  decoder.finish()
}

testShared('Every record of every exporter is as nfdump decodes it', () => {
  const labels = readdirSync(root, { recursive: true, encoding: 'utf8' })
  let wanted = 0
  for (const folder of labels.filter(path => path.endsWith('label.json')).map(path => `${dirname(path)}/`)) {
    const { files } = JSON.parse(readFileSync(`${root}${folder}label.json`, 'utf8')) as { files: Entry[] }
    for (const entry of files) {
      const csv = oracle(folder, entry)
      if (entry.kind !== 'pcap of UDP exports' || !csv || excluded[folder + entry.file]) continue
      const context = testContext()
      const ours: OurLine[] = []
      decode(`${root}${folder}${entry.file}`, context, record => ours.push(recordLine(record, context.hosts)))
      const lines = nfdumpLines(csv, context.hosts)
      wanted += lines.length
      expect(missingFrom(ours, lines), folder + entry.file).toEqual([])
      if (!entry.file.includes('cut')) expect(ours.length, folder + entry.file).toBe(lines.length)
    }
  }
  expect(wanted).toBeGreaterThan(20_000)
})

const pmacct = [
  ['100-IPFIXv10-CISCO', 12],
  ['101-NFv9-CISCO-cust_primitives', 51],
  ['103-IPFIXv10-CISCO-pretag-JSON_encoding', 12],
  ['104-IPFIXv10-IPv6-CISCO-sampling_option', 3],
  ['112-IPFIXv10-CISCO-options-map-reassignment', 9],
  ['500-IPFIXv10-BGP-CISCO-SRv6', 43],
] as const

testShared.each(pmacct)('Records of %s, scaled where sampled, are as pmacct has them', (name, count) => {
  const context = testContext()
  const ours: string[] = []
  const { hosts } = context
  const icmp = (protocol: string | number) => /^(1|58|.*icmp.*)$/.test(String(protocol))
  decode(`${root}pmacct/${name}/traffic-00.pcap`, context, record => {
    const ports = icmp(record.protocol) ? [0, 0] : [record.srcPort, record.dstPort]
    ours.push(
      [hosts.text(record.src), hosts.text(record.dst), ...ports, record.packets, record.bytes].join(' '),
    )
  })
  const text = readFileSync(`${root}pmacct/${name}/output-flow-00.json`, 'utf8')
  const rows = text.trim().split('\n').map(line => JSON.parse(line) as Record<string, string | number>) // prettier-ignore
  const wanted = rows.map(row => {
    const address = (text: string | number | undefined) => hosts.text(hosts.id(String(text)))
    const ports = icmp(row['ip_proto']!) ? [0, 0] : [row['port_src'], row['port_dst']]
    return [address(row['ip_src']), address(row['ip_dst']), ...ports, row['packets'], row['bytes']].join(' ')
  })
  expect(wanted.length).toBe(count)
  expect(ours.sort()).toEqual(wanted.sort())
})

const damaged: readonly (readonly [string, { rejects?: string[]; notes?: string[]; records: number }])[] = [
  ['synscan.v9.one-lost', { records: 1978, notes: ['export datagrams of exporter 192.0.2.1 lost, by its sequence numbers 1'] }],
  ['synscan.v5.one-lost', { records: 1973, notes: ['flow records of exporter 192.0.2.1 lost, by its sequence numbers 29'] }],
  ['synscan.ipfix.one-lost', { records: 1975, notes: ['flow records of exporter 192.0.2.1 lost, by its sequence numbers 27'] }],
  ['synscan.v5.last-cut', { records: 2001, rejects: ['flow export is cut 1'] }],
  ['synscan.v9.last-cut', { records: 2001, rejects: ['flow export is cut 1'] }],
  ['tcp-scan.v9.templates-last', { records: 14 }],
  ['dce-rpc.ipfix-biflow.withdrawn', { records: 2 }],
] // prettier-ignore

testShared.each(damaged)('What is lost in %s is said, and the rest is read', (name, wanted) => {
  const context = testContext()
  let records = 0
  decode(`${root}derived/mixed/${name}.pcap`, context, () => records++)
  expect({ records, ...said(context) }).toEqual({ rejects: [], notes: [], ...wanted })
})

const clocks = [
  ['dce-rpc.ipfix-micro', 'dce-rpc.ipfix', 0.0011],
  ['dce-rpc.ipfix-uptime', 'dce-rpc.ipfix', 0.0011],
  ['vnc-mac.ipfix-nano', 'vnc-mac.v9', 1],
  ['vnc-mac.ipfix-sec', 'vnc-mac.v9', 2],
] as const

testShared.each(clocks)('Times of %s are those of %s', (name, other, difference) => {
  const times = [name, other].map(file => {
    const list: number[] = []
    decode(`${root}derived/softflowd/${file}.pcap`, testContext(), ({ start, end }) => list.push(start, end))
    return list
  })
  expect(times[0]!.length).toBe(times[1]!.length)
  times[0]!.forEach((time, i) => expect(Math.abs(time - times[1]![i]!)).toBeLessThanOrEqual(difference))
})

test('Every exclusion says why', () => {
  expect(Object.values(excluded).every(reason => reason.length > 10)).toBe(true)
})
