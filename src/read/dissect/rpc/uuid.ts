const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** The order of a UUID's bytes on the wire, of a little-endian sender and of a big-endian one. */
const littleOrder = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15]
const bigOrder = [0, 1, 2, 3, -1, 4, 5, -1, 6, 7, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15]

/** The text of the UUID in 16 bytes at `at`. */
export function uuidAt(bytes: Uint8Array, at: number, little: boolean): string {
  let text = ''
  for (const i of little ? littleOrder : bigOrder) text += i < 0 ? '-' : hex[bytes[at + i]!]
  return text
}
