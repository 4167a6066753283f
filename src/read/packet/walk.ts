import { planInside } from '../../flow/packet.ts'
import { authentication } from './authentication.ts'
import { etherTags } from './ether-tags.ts'
import { fabricPath } from './ethernet.ts'
import { ip4Type, ip6Type } from './ether-types.ts'
import { gre } from './gre.ts'
import { icmp } from './icmp.ts'
import { etherIp, ip4InIp, ip6InIp, mplsInIp } from './ip-in-ip.ts'
import { ip4 } from './ip4.ts'
import { ip6 } from './ip6.ts'
import type { Layer, Layers } from './layer.ts'
import { mpls } from './mpls.ts'
import { otherIp } from './other-ip.ts'
import { pppoe } from './ppp.ts'
import { tcp } from './tcp.ts'
import { udp } from './udp.ts'
import { vlan } from './vlan.ts'

/** Every other layer by what announces it: an IP protocol number or an EtherType, which never meet. */
const byNumber: (Layer | undefined)[] = new Array<Layer | undefined>(0x10000).fill(undefined)
byNumber.fill(otherIp, 0, 256)
byNumber[1] = byNumber[58] = icmp
byNumber[6] = tcp
byNumber[17] = udp
byNumber[4] = ip4InIp
byNumber[41] = ip6InIp
byNumber[47] = gre
byNumber[51] = authentication
byNumber[97] = etherIp
byNumber[137] = mplsInIp
byNumber[ip4Type] = ip4
byNumber[ip6Type] = ip6
byNumber[0x8100] = byNumber[0x88a8] = byNumber[0x9100] = byNumber[0x9200] = vlan
byNumber[0x8847] = byNumber[0x8848] = mpls
byNumber[0x8864] = pppoe
byNumber[0x8903] = fabricPath
for (const [type, layer] of Object.entries(etherTags)) byNumber[+type] = layer

/** More layers than this around one packet are an attack. */
const maxLayers = 64

/** Tunnels inside tunnels beyond this are an attack. */
const maxTunnels = 8

/** No frame is longer than this on the wire, whatever a record says (libpcap's own limit). */
const maxWire = 1 << 18

/**
 * Begins a frame, from `at` to `end` of `view` and of `wire` bytes before it was cut, and walks its first packet.
 * `walkNext` goes on.
 */
export function walkFrame(
  layer: Layer,
  view: DataView,
  at: number,
  end: number,
  wire: number,
  packet: Layers,
): void {
  packet.view = view
  packet.end = end
  packet.wireEnd = at + Math.min(Math.max(wire, end - at), maxWire)
  packet.vlan = 0
  packet.plan = 0
  if (packet.tunnels.length > 0) packet.tunnels.length = packet.tunnelKeys.length = 0
  walk(layer, at, packet)
}

/** Goes on with the packet that the one at hand carries, else with what is left of its frame. False where nothing is. */
export function walkNext(packet: Layers): boolean {
  if (packet.inside !== undefined) walkInside(packet.inside, packet)
  else if (packet.rests.length > 0) walkRest(packet)
  else return false
  return true
}

function walkInside(inside: Layer, packet: Layers): void {
  const { insideAt, insideKey } = packet
  packet.tunnels.push(packet.insideName)
  packet.tunnelKeys.push(insideKey)
  if (insideKey >= 0) packet.plan = planInside(packet.plan, insideKey)
  walk(inside, insideAt, packet)
  if (packet.inside === undefined || packet.tunnels.length < maxTunnels) return
  packet.inside = undefined
  packet.fault = 'too many tunnels inside each other'
}

/** Of a frame that carries several packets. */
function walkRest(packet: Layers): void {
  const { layer, at, view, end, wireEnd, plan, vlan, depth } = packet.rests.pop()!
  Object.assign(packet, { view, end, wireEnd, plan, vlan })
  packet.tunnels.length = packet.tunnelKeys.length = depth
  walk(layer, at, packet)
}

/**
 * Walks a packet's layers from its first one to its ports. `packet` has `view`, `end` and `wireEnd`. Where it carries
 * another packet `inside` is set, and `walkNext` goes on there once this one was counted.
 */
export function walk(first: Layer, at: number, packet: Layers): void {
  packet.next = -1
  packet.datagram = 0
  packet.complete = packet.oneWay = packet.waiting = packet.ports = false
  packet.inside = undefined
  packet.fault = ''
  at = first(packet.view, at, packet)
  for (let count = 0; packet.next >= 0; count++) {
    const layer = byNumber[packet.next]
    if (layer === undefined) return
    if (count === maxLayers) {
      packet.fault = 'too many layers'
      return
    }
    at = layer(packet.view, at, packet)
  }
}
