/** The fixed part of an sFlow version 5 datagram (sflow.org, "sFlow Version 5", 5). */
export interface SflowHeader {
  /** Where the agent's address begins, and whether it is an IPv6 one. */
  readonly agentAt: number
  readonly isIp6: boolean
  readonly subAgent: number
  readonly sequence: number
  readonly samples: number
  /** Where the first sample begins. */
  readonly next: number
}

/** A datagram of 9000 bytes has room for no more. */
const maxSamples = 1000
/** Discarded packets are the last kind of sample that is in use: sflow.org, "sFlow Dropped Packet Notification". */
const lastSample = 5
/** Format and length of a sample or of a record in it. */
export const structHeader = 8

/** Whether a UDP payload begins like an sFlow v5 datagram, which no NetFlow version does. */
export const beginsSflow = (view: DataView, at: number, end: number): boolean =>
  end - at >= 28 && view.getUint32(at) === 5 && (view.getUint32(at + 4) - 1) >>> 1 === 0

/** Reads a header that `beginsSflow`; undefined where it is cut. */
export function sflowHeader(view: DataView, at: number, end: number): SflowHeader | undefined {
  const isIp6 = view.getUint32(at + 4) === 2
  const rest = at + 8 + (isIp6 ? 16 : 4)
  if (end - rest < 16) return undefined
  return {
    agentAt: at + 8,
    isIp6,
    subAgent: view.getUint32(rest),
    sequence: view.getUint32(rest + 4),
    samples: view.getUint32(rest + 12),
    next: rest + 16,
  }
}

/** Whether a payload that was cut, and `beginsSflow`, goes on like a datagram: with as many samples as fit, the first of a known kind. */
export function mayBeCutSflow(view: DataView, at: number, end: number): boolean {
  const header = sflowHeader(view, at, end)
  if (header === undefined || header.samples === 0 || header.samples > maxSamples) return false
  const { next } = header
  if (end - next < structHeader) return true
  return view.getUint32(next) <= lastSample && view.getUint32(next + 4) % 4 === 0
}

/** Whether the payload is a whole sFlow datagram: as many samples as it says, of lengths that fill it. */
export function looksLikeSflow(view: DataView, at: number, end: number): boolean {
  const header = sflowHeader(view, at, end)
  if (header === undefined || header.samples === 0 || header.samples > maxSamples) return false
  let next = header.next
  for (let i = 0; i < header.samples; i++) {
    if (end - next < structHeader) return false
    const length = view.getUint32(next + 4)
    if (length > end - next - structHeader || length % 4 !== 0) return false
    next += structHeader + length
  }
  return next === end
}
