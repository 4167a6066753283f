import type { Wire } from '../wire.ts'
import { headerLength } from './pdu.ts'

/** Access denied and not supported, as Win32, HRESULT and NTSTATUS have them (MS-ERREF). */
const refusals: ReadonlySet<number> = new Set([5, 50, 0x80070005, 0xc0000022])
const onlyFragment = 3
const sealed = 6

/** The status that ends the answer to a call, where it is there in the clear and in one fragment: whether it is a refusal. */
export function isRefused(wire: Wire, length: number, authLength: number, little: boolean): boolean {
  if (wire.length < length || (wire.u8(3) & onlyFragment) !== onlyFragment) return false
  let end = length
  if (authLength > 0) {
    // A security trailer: type, level, padding, reserved, context id (MS-RPCE 2.2.2.11).
    end -= authLength + 8
    if (end < headerLength + 12 || wire.u8(end + 1) === sealed) return false
    end -= wire.u8(end + 2)
  }
  if (end < headerLength + 12) return false
  return refusals.has(little ? wire.u32(end - 4) : wire.bigU32(end - 4))
}
