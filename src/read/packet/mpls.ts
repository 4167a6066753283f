import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** An MPLS label stack (RFC 3032) to its bottom. What it carries shows in its first bits: IPv4, IPv6, or Ethernet behind a control word. */
export function mpls(view: DataView, at: number, packet: Layers): number {
  let next = at
  for (let bottom = false; !bottom; next += 4) {
    if (packet.end - next < 4) return fault(packet, 'MPLS label cut')
    bottom = (view.getUint8(next + 2) & 1) === 1
  }
  if (packet.end - next < 1) return fault(packet, 'MPLS payload cut')
  const version = view.getUint8(next) >> 4
  if (version === 4 || version === 6) {
    packet.next = version === 4 ? ip4Type : ip6Type
    return next
  }
  // A pseudowire's control word (RFC 4385) begins with 0; the Ethernet frame comes after it.
  if (version === 0) return ethernet(view, next + 4, packet)
  packet.next = -1
  return next
}
