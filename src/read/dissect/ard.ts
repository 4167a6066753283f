import { signature, startsWith } from './signature.ts'

const maxQuestion = 64
const leastAnswer = 512

/**
 * Apple Remote Desktop's own service beside VNC (UDP 3283): an administrator asks 00 14 00, the Mac answers 00 01 03 and
 * some kilobyte about itself. Claimed once both are there; what is asked in vain is left to the port.
 */
export const ardUdp = signature('ard', 'udp', (fromSrc, fromDst) => {
  if (fromSrc.length === 0 || fromSrc.length > maxQuestion || !startsWith(fromSrc, 0, 0x14, 0)) return false
  if (fromDst.length === 0) return undefined
  return fromDst.length >= leastAnswer && startsWith(fromDst, 0, 1, 3) === true
})
