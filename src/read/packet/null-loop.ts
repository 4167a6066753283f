import { ip4Type, ip6Type } from './ether-types.ts'
import { fault, type Layers } from './layer.ts'

/** AF_INET is 2 everywhere; AF_INET6 is 10 (Linux), 24 (NetBSD, OpenBSD), 28 (FreeBSD), 30 (macOS), 23 (Windows). */
const families: Record<number, number> = {
  2: ip4Type,
  10: ip6Type,
  23: ip6Type,
  24: ip6Type,
  28: ip6Type,
  30: ip6Type,
}

/** BSD loopback, NULL (0) in the capturing host's byte order and LOOP (108) in network order: the address family, then IP. */
export function nullLoop(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'loopback header cut')
  const family = view.getUint32(at)
  packet.next = families[family] ?? families[view.getUint32(at, true)] ?? -1
  return at + 4
}
