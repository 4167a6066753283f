import type { Dissection, Dissector, Finder } from './dissector.ts'
import { interfaceName, operationName } from './rpc/interfaces.ts'
import { uuidAt } from './rpc/uuid.ts'
import { Wire } from './wire.ts'

const headerLength = 80
const lastType = 10
const request = 0
/** PROFINET's devices speak RPC, but to run machines: 6c97-11d1-8271-00a02442df7d after dea00001 to dea00004. */
const profinet = /^dea0000\d-6c97-11d1-8271-00a02442df7d$/

/** Connectionless DCE/RPC (C706, 12.5): interfaces and operations. */
export const rpcUdp: Dissector = {
  name: 'rpc',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => isPdu(fromSrc.length > 0 ? fromSrc : fromDst),
  answers: isPdu,
  start: finder => new RpcUdp(finder),
}

/** The reserved bits of its flags are 0, its data representation is a usual one, and its length is right. */
function isPdu(bytes: Uint8Array): boolean {
  if (bytes.length < headerLength || bytes[0] !== 4 || bytes[1]! > lastType) return false
  if ((bytes[2]! & 0x81) !== 0 || (bytes[3]! & 0xfd) !== 0) return false
  if ((bytes[4] !== 0 && bytes[4] !== 16) || bytes[5]! > 3 || bytes[6] !== 0) return false
  const little = bytes[4] === 16
  const length = little ? bytes[74]! | (bytes[75]! << 8) : (bytes[74]! << 8) | bytes[75]!
  return headerLength + length <= bytes.length && !profinet.test(uuidAt(bytes, 24, little))
}

class RpcUdp implements Dissection {
  readonly #finder: Finder
  /** Activity and number of the last call, of which more fragments may come. */
  #last = ''

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(_fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (!isPdu(bytes) || bytes[1] !== request) return true
    const wire = new Wire('RPC message', bytes)
    const little = bytes[4] === 16
    const call = `${uuidAt(bytes, 40, little)} ${wire.u32(64)}`
    if (call === this.#last) return true
    this.#last = call
    const uuid = uuidAt(bytes, 24, little)
    const opnum = little ? wire.u16(68) : wire.bigU16(68)
    const detail = { interface: interfaceName(uuid), operation: operationName(uuid, opnum) }
    this.#finder.emit('rpc', ts, { detail })
    return true
  }

  gap(): boolean {
    return true
  }

  end(): void {}
}
