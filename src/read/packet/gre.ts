import { ip4Type, ip6Type } from './ether-types.ts'
import { nsh } from './ether-tags.ts'
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
const erspan2 = 0x88be
const erspan3 = 0x22eb

/** What GRE carries, by its protocol type. */
const insides: Readonly<Record<number, Layer>> = {
  [ip4Type]: ip4,
  [ip6Type]: ip6,
  [bridged]: ethernet,
  0x8847: mpls,
  0x8848: mpls,
  0x880b: ppp,
  0x894f: nsh,
  [erspan2]: ethernet,
  [erspan3]: ethernet,
}

/** GRE (RFC 2784, 2890), PPTP's variant (RFC 2637) and ERSPAN, whose mirrored frames lie behind a header of their own. */
export function gre(view: DataView, at: number, packet: Layers): number {
  if (packet.end - at < 4) return fault(packet, 'GRE header cut')
  const flags = view.getUint16(at)
  const type = view.getUint16(at + 2)
  const inside = type >> 8 === aruba || type >> 8 === aruba + 1 ? wlan : insides[type]
  let inner = at + 4
  if ((flags & (checksumPresent | routingPresent)) !== 0) inner += 4
  if ((flags & keyPresent) !== 0) inner += 4
  if ((flags & sequencePresent) !== 0) inner += 4
  if ((flags & 7) === 1 && (flags & acknowledgmentPresent) !== 0) inner += 4
  // ERSPAN I has no header, and shows it by having no sequence number.
  if (type === erspan2 && (flags & sequencePresent) !== 0) inner += 8
  if (type === erspan3) inner += erspan3Header(view, inner, packet.end)
  if (inside !== undefined && (flags & routingPresent) === 0 && inner < packet.end)
    carries(packet, nameOf(type), -1, inside, inner)
  return otherIp(view, at, packet)
}

const nameOf = (type: number): string => (type === erspan2 || type === erspan3 ? 'erspan' : 'gre')

/** 12 bytes, and 8 more where the last bit says so. */
const erspan3Header = (view: DataView, at: number, end: number): number =>
  end - at >= 12 && (view.getUint8(at + 11) & 1) === 1 ? 20 : 12
