import { flagsOf, count, numberOf } from '../text/values.ts'
import type { RecordSink } from '../text/record-sink.ts'
import { fillEnds, fillPorts, fillWay, wholeCount, type Cells, type Field, type RowFormat } from './cells.ts'
import { table } from '../../lib/table.ts'

/** `nfdump -o csv`: the short names until 1.7.3, the long ones since. */
export const nfdumpCsv: RowFormat = {
  columns: table<Field>({
    ts: 'start', te: 'end', td: 'duration', sa: 'src', da: 'dst', sp: 'srcPort', dp: 'dstPort', pr: 'protocol', flg: 'flags',
    ipkt: 'packets', ibyt: 'bytes', opkt: 'dstPackets', obyt: 'dstBytes', svln: 'vlan', ra: 'exporter', exid: 'engine',
    dir: 'interface', tr: 'received', in: 'inInterface', out: 'outInterface', sas: 'srcAs', das: 'dstAs', ivrf: 'vrf',
    firstseen: 'start', lastseen: 'end', duration: 'duration', srcaddr: 'src', dstaddr: 'dst', srcport: 'srcPort', dstport: 'dstPort',
    proto: 'protocol', flags: 'flags', tcpflags: 'flags', packets: 'packets', bytes: 'bytes', inpackets: 'packets', inbytes: 'bytes',
    input: 'inInterface', output: 'outInterface', srcas: 'srcAs', dstas: 'dstAs', ingressvrfid: 'vrf',
    outpackets: 'dstPackets', outbytes: 'dstBytes', received: 'received', srcvlan: 'vlan',
  }), // prettier-ignore
  claims: names =>
    ['ts', 'sa', 'da', 'pr', 'ipkt'].every(name => names.has(name)) ||
    ['firstseen', 'srcaddr', 'dstaddr', 'proto'].every(name => names.has(name)),
  read: readNfdump,
}

/** Fills a record from what nfdump prints of it, in any of its formats. */
export function readNfdump(cells: Cells, sink: RecordSink): string {
  const record = sink.clear()
  const reason = fillEnds(record, cells, sink) || fillPorts(record, cells)
  if (reason !== '') return reason
  record.packets = wholeCount(cells.packets)
  record.bytes = wholeCount(cells.bytes)
  if (Number.isNaN(record.packets + record.bytes)) return 'packets or bytes are no numbers'
  record.reversePackets = count(numberOf(cells.dstPackets))
  record.reverseBytes = count(numberOf(cells.dstBytes))
  record.flags = flagsOf(cells.flags)
  record.vlan = count(numberOf(cells.vlan)) & 4095
  record.sampling = cells.sampled === '1' ? 0 : 1
  fillWay(record, cells)
  record.observer = sink.observer(`${cells.exporter} ${cells.engine} ${cells.interface}`)
  return ''
}
