import { fault, type Layers } from './layer.ts'

/** An authentication header (RFC 4302) behind IPv4: next protocol, length in words less two. What it vouches for is in clear. */
export function authentication(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 12) return fault(packet, 'authentication header cut')
  packet.protocol = packet.next = view.getUint8(at)
  const next = at + (view.getUint8(at + 1) + 2) * 4
  return next > packet.end ? fault(packet, 'authentication header cut') : next
}
