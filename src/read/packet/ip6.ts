import { fault, type Layers } from './layer.ts'

const hopByHop = 0
const routing = 43
const fragmentHeader = 44
const authentication = 51
const destination = 60
const mobility = 135
const maxExtensions = 32

/** IPv6 (RFC 8200) and its extension headers. A payload length of 0 is a jumbogram or segmentation offload: up to the end of the frame. */
export function ip6(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 40) return fault(packet, 'IPv6 header cut')
  if (view.getUint8(at) >> 4 !== 6) return fault(packet, 'not IPv6')
  packet.version = 6
  packet.ipLength = 40 + view.getUint16(at + 4)
  if (packet.ipLength === 40 && view.getUint8(at + 6) !== 59) packet.ipLength = packet.wireEnd - at
  packet.wireEnd = at + packet.ipLength
  if (packet.wireEnd < packet.end) packet.end = packet.wireEnd
  packet.src = packet.ip6.id(view, at + 8)
  packet.dst = packet.ip6.id(view, at + 24)
  packet.protocol = packet.next = view.getUint8(at + 6)
  return extensions(view, at + 40, packet, at)
}

function extensions(view: DataView, at: number, packet: Layers, start: number): number {
  for (let count = 0; isExtension(packet.next); count++) {
    if (count === maxExtensions) return fault(packet, 'too many IPv6 extension headers')
    if (packet.end - at < 8) return fault(packet, 'IPv6 extension header cut')
    const kind = packet.next
    packet.protocol = packet.next = view.getUint8(at)
    if (kind === fragmentHeader) {
      const fragment = view.getUint16(at + 2)
      at += 8
      if ((fragment & 0xfff9) === 0) continue
      const id = view.getUint32(at - 4)
      at = packet.fragments.add(packet, at, fragment & 0xfff8, (fragment & 1) === 1, id, at - 8 - start)
      view = packet.view
    } else at += kind === authentication ? (view.getUint8(at + 1) + 2) * 4 : (view.getUint8(at + 1) + 1) * 8
  }
  if (at > packet.end) return fault(packet, 'IPv6 extension header cut')
  return at
}

const isExtension = (next: number): boolean =>
  next === hopByHop ||
  next === destination ||
  next === routing ||
  next === fragmentHeader ||
  next === authentication ||
  next === mobility
