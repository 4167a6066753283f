import type { RecordSink } from '../text/record-sink.ts'
import { count, hostOf, numberOf, port, secondsOf, textAt, type JsonObject } from '../text/values.ts'
import type { Desk } from './desk.ts'
import type { CloudFormat } from './format.ts'
import { table } from '../../lib/table.ts'

const fields = [
  'srcaddr', 'dstaddr', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'action', 'status', 'flags', 'pktsrc', 'pktdst',
  'interface', 'direction', 'instance',
] as const // prettier-ignore
export type VpcField = (typeof fields)[number]
export type VpcCells = Record<VpcField, string>

export const noVpcCells = (): VpcCells => Object.fromEntries(fields.map(field => [field, ''])) as VpcCells

/** AWS's names of fields (versions 2 to 8, and those of transit gateways), without `-`; `undefined` ones are known and not read. */
const names = table<VpcField | undefined>({
  version: undefined, accountid: undefined, interfaceid: 'interface', srcaddr: 'srcaddr', dstaddr: 'dstaddr', srcport: 'srcport', dstport: 'dstport',
  protocol: 'protocol', packets: 'packets', bytes: 'bytes', start: 'start', end: 'end', action: 'action', logstatus: 'status', status: 'status',
  vpcid: undefined, subnetid: undefined, instanceid: 'instance', tcpflags: 'flags', type: undefined, pktsrcaddr: 'pktsrc', pktdstaddr: 'pktdst',
  region: undefined, azid: undefined, flowdirection: 'direction', trafficpath: undefined, resourcetype: undefined, tgwid: undefined,
  tgwattachmentid: 'interface', tgwsrceni: undefined, tgwdsteni: undefined, tgwpairattachmentid: undefined, rejectreason: undefined,
}) // prettier-ignore

const plainName = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/** What a name of a field stands for: `known` is false for names that are none of AWS's. */
export function vpcField(name: string): { known: boolean; field: VpcField | undefined } {
  const plain = plainName(name)
  return { known: names.has(plain), field: names.get(plain) }
}

/** Reads one record of a VPC's or transit gateway's flow log. */
export function readVpc(cells: VpcCells, desk: Desk): string {
  const { records } = desk
  const status = cells.status
  if (status === 'NODATA' || status === 'SKIPDATA') {
    records.note(
      status === 'NODATA'
        ? 'AWS: intervals without traffic (NODATA)'
        : 'AWS: intervals with records left out (SKIPDATA)',
    )
    if (!told(cells.srcaddr)) return ''
  }
  const reason = fillVpc(cells, records)
  if (reason !== '') return reason
  learn(cells, desk)
  records.add()
  return ''
}

const told = (text: string): boolean => text !== '' && text !== '-'

/** The addresses in the packet, where they are told, are those of the two ends; else a NAT gateway's or a node's may be. */
function fillVpc(cells: VpcCells, sink: RecordSink): string {
  const record = sink.clear()
  const { hosts } = sink.context
  record.src = hostOf(hosts, told(cells.pktsrc) ? cells.pktsrc : cells.srcaddr)
  record.dst = hostOf(hosts, told(cells.pktdst) ? cells.pktdst : cells.dstaddr)
  if (record.src < 0 || record.dst < 0) return 'an address is missing or wrong'
  record.srcPort = port(numberOf(told(cells.srcport) ? cells.srcport : '0'))
  record.dstPort = port(numberOf(told(cells.dstport) ? cells.dstport : '0'))
  if (record.srcPort < 0 || record.dstPort < 0) return 'a port is wrong'
  record.protocol = numberOf(cells.protocol)
  if (!(record.protocol >= 0 && record.protocol < 256)) return 'protocol is no number of an IP protocol'
  record.start = secondsOf(cells.start)
  if (!(record.start >= 0)) return 'start is no time'
  record.end = Math.max(record.start, secondsOf(cells.end) || 0)
  record.received = record.end
  record.packets = count(numberOf(cells.packets))
  record.bytes = count(numberOf(cells.bytes))
  // AWS tells ACK only beside SYN; without flags in the log there are none.
  record.flags = count(numberOf(cells.flags)) & 255
  record.denied = /^(reject|blocked)/i.test(cells.action)
  record.observer = sink.observer(cells.interface)
  return ''
}

/** An interface's records tell which address its instance has. */
function learn({ instance, direction, srcaddr, dstaddr }: VpcCells, desk: Desk): void {
  if (!told(instance) || !told(direction)) return
  desk.sessions.learn(instance, hostOf(desk.context.hosts, direction === 'egress' ? srcaddr : dstaddr))
}

const cells = noVpcCells()

/** The same log as JSON lines, with AWS's names in any spelling (`dst-port`, `dst_port`, `dstPort`), bare or under `log`. */
export const vpcJson: CloudFormat = {
  claims: record => {
    const row = rowOf(record)
    const spelled = new Set(Object.keys(row).map(plainName))
    const isVpc = ['accountid', 'interfaceid', 'vpcid', 'logstatus'].some(name => spelled.has(name))
    return (
      textAt(row, 'p_log_type') === 'AWS.VPCFlow' ||
      (isVpc && spelled.has('srcaddr') && spelled.has('dstaddr'))
    )
  },
  time: record => secondsOf(fill(rowOf(record)).start),
  read: (record, desk) => readVpc(fill(rowOf(record)), desk),
}

const rowOf = (record: JsonObject): JsonObject => {
  const inner = record.log
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as JsonObject) : record
}

function fill(row: JsonObject): VpcCells {
  for (const field of fields) cells[field] = ''
  for (const name of Object.keys(row)) {
    const { field } = vpcField(name)
    if (field !== undefined) cells[field] = textAt(row, name)
  }
  return cells
}
