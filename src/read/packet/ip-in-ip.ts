import { ethernet } from './ethernet.ts'
import { ip4 } from './ip4.ts'
import { ip6 } from './ip6.ts'
import type { Layers } from './layer.ts'
import { mpls } from './mpls.ts'
import { otherIp } from './other-ip.ts'
import { carries } from './tunnel.ts'

/** IPv4 in IP (protocol 4, RFC 2003, RFC 2473). */
export function ip4InIp(view: DataView, at: number, packet: Layers): number {
  if (at < packet.end) carries(packet, packet.version === 4 ? 'ipip' : '4in6', -1, ip4, at)
  return otherIp(view, at, packet)
}

/** IPv6 in IP (protocol 41, RFC 4213, RFC 2473). */
export function ip6InIp(view: DataView, at: number, packet: Layers): number {
  if (at < packet.end) carries(packet, packet.version === 4 ? '6in4' : '6in6', -1, ip6, at)
  return otherIp(view, at, packet)
}

/** Ethernet in IP (97, RFC 3378): version 3 in the first of two bytes. */
export function etherIp(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at > 2 && view.getUint8(at) >> 4 === 3) carries(packet, 'etherip', -1, ethernet, at + 2)
  return otherIp(view, at, packet)
}

/** MPLS in IP (137, RFC 4023). */
export function mplsInIp(view: DataView, at: number, packet: Layers): number {
  if (at < packet.end) carries(packet, 'mpls', -1, mpls, at)
  return otherIp(view, at, packet)
}
