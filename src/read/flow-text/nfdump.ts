import type { FlowRecord } from '../../flow/join-record.ts'
import { setEvent } from '../netflow/record.ts'
import { count, flagsOf, hostOf, numberOf, secondsOf } from '../text/values.ts'
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
  if (record.end === 0 && record.packets + record.bytes > 0) return 'the record has no time'
  record.reversePackets = count(numberOf(cells.dstPackets))
  record.reverseBytes = count(numberOf(cells.dstBytes))
  record.flags = flagsOf(cells.flags)
  record.vlan = count(numberOf(cells.vlan)) & 4095
  record.sampling = cells.sampled === '1' ? 0 : 1
  fillWay(record, cells)
  fillEvent(record, cells)
  record.translatedDst = translated(cells, sink)
  record.translatedDstPort = count(numberOf(cells.translatedDstPort))
  const { exporter, engine, inInterface, outInterface } = cells
  record.observer = sink.observer(`${exporter} ${engine} ${cells.interface} ${inInterface} ${outInterface}`)
  return ''
}

function translated({ translatedDst }: Cells, { context }: RecordSink): number {
  return /^[0.:]*$/.test(translatedDst) ? -1 : hostOf(context.hosts, translatedDst)
}

/** What nfdump calls a firewall's events, or their numbers. */
const events = table({ create: 1, delete: 2, denied: 3, update: 5 })

/**
 * A firewall's events (Cisco NSEL) have no last packet, which is printed as 1970; as csv they do not say which event they are. Who
 * opened the flow is their source.
 */
function fillEvent(record: FlowRecord, cells: Cells): void {
  const isEvent = cells.event !== '' || (secondsOf(cells.end) === 0 && secondsOf(cells.start) > 0)
  if (!isEvent) return
  const word = cells.event.toLowerCase()
  const event = events.get(word) ?? numberOf(word)
  if (!(event > 0) && cells.event !== '') return
  setEvent(record, event)
}
