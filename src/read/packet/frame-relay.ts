import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet, etherType } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

const unnumbered = 0x03
/** Network layer protocol identifiers (RFC 2427). */
const nlpidSnap = 0x80
const nlpids: Readonly<Record<number, number>> = { 0xcc: ip4Type, 0x8e: ip6Type }

/** Frame relay (107): an address of 2 to 4 bytes whose last has its lowest bit set, then RFC 2427, or Cisco's plain EtherType. */
export function frameRelay(view: DataView, at: number, packet: Layers): number {
  let next = at
  do if (packet.end - next < 1 || next - at === 4) return fault(packet, 'frame relay header cut')
  while ((view.getUint8(next++) & 1) === 0)
  packet.next = -1
  if (packet.end - next < 3) return fault(packet, 'frame relay header cut')
  return view.getUint8(next) === unnumbered
    ? networkProtocol(view, next + 1, packet)
    : etherType(view, next, packet)
}

/** The NLPID at `at`, which a zero may precede. */
function networkProtocol(view: DataView, at: number, packet: Layers): number {
  if (view.getUint8(at) === 0) at++
  const nlpid = view.getUint8(at)
  packet.next = nlpids[nlpid] ?? -1
  return nlpid === nlpidSnap ? snap(view, at + 1, packet) : at + 1
}

/** SNAP: an organisation and its protocol; 0 has EtherTypes, the IEEE's 00-80-C2 has bridged frames (RFC 2427, RFC 2684). */
export function snap(view: DataView, at: number, packet: Layers, pad = 0): number {
  if (packet.end - at < 5) return fault(packet, 'SNAP header cut')
  const organisation = (view.getUint8(at) << 16) | view.getUint16(at + 1)
  const protocol = view.getUint16(at + 3)
  packet.next = organisation === 0 ? protocol : -1
  const bridged = organisation === 0x0080c2 && (protocol === 1 || protocol === 7)
  return bridged ? ethernet(view, at + 5 + pad, packet) : at + 5
}

/** Multilink frame relay (182, FRF.16): fragment bits and a sequence number before the frame. A middle fragment is not read. */
export function multilinkFrameRelay(view: DataView, at: number, packet: Layers): number {
  packet.next = -1
  if (packet.end - at < 2) return fault(packet, 'frame relay header cut')
  const bits = view.getUint8(at) >> 5
  // Beginning and end, no control message.
  return bits === 6 ? frameRelay(view, at + 2, packet) : packet.end
}
