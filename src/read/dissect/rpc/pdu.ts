/** Types of connection-oriented PDUs (C706, 12.6; MS-RPCE 2.2.2). */
export const request = 0
export const response = 2
export const fault = 3
export const bind = 11
export const bindAck = 12
export const bindNak = 13
export const alterContext = 14
export const alterContextResponse = 15
export const auth3 = 16

export const headerLength = 16
/** RTS, which RPC over HTTP steers its channels with (MS-RPCH 2.2.3). */
const lastType = 20

/** How many bytes of a PDU of this type are wanted; those of other types are wanted whole. */
export const wantedOf: Readonly<Record<number, number>> = { [request]: 24, [response]: 24, [fault]: 28 }

/** Answers up to this length are wanted whole: the call's own status ends them. */
export const shortAnswer = 256
/** Requests of these operations are wanted whole, on any interface, up to `shortRequest`: netlogon's log-ins. */
export const wholeRequests: ReadonlySet<number> = new Set([5, 15, 26])
export const shortRequest = 512

/** How many bytes of the PDU at `at`, of which `have` are there, are wanted. */
export function wanted(bytes: Uint8Array, at: number, have: number): number {
  const length = fragmentLength(bytes, at)
  const type = bytes[at + 2]!
  const fixed = wantedOf[type]
  if (fixed === undefined || length <= fixed) return length
  if (type === response) return length <= shortAnswer ? length : fixed
  if (type !== request || length > shortRequest || have < fixed) return fixed
  const opnum = isLittle(bytes, at)
    ? bytes[at + 22]! | (bytes[at + 23]! << 8)
    : (bytes[at + 22]! << 8) | bytes[at + 23]!
  return wholeRequests.has(opnum) ? length : fixed
}

/** Whether integers are little-endian: the first byte of the data representation at offset 4. */
export const isLittle = (bytes: Uint8Array, at: number): boolean => (bytes[at + 4]! & 0xf0) !== 0

/** Length of the fragment at `at`, of which 10 bytes are there. */
export const fragmentLength = (bytes: Uint8Array, at: number): number =>
  isLittle(bytes, at) ? bytes[at + 8]! | (bytes[at + 9]! << 8) : (bytes[at + 8]! << 8) | bytes[at + 9]!

/** Whether `bytes` begin with a PDU's header; undefined where they are too short to tell. */
export function isPdu(bytes: Uint8Array): boolean | undefined {
  const [version = 5, minor = 0, type = 0, , order = 16, character = 0, reserved = 0, reserved2 = 0] = bytes
  if (version !== 5 || minor > 1 || type > lastType) return false
  if ((order !== 16 && order !== 0) || character !== 0 || reserved !== 0 || reserved2 !== 0) return false
  if (bytes.length < headerLength) return undefined
  return fragmentLength(bytes, 0) >= (wantedOf[type] ?? headerLength)
}
