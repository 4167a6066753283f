import type { FlowRecord } from '../../flow/join-record.ts'
import type { Hosts } from '../../flow/hosts.ts'
import { ack, syn } from '../../flow/packet.ts'
import type { Layers } from '../packet/layer.ts'
import { links } from '../packet/links.ts'
import { walkFrame } from '../packet/walk.ts'
import { setIcmpPorts } from '../netflow/record.ts'

/** header_protocol of a sampled packet, and the link type whose layer reads it. */
const linkTypes: Readonly<Record<number, number>> = {
  1: 1,
  4: 10,
  5: 107,
  7: 9,
  11: 101,
  12: 101,
  13: 219,
  14: 104,
}

/** Walks the first packet of the frame in a record of format 1. False where its link layer is not read. */
export function walkSample(packet: Layers, view: DataView, at: number, end: number): boolean {
  if (end - at < 16) return false
  const layer = links[linkTypes[view.getUint32(at)] ?? -1]
  if (layer === undefined) return false
  const frame = at + 16
  const captured = Math.min(view.getUint32(at + 12), end - frame)
  walkFrame(layer, view, frame, frame + captured, view.getUint32(at + 4), packet)
  return true
}

/** Fills `record` from a packet whose layers were walked. */
export function fillFromPacket(record: FlowRecord, packet: Layers, hosts: Hosts): void {
  const host = (address: number) =>
    packet.version === 4 ? hosts.v4(address >>> 0) : hosts.v6(...packet.ip6.words(address))
  record.src = host(packet.src)
  record.dst = host(packet.dst)
  record.srcPort = packet.srcPort
  record.dstPort = packet.dstPort
  record.protocol = packet.protocol
  record.bytes = packet.ipLength
  record.vlan = packet.vlan
  setFlags(record, packet.protocol === 6 ? packet.flags : 0)
}

/** Fills `record` from a record of format 3 or 4: the fields of an IP packet, each in 32 bits. False where it is cut. */
export function fillFromFields(
  record: FlowRecord,
  view: DataView,
  at: number,
  end: number,
  hosts: Hosts,
  isIp6: boolean,
): boolean {
  const ports = at + 8 + (isIp6 ? 32 : 8)
  if (end - ports < 12) return false
  const address6 = (from: number) =>
    hosts.v6(
      view.getUint32(from),
      view.getUint32(from + 4),
      view.getUint32(from + 8),
      view.getUint32(from + 12),
    )
  record.src = isIp6 ? address6(at + 8) : hosts.v4(view.getUint32(at + 8))
  record.dst = isIp6 ? address6(at + 24) : hosts.v4(view.getUint32(at + 12))
  record.bytes = view.getUint32(at)
  record.protocol = view.getUint32(at + 4) & 255
  record.srcPort = view.getUint32(ports) & 0xffff
  record.dstPort = view.getUint32(ports + 4) & 0xffff
  record.vlan = 0
  setFlags(record, record.protocol === 6 ? view.getUint32(ports + 8) & 255 : 0)
  if (record.protocol === 1 || record.protocol === 58) setIcmpPorts(record, record.dstPort)
  return true
}

/** One packet's flags say who opened its session where they are of its beginning. */
function setFlags(record: FlowRecord, flags: number): void {
  record.flags = flags
  record.initiator = (flags & syn) === 0 ? '' : (flags & ack) === 0 ? 'src' : 'dst'
}
