import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** EtherTypes by which a frame in a pseudowire is known: IP, VLAN tags, ARP, MPLS, PPPoE. */
const known = new Set([ip4Type, ip6Type, 0x0806, 0x8100, 0x88a8, 0x9100, 0x8847, 0x8848, 0x8863, 0x8864])

/**
 * An MPLS label stack (RFC 3032) to its bottom. Nothing says what it carries: IPv4 or IPv6, by the first bits, or a
 * pseudowire's Ethernet frame, behind a control word (RFC 4385, four bytes that begin with 0) or at once.
 */
export function mpls(view: DataView, at: number, packet: Layers): number {
  let next = at
  for (let bottom = false; !bottom; next += 4) {
    if (packet.end - next < 4) return fault(packet, 'MPLS label cut')
    bottom = (view.getUint8(next + 2) & 1) === 1
  }
  if (packet.end - next < 1) return fault(packet, 'MPLS payload cut')
  packet.next = -1
  const version = view.getUint8(next) >> 4
  if (version === 0 && isFrame(view, next + 4, packet.end)) return ethernet(view, next + 4, packet)
  if (isFrame(view, next, packet.end) && !isIp4(view, next, packet.end)) return ethernet(view, next, packet)
  if (version === 4 || version === 6) packet.next = version === 4 ? ip4Type : ip6Type
  // A frame of another kind, or one that was cut.
  return version === 0 ? ethernet(view, next + 4, packet) : next
}

const isFrame = (view: DataView, at: number, end: number): boolean =>
  end - at >= 15 && known.has(view.getUint16(at + 12))

/** Whether bytes 12 and 13, which an address may make look like an EtherType, are behind a header that fits. */
const isIp4 = (view: DataView, at: number, end: number): boolean =>
  view.getUint8(at) >> 4 === 4 && view.getUint16(at + 2) <= end - at && view.getUint16(at + 2) >= 20
