import type { Dissection, Dissector, Finder } from './dissector.ts'
import { eachRecord, isAnswer, isMessage, opcode, u16 } from './names/message.ts'
import { hostNameAt, isEncoded, plainName } from './names/netbios-name.ts'
import { sayName } from './names/say-name.ts'

const questionAt = 12
const typeName = 0x20
const typeStatus = 0x21
const group = 0x80
const statusEntry = 18
/** Registration, and the two numbers in use for refreshing one, and registration by a host of several addresses. */
const registering = [5, 8, 9, 15]
const datagramName = 14

/**
 * NetBIOS over UDP: what hosts register as their names and list as them (RFC 1002, 4.2), and call themselves when they
 * send datagrams (4.4). Answers to who has a name are not used: anybody gives those for anything.
 */
export const netbios: Dissector = {
  name: 'netbios',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => {
    const bytes = fromSrc.length > 0 ? fromSrc : fromDst
    return isNames(bytes) || isDatagram(bytes)
  },
  start: finder => new Netbios(finder),
}

const isNames = (bytes: Uint8Array): boolean => isEncoded(bytes, questionAt) && isMessage(bytes)

/** To one host, a group or all, from the port for it. */
const isDatagram = (bytes: Uint8Array): boolean =>
  bytes[0]! >= 0x10 && bytes[0]! <= 0x12 && u16(bytes, 8) === 138 && isEncoded(bytes, datagramName)

class Netbios implements Dissection {
  readonly #finder: Finder

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const port = fromSrc ? this.#finder.srcPort : this.#finder.dstPort
    if (port === 138 && isDatagram(bytes)) this.#say(bytes, 4, hostNameAt(bytes, datagramName), ts)
    else if (port === 137 && isNames(bytes)) this.#names(fromSrc, bytes, ts)
    const { srcPort, dstPort } = this.#finder
    return srcPort === 137 || dstPort === 137 || srcPort === 138 || dstPort === 138
  }

  #names(fromSrc: boolean, bytes: Uint8Array, ts: number): void {
    const registers = !isAnswer(bytes) && registering.includes(opcode(bytes))
    eachRecord(bytes, registers, (_, type, data, length) => {
      if (registers && type === typeName && length === 6 && (bytes[data]! & group) === 0)
        this.#say(bytes, data + 2, hostNameAt(bytes, questionAt), ts)
      else if (type === typeStatus && isAnswer(bytes)) this.#status(fromSrc, bytes, data, length, ts)
    })
  }

  /** A host's own list: names of 16 bytes, then two of flags. */
  #status(fromSrc: boolean, bytes: Uint8Array, data: number, length: number, ts: number): void {
    const end = Math.min(data + 1 + statusEntry * (bytes[data] ?? 0), data + length)
    for (let at = data + 1; at + statusEntry <= end; at += statusEntry) {
      const name = (bytes[at + 16]! & group) === 0 ? plainName(bytes, at) : ''
      if (name === '') continue
      this.#finder.emit('name', ts, { detail: { end: fromSrc ? 'src' : 'dst', name, by: 'netbios' } })
      return
    }
  }

  #say(bytes: Uint8Array, address: number, name: string, ts: number): void {
    const text = bytes.subarray(address, address + 4).join('.')
    if (text !== '0.0.0.0') sayName(this.#finder, 'netbios', text, name, ts)
  }

  gap(): boolean {
    return true
  }

  end(): void {}
}
