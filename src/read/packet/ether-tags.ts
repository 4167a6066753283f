import { untag } from './after.ts'
import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet, etherType } from './ethernet.ts'
import { fault, type Layer, type Layers } from './layer.ts'

const encrypted = 0x08
const changed = 0x04
const hasChannel = 0x20

/** MACsec (802.1AE): 6 bytes of tag, 8 more with a channel identifier; what is not encrypted goes on with an EtherType. */
function macsec(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 8) return fault(packet, 'MACsec tag cut')
  const bits = view.getUint8(at)
  const next = at + ((bits & hasChannel) !== 0 ? 14 : 6)
  packet.next = -1
  packet.sealed = (bits & (encrypted | changed)) !== 0
  if (packet.sealed) return packet.end
  return packet.end - next < 2 ? fault(packet, 'MACsec tag cut') : etherType(view, next, packet)
}

/** Cisco's metadata (security group tags): version, how many options of 4 bytes, an EtherType. */
function ciscoMetadata(view: DataView, at: number, packet: Layers): number {
  const next = packet.end - at < 2 ? packet.end : at + 2 + view.getUint8(at + 1) * 4
  return packet.end - next < 2 ? fault(packet, 'Cisco metadata cut') : etherType(view, next, packet)
}

/** TRILL (RFC 6325): 6 bytes and options, then the whole frame. */
function trill(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 6) return fault(packet, 'TRILL header cut')
  return ethernet(view, at + 6 + ((view.getUint16(at) >> 6) & 0x1f) * 4, packet)
}

/** Network service header (RFC 8300): its length in words, what comes next. */
export function nsh(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 8) return fault(packet, 'NSH cut')
  const length = (view.getUint16(at) & 0x3f) * 4
  const inside = view.getUint8(at + 3)
  if (length < 8) return fault(packet, 'NSH cut')
  if (inside === 3) return ethernet(view, at + length, packet)
  packet.next = [-1, ip4Type, ip6Type, -1, -1, 0x8847][inside] ?? -1
  return at + length
}

/** Broadcom's and Marvell's switch tags, which stand between a frame's addresses and its EtherType. */
const tagged =
  (bytes: number, name: string): Layer =>
  (view, at, packet) =>
    untag(bytes, name)(view, at + 12, packet)
export const broadcomTag = tagged(4, 'Broadcom switch tag')
export const dsaTag = tagged(4, 'DSA tag')
export const edsaTag = tagged(8, 'DSA tag')

/** Tags by the EtherType that announces them. */
export const etherTags: Readonly<Record<number, Layer>> = {
  0x22f3: trill,
  0x8874: untag(4, 'Broadcom switch tag'),
  0x88e5: macsec,
  // Provider backbone bridges (802.1ah): the service's identifier, then the customer's frame.
  0x88e7: (view, at, packet) => ethernet(view, at + 4, packet),
  0x8909: ciscoMetadata,
  0x8926: untag(4, 'VN tag'),
  0x892f: untag(4, 'HSR tag'),
  0x894f: nsh,
  0xdada: untag(6, 'DSA tag'),
  0xf1c1: untag(4, 'redundancy tag'),
}
