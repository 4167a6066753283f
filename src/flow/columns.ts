/**
 * The list of a flow's columns: what a batch keeps, what a store's table holds, what is printed.
 * A new column is one row here.
 *
 * Times are seconds since the epoch in UTC, with microseconds; bytes are IP-layer bytes (headers included).
 * Codes (protocol, service, serviceBy, state, direction) are numbers here and words at the edges, see codes.ts and services.ts.
 */
export const numericColumns = {
  start: { array: Float64Array, duckdb: 'DOUBLE' },
  /** Seconds from the first to the last packet; 0 where only one was seen. */
  duration: { array: Float64Array, duckdb: 'DOUBLE' },
  /** Host ids, see hosts.ts: the originator, who opened the flow, and the responder, who served it. */
  src: { array: Uint32Array, duckdb: 'UINTEGER' },
  dst: { array: Uint32Array, duckdb: 'UINTEGER' },
  /** ICMP: the type and the code, as Zeek has them. */
  srcPort: { array: Uint16Array, duckdb: 'USMALLINT' },
  dstPort: { array: Uint16Array, duckdb: 'USMALLINT' },
  /** IP protocol number: 6 TCP, 17 UDP, 1 and 58 ICMP. */
  protocol: { array: Uint8Array, duckdb: 'UTINYINT' },
  service: { array: Uint16Array, duckdb: 'USMALLINT' },
  serviceBy: { array: Uint8Array, duckdb: 'UTINYINT' },
  state: { array: Uint8Array, duckdb: 'UTINYINT' },
  direction: { array: Uint8Array, duckdb: 'UTINYINT' },
  srcBytes: { array: Float64Array, duckdb: 'DOUBLE' },
  dstBytes: { array: Float64Array, duckdb: 'DOUBLE' },
  srcPackets: { array: Float64Array, duckdb: 'DOUBLE' },
  dstPackets: { array: Float64Array, duckdb: 'DOUBLE' },
  /** Of how many packets one was looked at, and counts multiplied: 0 where all were, 1 where that is not known. */
  sampling: { array: Uint32Array, duckdb: 'UINTEGER' },
  /** The outermost 802.1Q VLAN id, 0 where there is none. */
  vlan: { array: Uint16Array, duckdb: 'USMALLINT' },
} as const

/**
 * What an exporter says of a flow's way: printed, and kept by no store, since the numbers are each exporter's own. 0 where it
 * is not said.
 */
export const wayColumns = {
  /** The interfaces (SNMP index) by which the originator's packets came in and went out. */
  inInterface: { array: Uint32Array },
  outInterface: { array: Uint32Array },
  /** The routing table (VRF) that they came in with. */
  vrf: { array: Uint32Array },
  /** Autonomous systems of the originator and the responder. */
  srcAs: { array: Uint32Array },
  dstAs: { array: Uint32Array },
} as const

export const textColumns = {
  sensor: { duckdb: 'VARCHAR' },
  /** Which address plan the addresses belong to; empty by default. */
  space: { duckdb: 'VARCHAR' },
  /** The sensor's own id of the flow, or a stable hash of the 5-tuple and start. */
  uid: { duckdb: 'VARCHAR' },
  /** Zeek's history letters; empty where the sensor has none. */
  history: { duckdb: 'VARCHAR' },
  /** The encapsulation that the flow was found in, outermost first ("gre", "vxlan:42"); empty where there is none. */
  tunnel: { duckdb: 'VARCHAR' },
} as const

export type NumericColumn = keyof typeof numericColumns
export type TextColumn = keyof typeof textColumns
export type NumericArrays = { [C in NumericColumn]: InstanceType<(typeof numericColumns)[C]['array']> }
export type WayColumn = keyof typeof wayColumns
export type WayArrays = Record<WayColumn, Uint32Array>
export type TextArrays = { [C in TextColumn]: string[] }

export const numericNames = Object.keys(numericColumns) as NumericColumn[]
export const wayNames = Object.keys(wayColumns) as WayColumn[]
export const textNames = Object.keys(textColumns) as TextColumn[]
