import { ciscoHdlc, ppp } from './ppp.ts'
import { ethernet } from './ethernet.ts'
import { frameRelay } from './frame-relay.ts'
import { fault, type Layer, type Layers } from './layer.ts'
import { rawIp } from './raw-ip.ts'

/** Netfilter's log (239): family, version, resource; then attributes in the host's byte order, of which 9 is the packet. */
export function nflog(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 8) return fault(packet, 'NFLOG header cut')
  const little = view.getUint8(at + 7) === 0
  for (let next = at + 4; packet.end - next >= 4;) {
    const length = view.getUint16(next, little)
    if (length < 4) break
    if ((view.getUint16(next + 2, little) & 0x7fff) === nflogPayload) {
      packet.wireEnd = Math.min(packet.wireEnd, next + length)
      packet.end = Math.min(packet.end, packet.wireEnd)
      return rawIp(view, next + 4, packet)
    }
    next += (length + 3) & ~3
  }
  return fault(packet, 'NFLOG without a packet, or cut')
}
const nflogPayload = 9

/** OpenBSD's packet filter log (117): a header whose first byte is its length, padded to four; then IP. */
export function pflog(view: DataView, at: number, packet: Layers): number {
  const length = packet.end - at < 4 ? 0 : (view.getUint8(at) + 3) & ~3
  if (length < 4 || packet.end - at < length) return fault(packet, 'PFLOG header cut')
  return rawIp(view, at + length, packet)
}

const erfTypes: Readonly<Record<number, Layer>> = {
  1: ciscoHdlc,
  2: afterErfPad,
  10: ciscoHdlc,
  11: afterErfPad,
  16: afterErfPad,
  20: afterErfPad,
  22: rawIp,
  23: rawIp,
}

/** Endace ERF (197): 16 bytes with the record's type at 8, extension headers of 8 bytes while the first bit of the last says so. */
export function erf(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 16) return fault(packet, 'ERF header cut')
  const type = view.getUint8(at + 8)
  let next = at + 16
  for (let more = type; (more & 0x80) !== 0; next += 8) {
    if (packet.end - next < 8) return fault(packet, 'ERF header cut')
    more = view.getUint8(next)
  }
  packet.next = -1
  return erfTypes[type & 0x7f]?.(view, next, packet) ?? packet.end
}

/** Two bytes of offset and padding, then Ethernet. */
function afterErfPad(view: DataView, at: number, packet: Layers): number {
  return ethernet(view, at + 2, packet)
}

const juniperMagic = 0x4d4743
const juniperExtended = 0x80
const juniperNoLink = 0x02

/** Juniper's header: magic, flags, extensions by their length; then the link layer, or 4 bytes of family and IP. */
const juniper =
  (link: Layer): Layer =>
  (view, at, packet) => {
    if (packet.end - at < 6) return fault(packet, 'Juniper header cut')
    if (view.getUint32(at) >>> 8 !== juniperMagic) return link(view, at, packet)
    const flags = view.getUint8(at + 3)
    const next = at + ((flags & juniperExtended) !== 0 ? 6 + view.getUint16(at + 4) : 4)
    return (flags & juniperNoLink) !== 0 ? rawIp(view, next + 4, packet) : link(view, next, packet)
  }

export const juniperEthernet = juniper(ethernet)
export const juniperPpp = juniper(ppp)
export const juniperFrameRelay = juniper(frameRelay)
export const juniperHdlc = juniper(ciscoHdlc)
