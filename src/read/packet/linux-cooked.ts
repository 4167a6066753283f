import { ethernet, llc } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** ARP hardware types behind which something else than the protocol's packet lies: 802.11 and its headers, netlink. */
const withoutEtherType = new Set([801, 802, 803, 824])
const llcProtocol = 4
const bridged = 0x6558

/** LINUX_SLL (113): packet type, hardware type, address length, 8 bytes of address, protocol. */
export function linuxCooked(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 16) return fault(packet, 'Linux cooked header cut')
  return cooked(view, packet, view.getUint16(at + 2), view.getUint16(at + 14), at + 16)
}

/** LINUX_SLL2 (276): protocol first, then reserved, interface index, hardware type, packet type, address. */
export function linuxCooked2(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 20) return fault(packet, 'Linux cooked header cut')
  return cooked(view, packet, view.getUint16(at + 8), view.getUint16(at), at + 20)
}

/** Of a GRE tunnel's device the protocol is GRE's, which is an EtherType too. */
function cooked(view: DataView, packet: Layers, hardware: number, protocol: number, next: number): number {
  packet.next = -1
  if (withoutEtherType.has(hardware)) return next
  if (protocol === llcProtocol) return llc(view, next, packet)
  if (protocol === bridged) return ethernet(view, next, packet)
  if (protocol >= 0x600) packet.next = protocol
  return next
}
