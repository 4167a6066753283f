import { fault, type Layers } from './layer.ts'
import { wlan, wlanFrame } from './wlan.ts'

/** Radiotap's presence bits that matter here, and the flags in the second field. */
const hasTime = 1
const hasFlags = 2
const endsWithChecksum = 0x10
const padded = 0x20
const badChecksum = 0x40

/** Radiotap (127): version 0, length, words of presence bits, fields aligned to their size; then an 802.11 frame. */
export function radiotap(view: DataView, at: number, packet: Layers): number {
  const length = packet.end - at < 8 ? 0 : view.getUint16(at + 2, true)
  if (length < 8 || packet.end - at < length) return fault(packet, 'radiotap header cut')
  const flags = radiotapFlags(view, at, length)
  if ((flags & badChecksum) !== 0) return fault(packet, '802.11 frame with a bad checksum')
  if ((flags & endsWithChecksum) !== 0) {
    packet.wireEnd = Math.max(at + length, packet.wireEnd - 4)
    packet.end = Math.min(packet.end, packet.wireEnd)
  }
  return wlanFrame(view, at + length, packet, (flags & padded) !== 0)
}

function radiotapFlags(view: DataView, at: number, length: number): number {
  const present = view.getUint32(at + 4, true)
  let field = 8
  for (let word = present; word >>> 31 === 1 && field + 4 <= length; field += 4)
    word = view.getUint32(at + field, true)
  if ((present & hasTime) !== 0) field = ((field + 7) & ~7) + 8
  return (present & hasFlags) !== 0 && field < length ? view.getUint8(at + field) : 0
}

/** AVS (163): a magic number, the header's length, in network order; then an 802.11 frame. */
export function avs(view: DataView, at: number, packet: Layers): number {
  return afterLength(view, at, packet, false)
}

/** Prism (119): a message code and the header's length in the host's order; an AVS header may stand in its place. */
export function prism(view: DataView, at: number, packet: Layers): number {
  const little = packet.end - at >= 8 && view.getUint32(at + 4) > 0xffff
  return afterLength(view, at, packet, little)
}

function afterLength(view: DataView, at: number, packet: Layers, little: boolean): number {
  const length = packet.end - at < 8 ? 0 : view.getUint32(at + 4, little)
  if (length < 8 || packet.end - at < length) return fault(packet, 'Prism or AVS header cut')
  return wlan(view, at + length, packet)
}
