import { signature } from './signature.ts'

const leastMtu = 1132
const mostMtu = 1232
const syn = 1

/** RDP over UDP (MS-RDPEUDP 2.2.5.1, 3.1.5.1.1): a SYN that acknowledges nothing, names its MTUs and is padded to one. */
export const rdpUdp = signature('rdp', 'udp', (fromSrc, fromDst) => {
  const bytes = fromSrc.length > 0 ? fromSrc : fromDst
  if (bytes.length < leastMtu || bytes.length > mostMtu) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const isMtu = (mtu: number): boolean => mtu >= leastMtu && mtu <= mostMtu
  const isSyn = view.getUint32(0) === 0xffffffff && (view.getUint16(6) & syn) !== 0
  return isSyn && isMtu(view.getUint16(12)) && isMtu(view.getUint16(14))
})
