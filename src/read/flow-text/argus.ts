import type { FlowRecord } from '../../flow/join-record.ts'
import { ack, fin, rst, syn } from '../../flow/packet.ts'
import { setIcmpPorts } from '../netflow/record.ts'
import type { RecordSink } from '../text/record-sink.ts'
import { flagsOf, port, protocolOf } from '../text/values.ts'
import { fillEnds, fillWay, wholeCount, type Cells, type Field, type RowFormat } from './cells.ts'
import { portOfService } from './service-ports.ts'
import { table } from '../../lib/table.ts'

/** argus' `ra -c ,` and binetflow, which is the same with a label. */
export const argus: RowFormat = {
  columns: table<Field>({
    starttime: 'start', stime: 'start', lasttime: 'end', ltime: 'end', dur: 'duration', proto: 'protocol', srcaddr: 'src', saddr: 'src',
    sport: 'srcPort', dir: 'dir', dstaddr: 'dst', daddr: 'dst', dport: 'dstPort', state: 'state', totpkts: 'packets', pkts: 'packets',
    totbytes: 'bytes', bytes: 'bytes', srcpkts: 'srcPackets', spkts: 'srcPackets', srcbytes: 'srcBytes', sbytes: 'srcBytes',
    sas: 'srcAs', das: 'dstAs',
    dstpkts: 'dstPackets', dpkts: 'dstPackets', dstbytes: 'dstBytes', dbytes: 'dstBytes',
  }), // prettier-ignore
  claims: names =>
    ['starttime', 'srcaddr', 'dstaddr', 'proto'].every(name => names.has(name)) ||
    ['stime', 'saddr', 'daddr', 'proto', 'state'].every(name => names.has(name)),
  read,
}

const linkBytes = 'argus counts bytes with the link header'
const halved = 'no counts of each direction in the rows of argus: half of them are taken for each'

function read(cells: Cells, sink: RecordSink): string {
  // Rows of argus about itself, which ra prints unless asked not to (- not man).
  if (cells.protocol === 'man') return 'none'
  const record = sink.clear()
  cells.protocol = carried.get(cells.protocol) ?? cells.protocol
  if (protocolOf(cells.protocol) < 0) return 'no IP protocol'
  if (/^\d\d:\d\d:\d\d/.test(cells.start)) return 'the time has no date: print it with ra -u'
  const reason = fillEnds(record, cells, sink) || fillPorts(record, cells) || fillCounts(record, cells, sink)
  if (reason !== '') return reason
  fillWay(record, cells)
  record.initiator = opener(cells.dir, record.protocol)
  if (record.protocol === 6) fillFlags(record, cells.state)
  sink.note(linkBytes)
  return ''
}

/** What argus names by the application or by another name. */
const carried = table<string>({
  rtp: 'udp',
  rtcp: 'udp',
  udt: 'udp',
  ipnip: '4',
  rsvp: '46',
  'ipx/spx': '',
})

/** ICMP has the type in the low byte and the code in the high byte of the source's port; others' ports may have names. */
function fillPorts(record: FlowRecord, { srcPort, dstPort }: Cells): string {
  if (record.protocol === 1 || record.protocol === 58) {
    const [type, code] = /^0x/.test(srcPort)
      ? [parseInt(srcPort, 16) & 255, parseInt(srcPort, 16) >> 8]
      : [portIn(srcPort), portIn(dstPort)]
    if (!(type >= 0 && type < 256 && code >= 0 && code < 256)) return 'ICMP type and code are wrong'
    setIcmpPorts(record, type * 256 + code)
    return ''
  }
  record.srcPort = portIn(srcPort)
  record.dstPort = portIn(dstPort)
  return record.srcPort < 0 || record.dstPort < 0 ? 'a port is wrong' : ''
}

function portIn(text: string): number {
  if (text === '') return 0
  return /^(0x[0-9a-f]{1,4}|\d{1,5})$/.test(text) ? port(Number(text)) : portOfService(text)
}

/** States without an answer: requested, initial, an ICMP request. */
const unanswered = new Set(['REQ', 'INT', 'S0', 'ECO', 'IRQ', 'MRQ', 'TRQ'])

/** Whether both ends sent something, by the state: a word, or the flags of source and target. */
const isAnswered = (state: string): boolean =>
  state.includes('_') ? !state.endsWith('_') : !unanswered.has(state)

/** A total, and one or both of its parts: the part that is missing is the rest; without parts the half of it, where there was an answer. */
function fillCounts(record: FlowRecord, cells: Cells, sink: RecordSink): string {
  let [bytes, reverseBytes] = parts(cells.bytes, cells.srcBytes, cells.dstBytes)
  let [packets, reversePackets] = parts(cells.packets, cells.srcPackets, cells.dstPackets)
  const noBytes = cells.srcBytes === '' && cells.dstBytes === ''
  const noPackets = cells.srcPackets === '' && cells.dstPackets === ''
  const [from, to] = noBytes
    ? [true, noPackets ? isAnswered(cells.state) : reversePackets > 0]
    : [bytes > 0, reverseBytes > 0]
  if (noBytes) [bytes, reverseBytes] = halves(cells.bytes, from, to)
  if (noPackets) [packets, reversePackets] = halves(cells.packets, from, to)
  if (Number.isNaN(packets + reversePackets + bytes + reverseBytes)) return 'packets or bytes are no numbers'
  if ((noBytes || noPackets) && from && to) sink.note(halved)
  record.packets = packets
  record.reversePackets = reversePackets
  record.bytes = bytes
  record.reverseBytes = reverseBytes
  return ''
}

/** A total shared between the ends that sent something. */
function halves(total: string, from: boolean, to: boolean): [number, number] {
  const all = wholeCount(total)
  const back = to ? (from ? Math.floor(all / 2) : all) : 0
  return [all - back, back]
}

function parts(total: string, src: string, dst: string): [number, number] {
  const [all, from, to] = [wholeCount(total), wholeCount(src), wholeCount(dst)]
  if (src !== '' && dst !== '') return [from, to]
  if (src !== '') return [from, Math.max(0, all - from)]
  return dst !== '' ? [Math.max(0, all - to), to] : [NaN, NaN]
}

/** An arrow without a question mark is argus' word; of protocols without a handshake the source sent first. */
function opener(arrow: string, protocol: number): FlowRecord['initiator'] {
  if (/->$/.test(arrow) && !/[<?]/.test(arrow)) return 'src'
  if (/^<-/.test(arrow) && !/[>?]/.test(arrow)) return 'dst'
  return arrow === '<->' && protocol !== 6 ? 'src' : ''
}

/** TCP states in words, as the flags of source and target that mean the same; of Zeek's states, which some tools write, the usual ones. */
const words = table<readonly [number, number]>({
  REQ: [syn, 0], S0: [syn, 0], ACC: [syn, syn | ack], EST: [syn | ack, syn | ack], CON: [syn | ack, syn | ack], S1: [syn | ack, syn | ack],
  FIN: [syn | ack | fin, syn | ack | fin], CLO: [syn | ack | fin, syn | ack | fin], SF: [syn | ack | fin, syn | ack | fin],
  REJ: [syn, rst | ack], RSTO: [syn | ack | rst, syn | ack], RSTR: [syn | ack, syn | ack | rst],
}) // prettier-ignore

function fillFlags(record: FlowRecord, state: string): void {
  const both = /^([A-Za-z.]*)_([A-Za-z.]*)$/.exec(state)
  const told = words.get(state)
  if (both) [record.flags, record.reverseFlags] = [flagsOf(both[1]!), flagsOf(both[2]!)]
  else if (told) [record.flags, record.reverseFlags] = told
  else if (state === 'RST') [record.flags, record.reverseFlags] = reset(record)
  if (record.reversePackets === 0) record.reverseFlags = 0
}

/** A reset in answer to a SYN, one packet each, refused the session; a later one ended it. */
const reset = ({ packets, reversePackets }: FlowRecord): readonly [number, number] =>
  packets + reversePackets > 2 ? [syn | ack, syn | ack | rst] : [syn, rst | ack]
