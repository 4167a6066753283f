import { capwap } from './capwap.ts'
import { nsh } from './ether-tags.ts'
import { ip4Type, ip6Type } from './ether-types.ts'
import { ethernet } from './ethernet.ts'
import { ip4 } from './ip4.ts'
import { ip6 } from './ip6.ts'
import type { Layer, Layers } from './layer.ts'
import { l2tp } from './l2tp.ts'
import { mpls } from './mpls.ts'
import { rawIp } from './raw-ip.ts'
import { carries, type UdpTunnel } from './tunnel.ts'
import { tzsp } from './tzsp.ts'

/** VXLAN (RFC 7348): flags with only the I bit and perhaps that of a group policy, 24 bits of network identifier, an Ethernet frame. */
const vxlan: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8 + 14 || (view.getUint8(at) & 0x7f) !== 0x08) return
  carries(packet, 'vxlan', view.getUint32(at + 4) >>> 8, ethernet, at + 8)
}

const vxlanInsides: readonly (Layer | undefined)[] = [undefined, ip4, ip6, ethernet, nsh]

/** VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe): the same, with the I and P bits, and what it carries in the fourth byte. */
const vxlanGpe: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8 + 8 || (view.getUint8(at) & 0xfc) !== 0x0c) return
  const inside = vxlanInsides[view.getUint8(at + 3)]
  if (inside) carries(packet, 'vxlan', view.getUint32(at + 4) >>> 8, inside, at + 8)
}

const geneveInsides: Readonly<Record<number, Layer>> = { [ip4Type]: ip4, [ip6Type]: ip6, 0x6558: ethernet }

/** Geneve (RFC 8926): version 0 and length of options, an EtherType, 24 bits of network identifier. */
const geneve: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8 || view.getUint8(at) >> 6 !== 0) return
  const inside = geneveInsides[view.getUint16(at + 2)]
  const inner = at + 8 + (view.getUint8(at) & 0x3f) * 4
  if (inside && inner < end) carries(packet, 'geneve', view.getUint32(at + 4) >>> 8, inside, inner)
}

/** GTP-U (3GPP TS 29.281): version 1, message 255, optional fields and extension headers, an IP packet. */
const gtp: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 12 || view.getUint8(at) >> 4 !== 3 || view.getUint8(at + 1) !== 255) return
  let inner = at + 8
  if ((view.getUint8(at) & 7) !== 0) {
    let extension = view.getUint8(at + 11)
    inner += 4
    while (extension !== 0 && inner + 4 <= end) {
      const length = view.getUint8(inner) * 4
      if (length === 0 || inner + length > end) return
      inner += length
      extension = view.getUint8(inner - 1)
    }
  }
  if (isIp(view, inner, end)) carries(packet, 'gtp', -1, rawIp, inner)
}

/** Teredo (RFC 4380): authentication and origin indications, then an IPv6 packet. */
const teredo: UdpTunnel = (view, at, end, packet) => {
  let inner = at
  if (end - inner >= 4 && view.getUint16(inner) === 1)
    inner += 4 + view.getUint8(inner + 2) + view.getUint8(inner + 3) + 9
  if (end - inner >= 8 && view.getUint16(inner) === 0) inner += 8
  const fits =
    end - inner >= 40 && view.getUint8(inner) >> 4 === 6 && view.getUint16(inner + 4) + 40 === end - inner
  if (fits) carries(packet, 'teredo', -1, ip6, inner)
}

/** AYIYA: lengths of identity (a power of two) and signature, operation 1 (forward), next header; an IP packet behind both. */
const ayiya: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8 || (view.getUint8(at + 2) & 15) !== 1) return
  const inner = at + 8 + 2 ** (view.getUint8(at) >> 4) + (view.getUint8(at + 1) >> 4) * 4
  if (isIp(view, inner, end)) carries(packet, 'ayiya', -1, rawIp, inner)
}

/** LISP (RFC 9300): flags, nonce and locators in 8 bytes, then an IP packet that fills the rest. */
const lisp: UdpTunnel = (view, at, end, packet) => {
  if (isWholeIp(view, at + 8, end)) carries(packet, 'lisp', -1, rawIp, at + 8)
}

/** MPLS in UDP (RFC 7510), with a label stack of up to 8 and IP behind it. */
const mplsInUdp: UdpTunnel = (view, at, end, packet) => {
  for (let next = at + 4; next < at + 36 && next <= end; next += 4)
    if ((view.getUint8(next - 2) & 1) === 1)
      return isWholeIp(view, next, end) ? carries(packet, 'mpls', -1, mpls, at) : undefined
}

/** Whether an IP packet lies there whose own length agrees; `end` is nearer where the capture cut it. */
const isWholeIp = (view: DataView, at: number, end: number): boolean => {
  if (end - at < 20) return false
  const version = view.getUint8(at) >> 4
  return version === 4
    ? view.getUint16(at + 2) >= end - at
    : version === 6 && view.getUint16(at + 4) + 40 >= end - at
}

const isIp = (view: DataView, at: number, end: number): boolean =>
  at < end && (view.getUint8(at) >> 4 === 4 || view.getUint8(at) >> 4 === 6)

/** Tunnels by the UDP port that either end has. */
const byPort: (UdpTunnel | undefined)[] = new Array<UdpTunnel | undefined>(0x10000).fill(undefined)
byPort[1701] = l2tp
byPort[4341] = lisp
byPort[4789] = byPort[8472] = byPort[48879] = vxlan
byPort[4790] = vxlanGpe
byPort[5247] = capwap
byPort[6635] = mplsInUdp
byPort[37008] = tzsp
byPort[6081] = geneve
byPort[2152] = gtp
byPort[3544] = teredo
byPort[5072] = ayiya

/** What a UDP payload carries, where its ports are a tunnel's and its content agrees. */
export function udpTunnel(view: DataView, packet: Layers): void {
  const tunnel = byPort[packet.dstPort] ?? byPort[packet.srcPort]
  if (tunnel !== undefined) tunnel(view, packet.payload, packet.payloadEnd, packet)
}
