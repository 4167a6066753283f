import type { WayColumn } from './columns.ts'

/** By which interfaces, VRF and autonomous systems src's packets went; 0 where that is not said. */
export type Way = Record<WayColumn, number>

/**
 * What a flow exporter says in one record: one direction of a flow, or both of them (biflow), or a piece of either.
 * One object a decoder, filled anew for every record, never kept.
 */
export interface FlowRecord extends Way {
  /** Host ids. */
  src: number
  dst: number
  /** ICMP: the type, and the type that answers it or else the code, as Zeek has them. */
  srcPort: number
  dstPort: number
  /** The target's address and port behind a translation (NAT); -1 and 0 where there is none. */
  translatedDst: number
  translatedDstPort: number
  /** IP protocol number. */
  protocol: number
  /** First and last packet, seconds since the epoch. */
  start: number
  end: number
  packets: number
  bytes: number
  /** All TCP flags of the record's packets; 0 where the exporter says none. */
  flags: number
  /** The same of dst's packets to src; 0 packets in a one-way record. */
  reversePackets: number
  reverseBytes: number
  reverseFlags: number
  /** Who opened the flow, where the exporter says it. */
  initiator: '' | 'src' | 'dst'
  /** A firewall refused the flow. */
  denied: boolean
  /** What a firewall's log says of a flow: a part of its counts, all of them once more as it ended, or either of the two. */
  event: '' | 'part' | 'whole' | 'either'
  /** One packet that was sampled by itself: others of its flow lie between those that another observer sampled. */
  sample: boolean
  /** Counts were multiplied by this: of so many packets one was looked at. 1 where all were, 0 where that is not known. */
  sampling: number
  vlan: number
  /** A number for the point where the exporter saw the packets: of two points that saw the same, one counts. */
  observer: number
  /** When the record was received, seconds since the epoch: what the table's time runs by. */
  received: number
}

/**
 * The number of a point of observation: an exporter (below 16,384), a metering direction (3 where none is said) and the interfaces,
 * since a router reports a packet once for each interface that meters it.
 */
export function observerOf(
  exporter: number,
  direction: number,
  inInterface: number,
  outInterface: number,
): number {
  const mixed = Math.imul(inInterface, 0x9e3779b1) + Math.imul(outInterface, 0x85ebca77)
  return (mixed & 0xffff0000) | ((exporter & 0x3fff) << 2) | (direction & 3)
}

/** Whether two such numbers are of one exporter. */
export const sameExporter = (a: number, b: number): boolean => ((a ^ b) & 0xfffc) === 0

export const flowRecord = (): FlowRecord => ({
  src: 0,
  dst: 0,
  srcPort: 0,
  dstPort: 0,
  translatedDst: -1,
  translatedDstPort: 0,
  protocol: 0,
  start: 0.5,
  end: 0.5,
  packets: 0,
  bytes: 0,
  flags: 0,
  reversePackets: 0,
  reverseBytes: 0,
  reverseFlags: 0,
  initiator: '',
  denied: false,
  event: '',
  sample: false,
  sampling: 1,
  vlan: 0,
  observer: 0,
  received: 0.5,
  inInterface: 0,
  outInterface: 0,
  vrf: 0,
  srcAs: 0,
  dstAs: 0,
})
