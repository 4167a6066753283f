import { ethernet } from './ethernet.ts'
import type { Layer } from './layer.ts'
import { carries, type UdpTunnel } from './tunnel.ts'
import { wlan } from './wlan.ts'

const padding = 0
const lastTag = 1
const insides: Readonly<Record<number, Layer>> = { 1: ethernet, 0x12: wlan }

/** TaZmen Sniffer Protocol, how routers and access points mirror frames: version 1, type, what it carries, tags to an end tag. */
export const tzsp: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 5 || view.getUint8(at) !== 1 || view.getUint8(at + 1) > 1) return
  const inside = insides[view.getUint16(at + 2)]
  let next = at + 4
  while (next + 2 <= end && view.getUint8(next) !== lastTag)
    next += view.getUint8(next) === padding ? 1 : 2 + view.getUint8(next + 1)
  if (inside && next + 1 < end && view.getUint8(next) === lastTag)
    carries(packet, 'tzsp', -1, inside, next + 1)
}
