import type { Hosts } from '../../flow/hosts.ts'
import type { FlowRecord } from '../../flow/join-record.ts'
import { setEvent, setIcmpPorts } from '../netflow/record.ts'
import { isTime, latestReceived } from '../netflow/times.ts'

/** Exact up to 2^53. */
export function u64(view: DataView, at: number, little: boolean): number {
  const high = view.getUint32(at + (little ? 4 : 0), little)
  return high * 2 ** 32 + view.getUint32(at + (little ? 0 : 4), little)
}

/** A time in milliseconds, to seconds. */
export const milliseconds = (view: DataView, at: number, little: boolean): number =>
  u64(view, at, little) / 1000

/** Addresses are numbers in the writing machine's byte order: one of 32 bits, or two of 64. */
export function readAddresses(
  record: FlowRecord,
  view: DataView,
  at: number,
  little: boolean,
  hosts: Hosts,
  version: 4 | 6,
): void {
  if (version === 4) {
    record.src = hosts.v4(view.getUint32(at, little))
    record.dst = hosts.v4(view.getUint32(at + 4, little))
    return
  }
  const swap = little ? 4 : 0
  const word = (i: number) => view.getUint32(at + ((i * 4) ^ swap), little)
  record.src = hosts.v6(word(0), word(1), word(2), word(3))
  record.dst = hosts.v6(word(4), word(5), word(6), word(7))
}

/** The target's address behind a translation, 0 for none. */
export function setTarget4(record: FlowRecord, address: number, hosts: Hosts): void {
  if (address !== 0) record.translatedDst = hosts.v4(address)
}

export function setTarget6(
  record: FlowRecord,
  view: DataView,
  at: number,
  little: boolean,
  hosts: Hosts,
): void {
  const word = (i: number) => view.getUint32(at + ((i * 4) ^ (little ? 4 : 0)), little)
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)]
  if ((a | b | c | d) !== 0) record.translatedDst = hosts.v6(a, b, c, d)
}

/**
 * What a firewall's event says of a record, of which the last packet has no time. Records that are no events of Cisco's have no
 * time of one.
 */
export function setFirewallEvent(record: FlowRecord, event: number, time: number): void {
  record.denied = event === 3
  if (event === 0 || time <= 0) return
  setEvent(record, event)
  record.end = time
  if (record.start <= 0) record.start = time
}

/** Forgets what not every record says. */
export function clear(record: FlowRecord): void {
  record.received = 0
  record.vlan = 0
  record.denied = false
  record.event = ''
  record.translatedDst = -1
  record.translatedDstPort = 0
  record.initiator = ''
  record.reversePackets = 0
  record.reverseBytes = 0
  record.inInterface = 0
  record.outInterface = 0
  record.vrf = 0
  record.srcAs = 0
  record.dstAs = 0
}

/**
 * What all layouts need at the end: times in order, ICMP's ports, and no count twice. False where a record has no time at all: neither
 * of its own nor that of its receipt.
 */
export function finish(record: FlowRecord): boolean {
  // nfdump 1.7.1 exchanges the times of IPFIX records that give them as system uptime.
  if (record.end < record.start) [record.start, record.end] = [record.end, record.start]
  const latest = latestReceived(record.received)
  if (!isTime(record.end, latest)) record.end = isTime(record.start, latest) ? record.start : record.received
  if (!isTime(record.start, latest)) record.start = record.end
  if (record.received <= 0) record.received = record.end
  if (record.protocol === 1 || record.protocol === 58) setIcmpPorts(record, record.dstPort)
  countOnce(record)
  return record.end > 0
}

function countOnce(record: FlowRecord): void {
  if (record.packets === 0 && record.bytes === 0 && record.event === '') {
    record.packets = record.reversePackets
    record.bytes = record.reverseBytes
  } else if (
    record.packets !== record.reversePackets ||
    record.bytes !== record.reverseBytes ||
    record.event !== ''
  )
    return
  // Counts behind the device, of the same packets.
  record.reversePackets = 0
  record.reverseBytes = 0
}
