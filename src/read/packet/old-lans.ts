import { ip4Type, ip6Type } from './ether-types.ts'
import { llc } from './ethernet.ts'
import { fault, type Layers } from './layer.ts'

/** Token ring (6): access and frame control, two addresses, a source route where the source's first bit is set; LLC. */
export function tokenRing(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 15) return fault(packet, 'token ring header cut')
  const routed = (view.getUint8(at + 8) & 0x80) !== 0
  const route = routed ? view.getUint8(at + 14) & 0x1f : 0
  packet.next = -1
  // Frame types other than 01 are the ring's own.
  return view.getUint8(at + 1) >> 6 === 1 ? llc(view, at + 14 + route, packet) : packet.end
}

/** ARCNET's protocols: RFC 1201 (with a flag and a sequence number) and the older RFC 1051 (without). */
const arcnetTypes: Readonly<Record<number, number>> = { 212: ip4Type, 196: ip6Type }
const arcnetOldIp = 240
const exception = 0xff

/** ARCNET as BSD (7, type in the third byte) and as Linux writes it (129, in the fifth). A packet in several frames is not read. */
function arcnet(view: DataView, at: number, packet: Layers): number {
  packet.next = -1
  if (packet.end - at < 5) return fault(packet, 'ARCNET header cut')
  const type = view.getUint8(at)
  if (type === arcnetOldIp) packet.next = ip4Type
  if (type === arcnetOldIp || arcnetTypes[type] === undefined) return at + 1
  const flag = view.getUint8(at + 1)
  if (flag !== 0 && flag !== exception) return fault(packet, 'ARCNET fragments are not read')
  packet.next = arcnetTypes[type]
  return at + (flag === exception ? 8 : 4)
}

export const arcnetBsd = (view: DataView, at: number, packet: Layers): number => arcnet(view, at + 2, packet)
export const arcnetLinux = (view: DataView, at: number, packet: Layers): number =>
  arcnet(view, at + 4, packet)
