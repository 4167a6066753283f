import { cutTransport, fault, type Layers } from './layer.ts'

/** TCP (RFC 9293): ports, sequence numbers, flags, window; options are skipped. */
export function tcp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 20) return cutTcp(view, at, packet)
  const header = (view.getUint8(at + 12) >> 4) * 4
  if (header < 20 || at + header > packet.wireEnd) return fault(packet, 'impossible TCP header length')
  packet.srcPort = view.getUint16(at)
  packet.dstPort = view.getUint16(at + 2)
  packet.seq = view.getInt32(at + 4)
  packet.ack = view.getInt32(at + 8)
  packet.flags = view.getUint8(at + 13)
  packet.window = view.getUint16(at + 14)
  packet.payload = Math.min(at + header, packet.end)
  packet.payloadEnd = packet.end
  packet.payloadLength = packet.wireEnd - at - header
  packet.complete = true
  packet.next = -1
  return packet.payload
}

function cutTcp(view: DataView, at: number, packet: Layers): number {
  packet.flags = packet.end - at >= 14 ? view.getUint8(at + 13) : 0
  return cutTransport(view, at, packet, 'TCP header cut')
}
