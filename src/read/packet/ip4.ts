import { fault, type Layers } from './layer.ts'

/** IPv4 (RFC 791). A total length of 0 is segmentation offload: the packet reaches to the end of the frame. */
export function ip4(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 20) return fault(packet, 'IPv4 header cut')
  const first = view.getUint8(at)
  const header = (first & 15) * 4
  if (first >> 4 !== 4) return fault(packet, 'not IPv4')
  const total = view.getUint16(at + 2) || packet.wireEnd - at
  if (header < 20 || header > total) return fault(packet, 'impossible IPv4 length')
  packet.version = 4
  packet.ipLength = total
  packet.wireEnd = at + total
  if (packet.wireEnd < packet.end) packet.end = packet.wireEnd
  if (at + header > packet.end) return fault(packet, 'IPv4 header cut')
  packet.src = view.getInt32(at + 12)
  packet.dst = view.getInt32(at + 16)
  packet.protocol = packet.next = view.getUint8(at + 9)
  const fragment = view.getUint16(at + 6)
  if ((fragment & 0x3fff) === 0) return at + header
  const more = (fragment & 0x2000) !== 0
  return packet.fragments.add(
    packet,
    at + header,
    (fragment & 0x1fff) * 8,
    more,
    view.getUint16(at + 4),
    header,
  )
}
