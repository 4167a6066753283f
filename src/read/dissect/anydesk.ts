import type { Dissector } from './dissector.ts'
import { signature, startsWith } from './signature.ts'

const leastLength = 16
/** Where peers on one network look for each other: 239.255.102.18, ports 50001 to 50003. */
const isDiscovery = (port: number): boolean => port >= 50001 && port <= 50003

const isSearch = (bytes: Uint8Array): boolean =>
  bytes.length > leastLength && startsWith(bytes, 0x3e, 0xd1, 1) === true

/** AnyDesk's search for peers: datagrams that begin 3e d1 01. Its sessions are TLS, and told there. */
export const anydeskUdp: Dissector = {
  ...signature('anydesk', 'udp', (fromSrc, fromDst) => [fromSrc, fromDst].some(isSearch), isSearch),
  start(finder) {
    if (!isDiscovery(finder.dstPort)) finder.claim('unknown')
    return { data: () => false, gap: () => false, end() {} }
  },
}
