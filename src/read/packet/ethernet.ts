import { fault, type Layers } from './layer.ts'

/** Ethernet II and IEEE 802.3: addresses, then an EtherType, or a length (below 0x600) and an LLC header. */
export function ethernet(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 14) return fault(packet, 'Ethernet header cut')
  return etherType(view, at + 12, packet)
}

/** The two bytes at `at`, which the caller knows to be there: an EtherType or a length with LLC behind it. */
export function etherType(view: DataView, at: number, packet: Layers): number {
  const type = view.getUint16(at)
  packet.next = type >= 0x600 ? type : snapType(view, at + 2, packet.end)
  return type >= 0x600 ? at + 2 : at + 10
}

/** The EtherType in LLC and SNAP (RFC 1042: AA AA 03, an organisation of 0, the type); -1 for all other LLC (spanning tree …). */
export function snapType(view: DataView, at: number, end: number): number {
  const snap = end - at >= 8 && view.getUint32(at) === 0xaaaa0300 && view.getUint16(at + 4) === 0
  return snap ? view.getUint16(at + 6) : -1
}

/** Cisco FabricPath: an outer Ethernet header whose EtherType (0x8903) has a 16-bit tag behind it, then the whole frame. */
export function fabricPath(view: DataView, at: number, packet: Layers): number {
  return ethernet(view, at + 2, packet)
}
