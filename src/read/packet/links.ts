import { after, untag } from './after.ts'
import {
  erf,
  juniperEthernet,
  juniperFrameRelay,
  juniperHdlc,
  juniperPpp,
  nflog,
  pflog,
} from './appliances.ts'
import { atmIp, atmLlc, sunAtm } from './atm.ts'
import { broadcomTag, dsaTag, edsaTag } from './ether-tags.ts'
import { ethernet, llc } from './ethernet.ts'
import { fddi } from './fddi.ts'
import { frameRelay, multilinkFrameRelay } from './frame-relay.ts'
import { fault, type Layer, type Layers } from './layer.ts'
import { linuxCooked, linuxCooked2 } from './linux-cooked.ts'
import { mpls } from './mpls.ts'
import { nullLoop } from './null-loop.ts'
import { arcnetBsd, arcnetLinux, tokenRing } from './old-lans.ts'
import { ciscoHdlc, ppp, pppoe } from './ppp.ts'
import { rawIp } from './raw-ip.ts'
import { avs, prism, radiotap } from './wlan-headers.ts'
import { wlan } from './wlan.ts'

/** Link types (tcpdump.org/linktypes.html) and the layer that a frame of each begins with. */
const plain: Readonly<Record<number, Layer>> = {
  0: nullLoop,
  1: ethernet,
  6: tokenRing,
  7: arcnetBsd,
  8: after(16, rawIp, 'SLIP'),
  9: ppp,
  10: fddi,
  11: atmLlc,
  12: rawIp,
  14: rawIp,
  50: ppp,
  51: pppoe,
  100: atmLlc,
  101: rawIp,
  102: after(24, rawIp, 'SLIP'),
  104: ciscoHdlc,
  105: wlan,
  106: atmIp,
  107: frameRelay,
  108: nullLoop,
  109: after(12, rawIp, 'OpenBSD encapsulation'),
  113: linuxCooked,
  117: pflog,
  119: prism,
  122: after(16, llc, 'IP over Fibre Channel'),
  123: sunAtm,
  127: radiotap,
  129: arcnetLinux,
  138: untag(16, 'FireWire header'),
  163: avs,
  166: after(2, ppp, 'PPP'),
  178: juniperEthernet,
  179: juniperPpp,
  180: juniperFrameRelay,
  181: juniperHdlc,
  182: multilinkFrameRelay,
  197: erf,
  204: after(1, ppp, 'PPP'),
  205: after(1, ciscoHdlc, 'HDLC'),
  206: after(1, frameRelay, 'frame relay'),
  219: mpls,
  226: after(24, rawIp, 'IPNET'),
  228: rawIp,
  229: rawIp,
  239: nflog,
  240: after(4, ethernet, 'netANALYZER'),
  241: after(12, ethernet, 'netANALYZER'),
  259: after(8, ethernet, 'EPON'),
  274: after(8, ethernet, 'preempted Ethernet'),
  276: linuxCooked2,
  281: broadcomTag,
  282: after(4, ethernet, 'Broadcom switch tag'),
  284: dsaTag,
  285: edsaTag,
}

/** A header that tells the link type of what follows it: where that begins, and the type. Undefined where it is cut. */
type NamesLink = (view: DataView, at: number, end: number) => { next: number; link: number } | undefined

/** PPI (192): version, flags, length, link type. */
const ppi: NamesLink = (view, at, end) =>
  end - at < 8 ? undefined : { next: at + view.getUint16(at + 2, true), link: view.getUint32(at + 4, true) }

/** Apple's PKTAP (258): length, kind of record, link type. */
const pktap: NamesLink = (view, at, end) =>
  end - at < 12 ? undefined : { next: at + view.getUint32(at, true), link: view.getUint32(at + 8, true) }

/** What is inside such a header is never one of them again. */
const named =
  (header: NamesLink, cut: string): Layer =>
  (view: DataView, at: number, packet: Layers) => {
    const inside = header(view, at, packet.end)
    if (inside === undefined || inside.next <= at || inside.next > packet.end) return fault(packet, cut)
    const layer = plain[inside.link]
    return layer
      ? layer(view, inside.next, packet)
      : fault(packet, 'link type inside PPI or PKTAP is not read')
  }

export const links: Readonly<Record<number, Layer>> = {
  ...plain,
  // USER2 is what PKTAP was before it had a number of its own.
  149: named(pktap, 'PKTAP header cut'),
  192: named(ppi, 'PPI header cut'),
  258: named(pktap, 'PKTAP header cut'),
}
