export const eventKinds = [
  'login', 'share', 'file', 'rpc', 'client', 'notice', 'lease', 'name', 'neighbour', 'host',
] as const // prettier-ignore
export type EventKind = (typeof eventKinds)[number]

/**
 * Something a sensor decoded inside a flow. `detail` holds the kind's own facts, and never a password, hash or key:
 *   login   method (password, publickey, ntlm, kerberos, nla …), attempts, domain, client (the client's host name)
 *   share   path (`\\server\share`), type
 *   file    action (open, read, write, delete, rename), name, size, path (the share)
 *   rpc     interface (its usual name, or its UUID), operation (its usual name, or `opnum-7`), pipe
 *   client  banner, software, name (host name), server (the server's banner), security (what was negotiated), dialect, …
 *   notice  note, message; the names of those that dissectors give are in detect/notices.ts
 *   lease   address, hardware, name
 *   neighbour  address, hardware: a frame from or to the address had that hardware address
 *   name    name, by (of the sources in host-names.ts), of whom: address, or end (`src`, `dst`)
 *   host    address, and of what it offers: port, transport, services. The sensor saw it for the first time that day
 */
export interface Event {
  sensor: string
  space: string
  /** The flow's, or '' where none is known (lease, neighbour, notice). */
  uid: string
  ts: number
  /** Host ids and ports of the flow, originator first; -1 where the event has no such end. */
  src: number
  dst: number
  srcPort: number
  dstPort: number
  protocol: number
  /** Service code. */
  service: number
  kind: EventKind
  user: string
  /** A login's: its result as far as the sensor can say; '' for other kinds. An RPC's or share's: 'failure' where refused; a notice's: whether it got what it was after. */
  outcome: '' | 'success' | 'failure' | 'unknown'
  detail: Readonly<Record<string, string | number | boolean>>
}

/** An event of no flow, to be filled. */
export const blankEvent = {
  uid: '', src: -1, dst: -1, srcPort: -1, dstPort: -1, protocol: 0, service: 0, user: '', outcome: '',
} as const // prettier-ignore
