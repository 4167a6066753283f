import type { NameSource } from '../../flow/host-names.ts'
import type { Dissection, Dissector, Finder } from './dissector.ts'
import { internalAddress, reversedAddress } from './names/internal-address.ts'
import { eachRecord, isAnswer, isMessage, nameAt, opcode } from './names/message.ts'
import { isEncoded } from './names/netbios-name.ts'
import { sayName } from './names/say-name.ts'

const typeA = 1
const typePtr = 12
const typeAaaa = 28

/** Who answers, by port: DNS (RFC 1035), multicast DNS (RFC 6762), link-local multicast name resolution (RFC 4795). */
const answering: Readonly<Record<number, NameSource>> = { 53: 'dns', 5353: 'mdns', 5355: 'llmnr' }

/** DNS over UDP, NetBIOS' names aside: what answers from the ports that are for it call private addresses. */
export const dns: Dissector = {
  name: 'dns',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => {
    const bytes = fromSrc.length > 0 ? fromSrc : fromDst
    return isMessage(bytes) && opcode(bytes) === 0 && !isEncoded(bytes, 12)
  },
  start: finder => new Dns(finder),
}

class Dns implements Dissection {
  readonly #finder: Finder
  /** Questions without an answer yet. */
  #asked = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const { srcPort, dstPort } = this.#finder
    const by = answering[fromSrc ? srcPort : dstPort]
    if (by === undefined && answering[fromSrc ? dstPort : srcPort] === undefined) return false
    if (!isMessage(bytes) || opcode(bytes) !== 0) return true
    if (!isAnswer(bytes)) {
      this.#asked++
      return true
    }
    this.#asked--
    if (by !== undefined && (bytes[3]! & 15) === 0) this.#answer(bytes, by, ts)
    // Most askers use a port for one question: such flows are over when it is answered.
    return this.#asked > 0 || answering[srcPort] !== undefined || by !== 'dns'
  }

  #answer(bytes: Uint8Array, by: NameSource, ts: number): void {
    eachRecord(bytes, by === 'mdns', (name, type, data, length) => {
      if (type === typeA || type === typeAaaa) {
        const address = internalAddress(bytes, data, length)
        if (address !== '') sayName(this.#finder, by, address, nameAt(bytes, name), ts)
      } else if (type === typePtr) {
        const address = reversedAddress(nameAt(bytes, name))
        if (address !== '') sayName(this.#finder, by, address, nameAt(bytes, data), ts)
      }
    })
  }

  gap(): boolean {
    return true
  }

  end(): void {}
}
