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
const lastType = 19

/** How many bytes of a PDU of this type are wanted; those of other types are wanted whole. */
export const wantedOf: Readonly<Record<number, number>> = { [request]: 24, [response]: 24, [fault]: 28 }

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
