import type { Hosts } from '../../flow/hosts.ts'
import type { FlowRecord } from '../../flow/join-record.ts'
import { setIcmpPorts } from '../netflow/record.ts'

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

/** Forgets what not every record says. */
export function clear(record: FlowRecord): void {
  record.received = 0
  record.vlan = 0
  record.denied = false
  record.reversePackets = 0
  record.reverseBytes = 0
  record.inInterface = 0
  record.outInterface = 0
  record.vrf = 0
  record.srcAs = 0
  record.dstAs = 0
}

/** What all layouts need at the end: times in order, ICMP's ports, and no count twice. */
export function finish(record: FlowRecord): void {
  // nfdump 1.7.1 exchanges the times of IPFIX records that give them as system uptime.
  if (record.end < record.start) [record.start, record.end] = [record.end, record.start]
  if (record.received <= 0) record.received = record.end
  if (record.protocol === 1 || record.protocol === 58) setIcmpPorts(record, record.dstPort)
  if (record.packets === 0 && record.bytes === 0) {
    record.packets = record.reversePackets
    record.bytes = record.reverseBytes
  } else if (record.packets !== record.reversePackets || record.bytes !== record.reverseBytes) return
  // Counts behind the device, of the same packets.
  record.reversePackets = 0
  record.reverseBytes = 0
}
