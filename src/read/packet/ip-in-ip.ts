import { ip4 } from './ip4.ts'
import { ip6 } from './ip6.ts'
import type { Layers } from './layer.ts'
import { otherIp } from './other-ip.ts'
import { carries } from './tunnel.ts'

/** IPv4 in IP (protocol 4, RFC 2003). */
export function ip4InIp(view: DataView, at: number, packet: Layers): number {
  if (at < packet.end) carries(packet, 'ipip', -1, ip4, at)
  return otherIp(view, at, packet)
}

/** IPv6 in IP (protocol 41, RFC 4213). */
export function ip6InIp(view: DataView, at: number, packet: Layers): number {
  if (at < packet.end) carries(packet, '6in4', -1, ip6, at)
  return otherIp(view, at, packet)
}
