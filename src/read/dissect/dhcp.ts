import { isDhcp4, leaseIn4, offeredNames } from './dhcp/version-4.ts'
import { isDhcp6, leaseIn6 } from './dhcp/version-6.ts'
import type { Dissector, Finder } from './dissector.ts'
import { known } from './text.ts'

/** DHCP (RFC 2131): which hardware a server has given which address, and what that host calls itself. */
export const dhcp: Dissector = {
  name: 'dhcp',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => isDhcp4(fromSrc.length > 0 ? fromSrc : fromDst),
  start: finder => following((bytes, ts) => say(finder, leaseIn4(bytes, offeredNames(finder.shared)), ts)),
}

/** DHCP for IPv6 (RFC 8415): the same, where the client's identifier has a hardware address in it. */
export const dhcp6: Dissector = {
  name: 'dhcp',
  transport: 'udp',
  recognise: (fromSrc, fromDst) => isDhcp6(fromSrc.length > 0 ? fromSrc : fromDst),
  start: finder => following((bytes, ts) => say(finder, leaseIn6(bytes), ts)),
}

const following = (message: (bytes: Uint8Array, ts: number) => void) => ({
  data(_fromSrc: boolean, bytes: Uint8Array, ts: number) {
    message(bytes, ts)
    return true
  },
  gap: () => true,
  end() {},
})

/** What an answer of a server says of one host. */
export interface Lease {
  readonly address: string
  readonly hardware: string
  readonly name: string
}

function say(finder: Finder, lease: Lease | undefined, ts: number): void {
  if (lease !== undefined) finder.emit('lease', ts, { detail: known({ ...lease }) })
}
