import { fault, type Layers } from './layer.ts'

/** Ethernet II and IEEE 802.3: addresses, then an EtherType, or a length (below 0x600) and an LLC header. */
export function ethernet(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 14) return fault(packet, 'Ethernet header cut')
  return etherType(view, at + 12, packet)
}

/** The two bytes at `at`, which the caller knows to be there: an EtherType or a length with LLC and SNAP behind it. */
export function etherType(view: DataView, at: number, packet: Layers): number {
  const type = view.getUint16(at)
  packet.next = type
  if (type >= 0x600) return at + 2
  // SNAP (RFC 1042): AA AA 03, an organisation of 0, an EtherType. All other LLC (spanning tree …) carries no IP.
  const snap = packet.end - at >= 10 && view.getUint32(at + 2) === 0xaaaa0300 && view.getUint16(at + 6) === 0
  packet.next = snap ? view.getUint16(at + 8) : -1
  return at + 10
}
