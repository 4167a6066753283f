import type { Framing } from '../messages.ts'

const lastDataOpcode = 2
const maxFrame = 64 * 1024

/** WebSocket's frames (RFC 6455, 5.2): what they carry, unmasked. A longer frame is passed over. */
export const webSocket = (carried: (bytes: Uint8Array, ts: number) => boolean): Framing => ({
  want(bytes, at, have) {
    if (have < 2) return 2
    const head = headLength(bytes, at)
    if (have < head) return head
    const length = frameLength(bytes, at)
    return length <= maxFrame ? length : head
  },
  take(bytes, at, have, ts) {
    const isData = (bytes[at]! & 0x0f) <= lastDataOpcode
    const length = frameLength(bytes, at)
    if (!isData || have < length) return length
    return carried(payloadIn(bytes, at, length), ts) ? length : -1
  },
  starts: () => false,
})

const isMasked = (bytes: Uint8Array, at: number): boolean => (bytes[at + 1]! & 0x80) !== 0

function headLength(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1]! & 0x7f
  return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (isMasked(bytes, at) ? 4 : 0)
}

function frameLength(bytes: Uint8Array, at: number): number {
  const short = bytes[at + 1]! & 0x7f
  let length = short
  if (short >= 126) {
    length = 0
    for (let i = 0; i < (short === 126 ? 2 : 8); i++) length = length * 256 + bytes[at + 2 + i]!
  }
  return headLength(bytes, at) + length
}

function payloadIn(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const head = headLength(bytes, at)
  const payload = bytes.slice(at + head, at + length)
  if (!isMasked(bytes, at)) return payload
  const mask = at + head - 4
  for (let i = 0; i < payload.length; i++) payload[i]! ^= bytes[mask + (i & 3)]!
  return payload
}
