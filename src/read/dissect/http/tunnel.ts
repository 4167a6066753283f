import type { Dissection } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { webSocket } from './websocket.ts'

/** What a connection becomes after CONNECT, an upgrade to WebSocket or a channel's opening: the directions that are no HTTP any more. */
export interface Tunnel {
  readonly requests?: Framing
  readonly responses?: Framing
}

/** The bytes themselves, as CONNECT carries them. */
const raw = (carried: (bytes: Uint8Array, ts: number) => boolean): Framing => ({
  want: () => 1,
  take: (bytes, at, _have, ts) => (carried(bytes.subarray(at), ts) ? bytes.length - at : -1),
  starts: () => true,
})

export function tunnelOf(inner: Dissection, isWebSocket: boolean): Tunnel {
  const framing = isWebSocket ? webSocket : raw
  return {
    requests: framing((bytes, ts) => inner.data(true, bytes, ts)),
    responses: framing((bytes, ts) => inner.data(false, bytes, ts)),
  }
}
