import { icmpCounterpart } from '../../flow/community-id.ts'
import { observerOf, type FlowRecord } from '../../flow/join-record.ts'
import { ack, syn } from '../../flow/packet.ts'
import { slot } from './fields.ts'
import type { Message } from './source.ts'
import { dated } from './times.ts'

/** Fills `record` from decoded values. False where they are no flow between two addresses. */
export function fillRecord(record: FlowRecord, values: Float64Array, message: Message): boolean {
  record.src = values[slot.src]!
  record.dst = values[slot.dst]!
  if (record.src < 0 || record.dst < 0) return false
  record.protocol = Math.max(0, values[slot.protocol]!) & 255
  record.flags = flags(values[slot.flags]!, values[slot.firstFlags]!, values[slot.otherFlags]!)
  record.vlan = Math.max(0, values[slot.vlan]!) & 4095
  record.received = message.received
  fillWay(record, values)
  record.observer = observerOf(
    message.source.index,
    values[slot.direction]!,
    record.inInterface,
    record.outInterface,
  )
  fillPorts(record, values)
  record.translatedDst = values[slot.translatedDst]!
  record.translatedDstPort = Math.max(0, values[slot.translatedDstPort]!) & 0xffff
  fillCounts(record, values)
  fillEvent(record, values)
  fillTimes(record, values, message)
  scale(record, message.source.rate(values))
  return true
}

function fillWay(record: FlowRecord, values: Float64Array): void {
  record.inInterface = Math.max(0, values[slot.inInterface]!)
  record.outInterface = Math.max(0, values[slot.outInterface]!)
  record.vrf = Math.max(0, values[slot.vrf]!)
  record.srcAs = Math.max(0, values[slot.srcAs]!)
  record.dstAs = Math.max(0, values[slot.dstAs]!)
}

/** All flags of one direction: at once, or those of the first packet and of all others. */
const flags = (all: number, first: number, others: number): number =>
  (Math.max(0, all) | Math.max(0, first) | Math.max(0, others)) & 255

function fillPorts(record: FlowRecord, values: Float64Array): void {
  record.srcPort = Math.max(0, values[slot.srcPort]!) & 0xffff
  record.dstPort = Math.max(0, values[slot.dstPort]!) & 0xffff
  if (record.protocol !== 1 && record.protocol !== 58) return
  const type = values[slot.icmpType]!
  // Without an element for it, exporters put type and code where the destination port would be.
  const both = type >= 0 ? type * 256 + Math.max(0, values[slot.icmpCode]!) : values[slot.icmp]!
  setIcmpPorts(record, both >= 0 ? both : record.dstPort)
}

/** Ports of an ICMP record as Zeek has them: the type, and the type that answers it or else the code. */
export function setIcmpPorts(record: FlowRecord, typeAndCode: number): void {
  const type = (typeAndCode >> 8) & 255
  const answer = icmpCounterpart(record.protocol, type)
  record.srcPort = type
  record.dstPort = answer >= 0 ? answer : typeAndCode & 255
}

/** The first of three values that the record has; -1 where it has none. */
const firstOf = (a: number, b: number, c: number): number => (a >= 0 ? a : b >= 0 ? b : c)

function fillCounts(record: FlowRecord, values: Float64Array): void {
  const inBytes = firstOf(values[slot.bytes]!, values[slot.totalBytes]!, values[slot.initiatorBytes]!)
  const inPackets = firstOf(values[slot.packets]!, values[slot.totalPackets]!, values[slot.initiatorPackets]!)
  const outBytes = values[slot.outBytes]!
  const outPackets = values[slot.outPackets]!
  // Counts behind the device are the same packets once more, unless they differ: then they are the answers (nProbe).
  const oneCount = inBytes <= 0 && inPackets <= 0
  const answers = !oneCount && (outBytes !== inBytes || outPackets !== inPackets)
  record.bytes = Math.max(0, oneCount ? outBytes : inBytes)
  record.packets = Math.max(0, oneCount ? outPackets : inPackets)
  const reverseBytes = firstOf(
    values[slot.reverseBytes]!,
    values[slot.reverseTotalBytes]!,
    values[slot.responderBytes]!,
  )
  const reversePackets = firstOf(
    values[slot.reversePackets]!,
    values[slot.reverseTotalPackets]!,
    values[slot.responderPackets]!,
  )
  record.reverseBytes = Math.max(0, reverseBytes, answers ? outBytes : 0)
  record.reversePackets = Math.max(0, reversePackets, answers ? outPackets : 0)
  record.reverseFlags = flags(
    values[slot.reverseFlags]!,
    values[slot.reverseFirstFlags]!,
    values[slot.reverseOtherFlags]!,
  )
  record.initiator = initiator(values)
}

const deleted = 2
const denied = 3

/**
 * Cisco's firewalls (NSEL) name who opened a flow, count both directions at once, in parts and as a whole when the flow ends.
 * `event` is firewallEvent (233); NaN where nobody says which it is.
 */
export function setEvent(record: FlowRecord, event: number): void {
  record.denied = event === denied
  record.initiator = 'src'
  record.event = Number.isNaN(event) ? 'either' : event === deleted ? 'whole' : 'part'
}

/** Others that have these events count as ever. */
function fillEvent(record: FlowRecord, values: Float64Array): void {
  const event = values[slot.firewallEvent]!
  record.denied = event === denied
  record.event = ''
  if (event > 0 && values[slot.bytes]! < 0) setEvent(record, event)
}

/**
 * RFC 5103's biflowDirection; a first packet that is a SYN, or the answer to one; counts named by who opened the flow; YAF's time
 * from the first packet to the answer. A biflow without any of these may have either end as its source (softflowd orders them by address).
 */
function initiator(values: Float64Array): FlowRecord['initiator'] {
  const direction = values[slot.biflowDirection]
  if (direction === 1) return 'src'
  if (direction === 2) return 'dst'
  const opening = Math.max(0, values[slot.firstFlags]!)
  if ((opening & syn) !== 0) return (opening & ack) === 0 ? 'src' : 'dst'
  return firstOf(values[slot.initiatorBytes]!, values[slot.initiatorPackets]!, values[slot.answerDelayMs]!) >=
    0
    ? 'src'
    : ''
}

function scale(record: FlowRecord, rate: number): void {
  record.sampling = rate
  if (rate === 1) return
  record.bytes *= rate
  record.packets *= rate
  record.reverseBytes *= rate
  record.reversePackets *= rate
}

function fillTimes(record: FlowRecord, values: Float64Array, message: Message): void {
  const duration = Math.max(0, values[slot.durationMs]! / 1e3, values[slot.durationUs]! / 1e6)
  const start = time(values, message, first)
  const end = time(values, message, last)
  const event = values[slot.eventMs]! > 0 ? values[slot.eventMs]! / 1000 : values[slot.eventSeconds]!
  const until =
    end >= 0 ? end : start < 0 ? event : record.event !== '' && event > start ? event : start + duration
  dated(record, start >= 0 || until < 0 ? start : until - duration, until, message)
}

/** The places of the elements that say when a record's first or last packet was. */
interface Times {
  readonly ms: number
  readonly ntp: number
  readonly seconds: number
  readonly delta: number
  readonly uptime: number
}
const first: Times = {
  ms: slot.startMs,
  ntp: slot.startNtp,
  seconds: slot.startSeconds,
  delta: slot.startDeltaUs,
  uptime: slot.startUptime,
}
const last: Times = {
  ms: slot.endMs,
  ntp: slot.endNtp,
  seconds: slot.endSeconds,
  delta: slot.endDeltaUs,
  uptime: slot.endUptime,
}

/** Seconds since the epoch by the best of the elements that the record has; -1 for none. */
function time(values: Float64Array, message: Message, at: Times): number {
  const uptime = values[at.uptime]!
  const milliseconds = values[at.ms]! >= 0 ? values[at.ms]! : values[at.ntp]!
  if (milliseconds >= 0) return milliseconds / 1000
  if (values[at.seconds]! >= 0) return values[at.seconds]!
  if (values[at.delta]! >= 0) return message.exported - values[at.delta]! / 1e6
  if (uptime < 0) return -1
  const boot = values[slot.bootMs]! > 0 ? values[slot.bootMs]! : message.source.boot
  return uptimeSeconds(uptime, message, boot)
}

const wrap = 2 ** 32

/**
 * The time when the exporter's 32-bit millisecond counter stood at `uptime`. The counter wraps after 49.7 days, so where the
 * header has it too, the difference of the two is taken modulo 2^32; where only the exporter's start is known (`boot`,
 * milliseconds), it wrapped as often as comes nearest to the time of the export.
 */
export function uptimeSeconds(
  uptime: number,
  message: Pick<Message, 'uptime' | 'exported'>,
  boot: number,
): number {
  if (message.uptime >= 0) return message.exported + ((uptime - message.uptime) | 0) / 1000
  if (boot <= 0) return message.exported
  const wraps = Math.max(0, Math.round((message.exported * 1000 - boot - uptime) / wrap))
  return (boot + uptime + wraps * wrap) / 1000
}
