import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet } from './ethernet.ts'
import { fault, type Layer, type Layers } from './layer.ts'

/** Compressed (or, by MPPE, encrypted) datagrams. */
const compressed = 0xfd
const encrypted = 0x53
const protocols: Record<number, number> = { 0x21: ip4Type, 0x57: ip6Type, 0x281: 0x8847, 0x283: 0x8848 }

/** PPP (RFC 1661), with or without the address and control bytes of HDLC framing; a protocol below 256 may take one byte. */
export function ppp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'PPP header cut')
  let next = view.getUint16(at) === 0xff03 ? at + 2 : at
  const first = view.getUint8(next)
  const protocol = (first & 1) === 1 ? first : view.getUint16(next)
  next += (first & 1) === 1 ? 1 : 2
  packet.next = protocols[protocol] ?? -1
  packet.sealed = protocol === compressed || protocol === encrypted
  return (special[protocol] ?? stay)(view, next, packet)
}

const stay: Layer = (_, at) => at

/** Bridging control (RFC 3518): flags, the kind of frame, of which 1 is Ethernet. */
const bridged: Layer = (view, at, packet) => {
  if (packet.end - at < 2) return fault(packet, 'PPP header cut')
  return view.getUint8(at + 1) === 1 ? ethernet(view, at + 2, packet) : at
}

/** Multilink (RFC 1990): only a fragment that is a whole packet, beginning and end, is read. */
const multilink: Layer = (view, at, packet) => {
  if (packet.end - at < 8) return fault(packet, 'PPP header cut')
  return view.getUint8(at) >> 6 === 3
    ? ppp(view, at + 4, packet)
    : fault(packet, 'PPP fragments are not read')
}

const special: Readonly<Record<number, Layer>> = { 0x31: bridged, 0x3d: multilink }

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
