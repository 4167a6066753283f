import { fault, type Layers } from './layer.ts'

/** TCP (RFC 9293): ports, sequence numbers, flags, window; options are skipped. */
export function tcp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 20) return cut(view, at, packet)
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

/** What an ICMP error quotes is often no more than the ports. */
function cut(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at >= 4) {
    packet.srcPort = view.getUint16(at)
    packet.dstPort = view.getUint16(at + 2)
  }
  return fault(packet, 'TCP header cut')
}
