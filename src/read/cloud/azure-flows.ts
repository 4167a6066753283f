import { ack, syn } from '../../flow/packet.ts'
import type { RecordSink } from '../text/record-sink.ts'
import {
  count,
  hostOf,
  numberOf,
  objectsAt,
  port,
  protocolOf,
  secondsOf,
  textAt,
  valueAt,
  type JsonObject,
} from '../text/values.ts'
import { azureTime } from './azure-time.ts'
import type { Desk } from './desk.ts'
import type { CloudFormat } from './format.ts'
import { table } from '../../lib/table.ts'

/** A flow's tuple: a line of values with commas. */
interface Tuple {
  readonly at: number
  readonly src: number
  readonly dst: number
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly denied: boolean
  /** B(egin), C(ontinue), E(nd); '' in version 1, which has no counts. */
  readonly state: string
  /** Packets and bytes from the source, then to it; none where the flow begins. */
  readonly counts: readonly number[]
}

type Parse = (tuple: readonly string[], desk: Desk) => Tuple | undefined

const short = table<string>({ T: 'tcp', U: 'udp' })

/** time, source, target, ports, protocol, direction, then what differs; undefined where one is wrong. */
function parse(
  cells: readonly string[],
  desk: Desk,
  more: Pick<Tuple, 'denied' | 'state' | 'counts'>,
): Tuple | undefined {
  const [at = '', from = '', to = '', srcPort = '', dstPort = '', protocol = ''] = cells
  const { hosts } = desk.context
  const tuple = {
    at: secondsOf(at),
    src: hostOf(hosts, from),
    dst: hostOf(hosts, to),
    srcPort: port(numberOf(srcPort)),
    dstPort: port(numberOf(dstPort)),
    protocol: protocolOf(short.get(protocol) ?? protocol),
    ...more,
  }
  const wrong =
    !(tuple.at >= 0) ||
    [tuple.src, tuple.dst, tuple.srcPort, tuple.dstPort, tuple.protocol].some(value => value < 0)
  return wrong || !/^[IO]$/.test(cells[6] ?? '') || !/^[BCE]?$/.test(more.state) ? undefined : tuple
}

const numbers = (cells: readonly string[]): number[] => cells.map(cell => count(numberOf(cell)))

/** Network security groups: …, decision A or D, and in version 2 the state and counts. */
const nsgTuple: Parse = (cells, desk) =>
  /^[AD]$/.test(cells[7] ?? '') && (cells.length === 8 || cells.length === 13)
    ? parse(cells, desk, { denied: cells[7] === 'D', state: cells[8] ?? '', counts: numbers(cells.slice(9)) })
    : undefined

/** Virtual networks: …, state B, C, E or D(enied), encryption, counts. */
const vnetTuple: Parse = (cells, desk) =>
  cells.length === 13 && /^[BCED]$/.test(cells[7]!)
    ? parse(cells, desk, {
        denied: cells[7] === 'D',
        state: cells[7] === 'D' ? 'E' : cells[7]!,
        counts: numbers(cells.slice(9)),
      })
    : undefined

/** Flow logs of network security groups, versions 1 and 2. */
export const azureNsg: CloudFormat = {
  claims: record =>
    textAt(record, 'category') === 'NetworkSecurityGroupFlowEvent' ||
    objectsAt(record, 'properties', 'flows').length > 0,
  time: record => azureTime(textAt(record, 'time')),
  read: (record, desk) => {
    const groups = objectsAt(record, 'properties', 'flows').flatMap(rule => objectsAt(rule, 'flows'))
    return readTuples(groups, nsgTuple, observerOf(record, 'resourceId'), desk)
  },
}

/** Flow logs of virtual networks, version 4. */
export const azureVnet: CloudFormat = {
  claims: record =>
    textAt(record, 'category') === 'FlowLogFlowEvent' || objectsAt(record, 'flowRecords', 'flows').length > 0,
  time: record => azureTime(textAt(record, 'time')),
  read: (record, desk) => {
    const groups = objectsAt(record, 'flowRecords', 'flows').flatMap(acl => objectsAt(acl, 'flowGroups'))
    return readTuples(groups, vnetTuple, observerOf(record, 'flowLogResourceID'), desk)
  },
}

const observerOf = (record: JsonObject, resource: string): string =>
  `${textAt(record, 'macAddress')} ${textAt(record, resource)}`

function readTuples(groups: readonly JsonObject[], parseTuple: Parse, observer: string, desk: Desk): string {
  for (const group of groups) {
    const tuples = valueAt(group, 'flowTuples')
    if (!Array.isArray(tuples)) return 'no flowTuples in a group of flows'
    for (const text of tuples as readonly unknown[]) {
      const tuple =
        typeof text === 'string' && text.length < 512 ? parseTuple(text.split(','), desk) : undefined
      if (tuple) take(tuple, observer, desk)
      else desk.reject('a flow tuple is wrong', String(text))
    }
  }
  return ''
}

function take(tuple: Tuple, observer: string, desk: Desk): void {
  const { at, src, dst, srcPort, dstPort, protocol, denied, state } = tuple
  const key = `${src} ${dst} ${srcPort} ${dstPort} ${protocol} ${observer}`
  const lone = (sink: RecordSink) => fill(tuple, at, observer, sink)
  if (denied) return lone(desk.records)
  if (state === 'B' || state === '') return desk.open.begin(key, at, lone)
  fill(tuple, desk.open.counted(key, at, state === 'E'), observer, desk.records)
}

/** Fills and adds a record. Without counts it stands for the one packet that began the flow. */
function fill(tuple: Tuple, since: number, observer: string, sink: RecordSink): void {
  const record = sink.clear()
  const [packets = 0, bytes = 0, reversePackets = 0, reverseBytes = 0] = tuple.counts
  const counted = packets + bytes + reversePackets + reverseBytes > 0
  record.src = tuple.src
  record.dst = tuple.dst
  record.srcPort = tuple.srcPort
  record.dstPort = tuple.dstPort
  record.protocol = tuple.protocol
  record.start = since
  record.end = record.received = tuple.at
  record.packets = counted || tuple.denied ? packets : 1
  record.bytes = bytes
  record.reversePackets = reversePackets
  record.reverseBytes = reverseBytes
  record.initiator = 'src'
  record.denied = tuple.denied
  // No flags are logged: who sent nothing back did not answer, and who did, was connected to.
  if (counted && tuple.protocol === 6) {
    record.flags = reversePackets > 0 ? syn | ack : syn
    record.reverseFlags = reversePackets > 0 ? syn | ack : 0
  }
  record.observer = sink.observer(observer)
  sink.add()
}
