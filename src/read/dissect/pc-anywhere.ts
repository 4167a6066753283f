import { signature, startsWith } from './signature.ts'
import { beginsWith } from './text.ts'

/** pcAnywhere: the client sends four NULs, the host's prompt begins with 00 58 08 00 7d 08. */
export const pcAnywhere = signature('pcanywhere', 'tcp', (fromSrc, fromDst) => {
  const asks = startsWith(fromSrc, 0, 0, 0, 0)
  const answers = startsWith(fromDst, 0, 0x58, 8, 0, 0x7d, 8)
  if (asks === false || fromSrc.length > 4 || answers === false) return false
  return asks && answers
})

/** Its search for hosts: "NQ" (name) or "ST" (status) and no more, answered by "NR" and a name, or "ST". */
export const pcAnywhereUdp = signature('pcanywhere', 'udp', (fromSrc, fromDst) => {
  const asks = fromSrc.length === 2 && (beginsWith(fromSrc, 'NQ') || beginsWith(fromSrc, 'ST'))
  if (!asks) return false
  if (fromDst.length === 0) return undefined
  return beginsWith(fromDst, 'NR') === true || beginsWith(fromDst, 'ST') === true
})
