import { icmpCounterpart } from '../../flow/community-id.ts'
import { fault, type Layers } from './layer.ts'

/**
 * ICMP (RFC 792) and ICMPv6 (RFC 4443). As in Zeek the ports are the type and the type that answers it, so that a request
 * and its replies are one flow; where none answers, type and code, and each direction is a flow of its own.
 */
export function icmp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'ICMP header cut')
  const type = view.getUint8(at)
  const counterpart = icmpCounterpart(packet.protocol, type)
  packet.oneWay = counterpart < 0
  packet.srcPort = type
  packet.dstPort = counterpart < 0 ? view.getUint8(at + 1) : counterpart
  packet.payload = Math.min(at + 8, packet.end)
  packet.payloadEnd = packet.end
  packet.payloadLength = 0
  packet.complete = true
  packet.next = -1
  return packet.end
}
