import { llc } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** Bits of the first byte (version 0, data), which with two more say "without data" and "with a QoS field". */
const kindMask = 0x0f
const data = 0x08
const noData = 0x40
const qos = 0x80
/** Bits of the second byte. */
const bothWays = 0x03
const moreFragments = 0x04
const isProtected = 0x40
const htControl = 0x80

/** IEEE 802.11 (105): what data frames carry is LLC, or several frames in one (A-MSDU). All other frames carry no IP. */
export const wlan = (view: DataView, at: number, packet: Layers): number => wlanFrame(view, at, packet, false)

/** The same with the two bytes of the frame control, and those of the sequence control, swapped. */
export const wlanSwapped = (view: DataView, at: number, packet: Layers): number =>
  wlanFrame(view, at, packet, false, 1)

/** The same, where a driver may have `padded` the header to a multiple of four bytes. `first` is where its first byte is. */
export function wlanFrame(view: DataView, at: number, packet: Layers, padded: boolean, first = 0): number {
  packet.next = -1
  if (packet.end - at < 2) return fault(packet, '802.11 header cut')
  const kind = view.getUint8(at + first)
  const flags = view.getUint8(at + 1 - first)
  if ((kind & kindMask) !== data || (kind & noData) !== 0) return packet.end
  const qosAt = at + ((flags & bothWays) === bothWays ? 30 : 24)
  let next = qosAt
  if ((kind & qos) !== 0) next += (flags & htControl) !== 0 ? 6 : 2
  if (padded) next = at + ((next - at + 3) & ~3)
  if (packet.end < next) return fault(packet, '802.11 header cut')
  if ((flags & isProtected) !== 0 && !isSnap(view, next, packet.end)) {
    packet.sealed = true
    return packet.end
  }
  if ((flags & moreFragments) !== 0 || (view.getUint8(at + 22 + first) & 15) !== 0)
    return fault(packet, '802.11 fragments are not read')
  const aggregated = (kind & qos) !== 0 && (view.getUint8(qosAt) & 0x80) !== 0
  return aggregated ? aMsdu(view, next, packet) : llc(view, next, packet)
}

/** Drivers that decrypt leave the frame marked as protected. */
const isSnap = (view: DataView, at: number, end: number): boolean =>
  end - at >= 3 && view.getUint16(at) === 0xaaaa && view.getUint8(at + 2) === 3

/** An aggregate (802.11-2020 §9.3.2.2): addresses, a length, LLC, padded to four bytes; then the next. */
function aMsdu(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 14) return fault(packet, 'A-MSDU cut')
  const end = at + 14 + view.getUint16(at + 12)
  const next = at + ((end - at + 3) & ~3)
  const { end: last, wireEnd, plan, vlan, tunnels } = packet
  if (last - next >= 14)
    packet.rests.push({ layer: aMsdu, at: next, view, end: last, wireEnd, plan, vlan, depth: tunnels.length })
  if (end > wireEnd) return fault(packet, 'A-MSDU longer than its frame')
  packet.end = Math.min(last, end)
  packet.wireEnd = end
  return llc(view, at + 14, packet)
}
