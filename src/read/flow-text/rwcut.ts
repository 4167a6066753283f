import { ack, syn } from '../../flow/packet.ts'
import type { RecordSink } from '../text/record-sink.ts'
import { flagsOf } from '../text/values.ts'
import { fillEnds, fillPorts, fillWay, wholeCount, type Cells, type Field, type RowFormat } from './cells.ts'
import { table } from '../../lib/table.ts'

/** SiLK's rwcut with titles, which it cuts to the width of the column. */
export const rwcut: RowFormat = {
  columns: table<Field>({
    sip: 'src', dip: 'dst', sport: 'srcPort', dport: 'dstPort', pro: 'protocol', protocol: 'protocol', packets: 'packets', pkts: 'packets',
    bytes: 'bytes', flags: 'flags', stime: 'start', 'stime+msec': 'start', etime: 'end', 'etime+msec': 'end', duration: 'duration',
    dur: 'duration', 'dur+msec': 'duration', sen: 'exporter', sensor: 'exporter', in: 'inInterface', out: 'outInterface', initialf: 'firstFlags',
    initialflags: 'firstFlags', ity: 'icmpType', itype: 'icmpType', ico: 'icmpCode', icode: 'icmpCode',
  }), // prettier-ignore
  claims: names =>
    ['sip', 'dip'].every(name => names.has(name)) && (names.has('stime') || names.has('stime+msec')),
  read,
}

function read(cells: Cells, sink: RecordSink): string {
  const record = sink.clear()
  const reason = fillEnds(record, cells, sink) || fillPorts(record, cells)
  if (reason !== '') return reason
  record.packets = wholeCount(cells.packets)
  record.bytes = wholeCount(cells.bytes)
  if (Number.isNaN(record.packets + record.bytes)) return 'packets or bytes are no numbers'
  record.flags = flagsOf(cells.flags)
  fillWay(record, cells)
  record.initiator = opener(flagsOf(cells.firstFlags))
  record.observer = sink.observer(`${cells.exporter} ${cells.inInterface}`)
  return ''
}

/** Who opened the session, by the flags of the first packet, which YAF keeps apart. */
const opener = (first: number): 'src' | 'dst' | '' =>
  (first & syn) === 0 ? '' : (first & ack) === 0 ? 'src' : 'dst'
