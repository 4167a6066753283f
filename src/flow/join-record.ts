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
  /** Counts were multiplied by this: of so many packets one was looked at. 1 where all were, 0 where that is not known. */
  sampling: number
  vlan: number
  /** A number for the point where the exporter saw the packets: of two points that saw the same, one counts. */
  observer: number
  /** When the record was received, seconds since the epoch: what the table's time runs by. */
  received: number
}

export const flowRecord = (): FlowRecord => ({
  src: 0,
  dst: 0,
  srcPort: 0,
  dstPort: 0,
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
