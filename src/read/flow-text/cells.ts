import { wayNames } from '../../flow/columns.ts'
import type { FlowRecord } from '../../flow/join-record.ts'
import { setIcmpPorts } from '../netflow/record.ts'
import { latestReceived } from '../netflow/times.ts'
import type { RecordSink } from '../text/record-sink.ts'
import { count, hostOf, numberOf, port, protocolOf, secondsOf } from '../text/values.ts'

/** What is read of a row, in any of the formats. */
export const fields = [
  'start', 'end', 'duration', 'received', 'event', 'eventTime', 'translatedDst', 'translatedDstPort', 'protocol', 'src', 'dst', 'srcPort', 'dstPort', 'icmpType', 'icmpCode',
  'packets', 'bytes', 'srcPackets', 'srcBytes', 'dstPackets', 'dstBytes', 'flags', 'firstFlags', 'state', 'dir', 'vlan',
  'exporter', 'engine', 'interface', 'sampled', 'inInterface', 'outInterface', 'vrf', 'srcAs', 'dstAs',
] as const // prettier-ignore
export type Field = (typeof fields)[number]

/** The texts of a row; '' where it has none. One object a file, filled anew for every row. */
export type Cells = Record<Field, string>

export const noCells = (): Cells => Object.fromEntries(fields.map(field => [field, ''])) as Cells

/** One way to write flow records as rows. */
export interface RowFormat {
  /** Lower-case names of its columns and what they hold. */
  readonly columns: ReadonlyMap<string, Field>
  /** Whether a header with these lower-case names is of this format. */
  claims(names: ReadonlySet<string>): boolean
  /** Fills the sink's record; the reason where the row is none, `none` where it is to be passed over. */
  read(cells: Cells, sink: RecordSink): string
}

/** Records of more than a year come of broken clocks. */
const longest = 366 * 86_400

/** Fills addresses, protocol and times: what all formats have. The reason where one is missing. */
export function fillEnds(record: FlowRecord, cells: Cells, sink: RecordSink): string {
  const { hosts } = sink.context
  record.src = hostOf(hosts, cells.src)
  record.dst = hostOf(hosts, cells.dst)
  if (record.src < 0 || record.dst < 0) return 'no flow between two IP addresses'
  record.protocol = protocolOf(cells.protocol)
  if (record.protocol < 0) return 'no IP protocol'
  return fillTimes(record, cells)
}

function fillTimes(record: FlowRecord, cells: Cells): string {
  const event = secondsOf(cells.eventTime)
  const said = secondsOf(cells.start)
  const start = said === 0 && event > 0 ? event : said
  if (!(start >= 0)) return 'the start is no time'
  const last = secondsOf(cells.end)
  const until = endOf(start, last > 0 || !(event > 0) ? last : event, numberOf(cells.duration))
  // nfdump before 1.7.2 exchanges the two for some exporters.
  record.start = Math.min(start, until)
  record.end = Math.round(Math.max(start, until) * 1e6) / 1e6
  const received = secondsOf(cells.received)
  record.received = received > 0 ? received : record.end
  if (received > 0) redate(record, latestReceived(received))
  return ''
}

/** A time of 1970, or long after the record was received, is none. */
function redate(record: FlowRecord, latest: number): void {
  const ends = record.end > 0 && record.end <= latest
  const starts = record.start > 0 && record.start <= latest
  if (!ends) record.end = starts ? record.start : record.received
  if (!starts) record.start = record.end
}

/** The last time, by the duration where that is finer than an end in whole seconds (nfdump 1.6), or where there is no end. */
function endOf(start: number, end: number, duration: number): number {
  const isDuration = duration > 0 && duration < longest
  if (!(end > 0)) return start + (isDuration ? duration : 0)
  const isFiner = isDuration && Number.isInteger(end) && Math.abs(start + duration - end) <= 1
  return isFiner ? start + duration : end
}

/** Fills by which way the packets went, as far as it is said in numbers. */
export function fillWay(record: FlowRecord, cells: Cells): void {
  for (const name of wayNames) record[name] = count(numberOf(cells[name]))
}

/** Fills ports; of ICMP the type and code, given apart, as `type.code`, or as one number in the destination's port. */
export function fillPorts(record: FlowRecord, cells: Cells): string {
  if (record.protocol === 1 || record.protocol === 58) {
    const [type = '', code = '0'] = cells.icmpType
      ? [cells.icmpType, cells.icmpCode]
      : cells.dstPort.split('.')
    const both =
      cells.icmpType || cells.dstPort.includes('.')
        ? numberOf(type) * 256 + count(numberOf(code))
        : numberOf(type || '0')
    if (!(both >= 0 && both < 65_536)) return 'ICMP type and code are wrong'
    setIcmpPorts(record, both)
    return ''
  }
  record.srcPort = port(numberOf(cells.srcPort || '0'))
  record.dstPort = port(numberOf(cells.dstPort || '0'))
  return record.srcPort < 0 || record.dstPort < 0 ? 'a port is wrong' : ''
}

/** A count that a format always has: NaN where it is no whole number. */
export const wholeCount = (text: string): number => (/^\d{1,18}$/.test(text) ? Number(text) : NaN)
