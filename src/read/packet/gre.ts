import { ip4Type, ip6Type } from './ether-types.ts'
import { nsh } from './ether-tags.ts'
import { erspan2, erspan3 } from './erspan.ts'
import { ethernet } from './ethernet.ts'
import { ip4 } from './ip4.ts'
import { ip6 } from './ip6.ts'
import { fault, type Layer, type Layers } from './layer.ts'
import { mpls } from './mpls.ts'
import { otherIp } from './other-ip.ts'
import { ppp } from './ppp.ts'
import { carries } from './tunnel.ts'
import { wlan } from './wlan.ts'

const checksumPresent = 0x8000
const routingPresent = 0x4000
const keyPresent = 0x2000
const sequencePresent = 0x1000
const acknowledgmentPresent = 0x0080

const bridged = 0x6558
/** Aruba's access points send frames as they were on the air; the lower byte is a priority. */
const aruba = 0x82
const mirror = 0x88be
const mirror3 = 0x22eb

/** What GRE carries, by its protocol type. */
const insides: Readonly<Record<number, Layer>> = {
  [ip4Type]: ip4,
  [ip6Type]: ip6,
  [bridged]: ethernet,
  0x8847: mpls,
  0x8848: mpls,
  0x880b: ppp,
  0x894f: nsh,
  [mirror]: ethernet,
  [mirror3]: erspan3,
}

/** GRE (RFC 2784, 2890), PPTP's variant (RFC 2637) and ERSPAN: mirrored frames. */
export function gre(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'GRE header cut')
  const flags = view.getUint16(at)
  const type = view.getUint16(at + 2)
  let inner = at + 4
  if ((flags & (checksumPresent | routingPresent)) !== 0) inner += 4
  if ((flags & keyPresent) !== 0) inner += 4
  if ((flags & sequencePresent) !== 0) inner += 4
  if ((flags & 7) === 1 && (flags & acknowledgmentPresent) !== 0) inner += 4
  const inside = insideOf(type, flags)
  if (inside !== undefined && (flags & routingPresent) === 0 && inner < packet.end)
    carries(packet, nameOf(type), -1, inside, inner)
  return otherIp(view, at, packet)
}

function insideOf(type: number, flags: number): Layer | undefined {
  if (type >> 8 === aruba || type >> 8 === aruba + 1) return wlan
  // ERSPAN I has no header, and shows it by having no sequence number.
  return type === mirror && (flags & sequencePresent) !== 0 ? erspan2 : insides[type]
}

const nameOf = (type: number): string => (type === mirror || type === mirror3 ? 'erspan' : 'gre')
