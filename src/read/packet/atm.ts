import { ethernet, llc } from './ethernet.ts'
import { snap } from './frame-relay.ts'
import { fault, type Layers } from './layer.ts'
import { rawIp } from './raw-ip.ts'

/** Multiprotocol over ATM (100, RFC 2684): LLC, behind whose SNAP header routed or bridged packets lie. */
export function atmLlc(view: DataView, at: number, packet: Layers): number {
  const isBridge =
    packet.end - at >= 8 && view.getUint32(at) === 0xaaaa0300 && view.getUint16(at + 4) === 0x80c2
  return isBridge ? snap(view, at + 3, packet, 2) : llc(view, at, packet)
}

/** Classical IP over ATM on Linux (106): LLC where it is there, else IP at once. */
export function atmIp(view: DataView, at: number, packet: Layers): number {
  const hasLlc = packet.end - at >= 3 && view.getUint16(at) === 0xaaaa && view.getUint8(at + 2) === 3
  return hasLlc ? atmLlc(view, at, packet) : rawIp(view, at, packet)
}

/** SunATM (123): traffic type in the lower half of the first byte, path and channel; then LLC (2), or LAN emulation (1) of Ethernet. */
export function sunAtm(view: DataView, at: number, packet: Layers): number {
  packet.next = -1
  if (packet.end - at < 4) return fault(packet, 'SunATM header cut')
  const traffic = view.getUint8(at) & 15
  if (traffic === 1) return ethernet(view, at + 6, packet)
  return traffic === 2 ? atmLlc(view, at + 4, packet) : packet.end
}
