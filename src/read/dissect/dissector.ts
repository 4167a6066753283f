import type { Event } from '../../flow/event.ts'

/** What a dissector may say about its flow. Addresses, uid and service are filled in by the conversation. */
export interface Finder {
  /** The ports, originator's first: a hint, never the ground for a claim. */
  readonly srcPort: number
  readonly dstPort: number
  /** Whether the responder's port is a remote service's, by the catalogue and the site. */
  readonly isRemotePort: boolean
  /** The same for all flows of one reading: the key to what a dissector remembers from flow to flow. */
  readonly shared: object
  emit(
    kind: Event['kind'],
    ts: number,
    event: { user?: string; outcome?: Event['outcome']; detail?: Event['detail'] },
  ): void
  /** Another service than the dissector's own (SMB carrying RPC stays `smb`). */
  claim(service: string): void
  /**
   * Follows what the rest of the connection carries, from its first byte on; a remote service in it becomes the flow's,
   * and `facts` (by what means, to where) are told then. Undefined where tunnels are nested too deep.
   */
  inner(facts: Event['detail']): Dissection | undefined
}

/** One protocol's view of one flow: in-order bytes of both directions. Remembers; never throws on any bytes but DecodeError. */
export interface Dissection {
  /** The next in-order bytes (TCP) or one datagram (UDP). False when it has seen all that it wants. */
  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean
  /** `length` bytes were lost here: resynchronise at a message boundary, or give up (false). */
  gap(fromSrc: boolean, length: number): boolean
  end(ts: number): void
}

/** One protocol. A new one is a file that exports a Dissector and one line in dissectors.ts. */
export interface Dissector {
  /** The service's name in the catalogue. */
  readonly name: string
  readonly transport: 'tcp' | 'udp'
  /**
   * Whether a flow that begins with these bytes speaks the protocol: true, false, or undefined where more bytes are needed.
   * Either side may still be empty; strict enough that no other protocol's start is claimed.
   */
  recognise(fromSrc: Uint8Array, fromDst: Uint8Array): boolean | undefined
  /**
   * Whether a server of a remote service may begin its answer so: true, false, or undefined where more bytes are needed. What a
   * client says alone is a probe of such a service; it is a session where nothing of the server's direction was captured.
   */
  answers?(fromDst: Uint8Array): boolean | undefined
  start(finder: Finder): Dissection
}
