import { signature } from './signature.ts'

const leastMtu = 1132
const mostMtu = 1232
const syn = 1
const acknowledges = 4

/** RDP over UDP (MS-RDPEUDP 3.1.5.1): a SYN that acknowledges nothing, and a SYN in answer; each names its MTUs and is padded. */
export const rdpUdp = signature('rdp', 'udp', (fromSrc, fromDst) => {
  const asks = isSyn(fromSrc, syn)
  if (asks !== true) return asks
  return isSyn(fromDst, syn | acknowledges)
})

/** A head of 8 bytes with the flags at 6, then the SYN's own: a sequence number and two MTUs (2.2.2.1, 2.2.2.5). */
function isSyn(bytes: Uint8Array, wanted: number): boolean | undefined {
  if (bytes.length === 0) return undefined
  if (bytes.length < leastMtu) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const isMtu = (mtu: number): boolean => mtu >= leastMtu && mtu <= mostMtu
  if ((view.getUint16(6) & (syn | acknowledges)) !== wanted) return false
  if (wanted === syn && view.getUint32(0) !== 0xffffffff) return false
  return isMtu(view.getUint16(12)) && isMtu(view.getUint16(14))
}
