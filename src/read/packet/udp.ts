import { cutTransport, type Layers } from './layer.ts'
import { udpTunnel } from './udp-tunnels.ts'

/** UDP (RFC 768). A length of 0 (a jumbogram) or beyond the IP packet means: to the end of the IP packet. */
export function udp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 8) return cutTransport(view, at, packet, 'UDP header cut')
  const length = view.getUint16(at + 4)
  const wireEnd = length < 8 ? packet.wireEnd : Math.min(packet.wireEnd, at + length)
  packet.srcPort = view.getUint16(at)
  packet.dstPort = view.getUint16(at + 2)
  packet.payload = at + 8
  packet.payloadEnd = Math.min(packet.end, wireEnd)
  packet.payloadLength = wireEnd - at - 8
  packet.complete = true
  packet.next = -1
  udpTunnel(view, packet)
  return packet.payload
}
