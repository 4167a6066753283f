import { ip4Type, ip6Type } from './ether-types.ts'
import { fault, type Layers } from './layer.ts'

const protocols: Record<number, number> = { 0x21: ip4Type, 0x57: ip6Type, 0x281: 0x8847, 0x283: 0x8848 }

/** PPP (RFC 1661), with or without the address and control bytes of HDLC framing; a protocol below 256 may take one byte. */
export function ppp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'PPP header cut')
  let next = view.getUint16(at) === 0xff03 ? at + 2 : at
  const first = view.getUint8(next)
  const protocol = (first & 1) === 1 ? first : view.getUint16(next)
  next += (first & 1) === 1 ? 1 : 2
  packet.next = protocols[protocol] ?? -1
  return next
}

/** PPPoE session (RFC 2516): version and type, code 0, session, length, then PPP. */
export function pppoe(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 8) return fault(packet, 'PPPoE header cut')
  const length = view.getUint16(at + 4)
  packet.end = Math.min(packet.end, at + 6 + length)
  packet.wireEnd = Math.min(packet.wireEnd, at + 6 + length)
  return ppp(view, at + 6, packet)
}

/** Cisco HDLC (104): address, control, an EtherType. */
export function ciscoHdlc(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'HDLC header cut')
  packet.next = view.getUint16(at + 2)
  return at + 4
}
