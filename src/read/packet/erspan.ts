import { ethernet } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/**
 * ERSPAN II and III (draft-foschiano-erspan-03): a header that begins with a version in 4 bits and the mirrored frame's VLAN in 12,
 * then the frame. Its VLAN is not that of the network which carries the copy. ERSPAN I has no header.
 */
export const erspan2 = (view: DataView, at: number, packet: Layers): number => mirrored(view, at, 8, packet)

/** 12 bytes, and 8 more where the last bit says so. */
export function erspan3(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 12) return fault(packet, 'ERSPAN header cut')
  return mirrored(view, at, (view.getUint8(at + 11) & 1) === 1 ? 20 : 12, packet)
}

function mirrored(view: DataView, at: number, header: number, packet: Layers): number {
  if (packet.end - at < header) return fault(packet, 'ERSPAN header cut')
  packet.vlan = view.getUint16(at) & 0xfff
  return ethernet(view, at + header, packet)
}
