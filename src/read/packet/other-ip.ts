import type { Layers } from './layer.ts'

const sctp = 132

/** Any other IP protocol: a flow of its addresses. SCTP (RFC 9260) has ports where TCP has them. */
export function otherIp(view: DataView, at: number, packet: Layers): number {
  const hasPorts = packet.protocol === sctp && packet.end - at >= 4
  packet.srcPort = hasPorts ? view.getUint16(at) : 0
  packet.dstPort = hasPorts ? view.getUint16(at + 2) : 0
  packet.payload = packet.payloadEnd = packet.end
  packet.payloadLength = 0
  packet.complete = true
  packet.next = -1
  return packet.end
}
