import { signature, startsWith } from './signature.ts'

/** TeamViewer's own protocol over TCP: the client's packets begin with 17 24, the server's with 11 30 or 17 24. */
export const teamviewer = signature(
  'teamviewer',
  'tcp',
  (fromSrc, fromDst) => {
    const ping = startsWith(fromSrc, 0x17, 0x24, 0x0a, 0x20)
    if (ping) return true
    const src = startsWith(fromSrc, 0x17, 0x24)
    const dst = isServer(fromDst)
    if (src === false || dst === false) return false
    return src && dst ? true : undefined
  },
  isServer,
)

function isServer(bytes: Uint8Array): boolean | undefined {
  const own = startsWith(bytes, 0x11, 0x30)
  const common = startsWith(bytes, 0x17, 0x24)
  return own || common ? true : own === undefined || common === undefined ? undefined : false
}

/** The same over UDP: a sequence number and counters, then 17 24. */
export const teamviewerUdp = signature(
  'teamviewer',
  'udp',
  (fromSrc, fromDst) => isDatagram(fromSrc.length > 0 ? fromSrc : fromDst),
  isDatagram,
)

function isDatagram(bytes: Uint8Array): boolean {
  return (
    bytes.length > 20 &&
    startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0) === true &&
    bytes[11] === 0x17 &&
    bytes[12] === 0x24
  )
}
