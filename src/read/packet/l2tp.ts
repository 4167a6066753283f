import { ppp } from './ppp.ts'
import { carries, type UdpTunnel } from './tunnel.ts'

const control = 0x8000
const hasLength = 0x4000
const hasSequence = 0x0800
const hasOffset = 0x0200

/** L2TP version 2 (RFC 2661): flags, optional length, tunnel and session, optional sequence and offset; data messages carry PPP. */
export const l2tp: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8) return
  const flags = view.getUint16(at)
  if ((flags & control) !== 0 || (flags & 0x300f & ~hasOffset) !== 2) return
  let inner = at + 6
  if ((flags & hasLength) !== 0) inner += 2
  if ((flags & hasSequence) !== 0) inner += 4
  if ((flags & hasOffset) !== 0) inner += inner + 2 <= end ? 2 + view.getUint16(inner) : 2
  if (end - inner >= 4) carries(packet, 'l2tp', -1, ppp, inner)
}
