import { ip4Type } from './ether-types.ts'
import { fault, type Layers } from './layer.ts'

/** Ethernet II and IEEE 802.3: addresses, then an EtherType, or a length (below 0x600) and an LLC header. */
export function ethernet(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 14) return fault(packet, 'Ethernet header cut')
  return etherType(view, at + 12, packet)
}

/** The two bytes at `at`, which the caller knows to be there: an EtherType or a length with LLC behind it. */
export function etherType(view: DataView, at: number, packet: Layers): number {
  const type = view.getUint16(at)
  if (type < 0x600) return llc(view, at + 2, packet)
  packet.next = type
  return at + 2
}

const ipInLlc = 0x060603

/** LLC with SNAP (RFC 1042: AA AA 03, an organisation of 0, the EtherType) or IP's own number. Other LLC (spanning tree …) carries no IP. */
export function llc(view: DataView, at: number, packet: Layers): number {
  packet.next = -1
  if (packet.end - at < 3) return fault(packet, 'LLC header cut')
  const header = (view.getUint16(at) << 8) | view.getUint8(at + 2)
  if (header === ipInLlc) packet.next = ip4Type
  if (header !== 0xaaaa03) return at + 3
  if (packet.end - at < 8) return fault(packet, 'LLC header cut')
  if (view.getUint8(at + 3) === 0 && view.getUint16(at + 4) === 0) packet.next = view.getUint16(at + 6)
  return at + 8
}

/** Cisco FabricPath: an outer Ethernet header whose EtherType (0x8903) has a 16-bit tag behind it, then the whole frame. */
export function fabricPath(view: DataView, at: number, packet: Layers): number {
  return ethernet(view, at + 2, packet)
}
