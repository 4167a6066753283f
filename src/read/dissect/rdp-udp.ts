import type { Dissection, Dissector, Finder } from './dissector.ts'

const leastMtu = 1132
const mostMtu = 1232
const syn = 1
const acknowledges = 4

/** RDP over UDP (MS-RDPEUDP 3.1.5.1): a SYN that acknowledges nothing, and a SYN in answer; each names its MTUs and is padded. */
export const rdpUdp: Dissector = {
  name: 'rdp',
  transport: 'udp',
  recognise(fromSrc, fromDst) {
    const asks = isSyn(fromSrc, syn)
    if (asks !== true) return asks
    return isSyn(fromDst, syn | acknowledges)
  },
  start: finder => new RdpUdp(finder),
}

/** A session has a second way besides TCP: no more of it is in clear. */
class RdpUdp implements Dissection {
  readonly #finder: Finder

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(_fromSrc: boolean, _bytes: Uint8Array, ts: number): boolean {
    this.#finder.emit('client', ts, { detail: { transport: 'UDP' } })
    return false
  }

  gap(): boolean {
    return false
  }

  end(): void {}
}

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
