import { ip4Type, ip6Type } from './ether-types.ts'
import { fault, type Layers } from './layer.ts'

/** No link header at all: the first four bits tell IPv4 from IPv6. */
export function rawIp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 1) return fault(packet, 'IP header cut')
  const version = view.getUint8(at) >> 4
  packet.next = version === 4 ? ip4Type : version === 6 ? ip6Type : -1
  if (packet.next < 0) return fault(packet, 'neither IPv4 nor IPv6')
  return at
}
