import { ethernet } from './ethernet.ts'
import { fault, type Layer } from './layer.ts'
import { carries, type UdpTunnel } from './tunnel.ts'
import { wlan, wlanSwapped } from './wlan.ts'

const wireless = 1
const native = 0x100
const fragment = 0x80
const keepAlive = 0x08

/**
 * CAPWAP data (RFC 5415): type 0 (1 is DTLS), the header's length in words, the kind of wireless and bits; a frame as
 * it was on the air (802.11), or as Ethernet.
 */
export const capwap: UdpTunnel = (view, at, end, packet) => {
  if (end - at < 8 || view.getUint8(at) !== 0) return
  const bits = view.getUint32(at)
  const inner = at + ((bits >> 19) & 0x1f) * 4
  if (inner < at + 8 || inner >= end || (bits & keepAlive) !== 0) return
  if ((bits & fragment) !== 0) return carries(packet, 'capwap', -1, aFragment, inner)
  const isWireless = (bits & native) !== 0 && ((bits >> 9) & 0x1f) === wireless
  carries(packet, 'capwap', -1, isWireless ? onAir(view, inner, end) : ethernet, inner)
}

const aFragment: Layer = (_view, _at, packet) => fault(packet, 'CAPWAP fragments are not read')

/**
 * Cisco's controllers swap the two bytes of the frame control. The first holds the version, 0, in its two lowest bits;
 * the second, in frames to and from an access point's clients, never has both of them clear.
 */
const onAir = (view: DataView, at: number, end: number): Layer =>
  end - at >= 2 && (view.getUint8(at + 1) & 3) === 0 ? wlanSwapped : wlan
