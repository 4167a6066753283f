import { fault, type Layers } from './layer.ts'

/** ARP hardware types whose "protocol" field is not an EtherType for us: netlink, GRE, radiotap, IEEE 802.11, … carry no plain IP. */
const withoutEtherType = new Set([801, 802, 803, 824])
const gre = 778

/** LINUX_SLL (113): packet type, hardware type, address length, 8 bytes of address, protocol. */
export function linuxCooked(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 16) return fault(packet, 'Linux cooked header cut')
  return cooked(packet, view.getUint16(at + 2), view.getUint16(at + 14), at + 16)
}

/** LINUX_SLL2 (276): protocol first, then reserved, interface index, hardware type, packet type, address. */
export function linuxCooked2(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 20) return fault(packet, 'Linux cooked header cut')
  return cooked(packet, view.getUint16(at + 8), view.getUint16(at), at + 20)
}

function cooked(packet: Layers, hardware: number, protocol: number, next: number): number {
  const usable = protocol >= 0x600 && hardware !== gre && !withoutEtherType.has(hardware)
  packet.next = usable ? protocol : -1
  return next
}
