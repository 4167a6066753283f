import { both, signature } from './signature.ts'

const headerLength = 9
const maxLength = 4096

/** Radmin 3: messages of a byte 1, a length and a sum of the payload's little-endian words, both big-endian, and the payload. */
export const radmin = signature(
  'radmin',
  'tcp',
  (fromSrc, fromDst) => both(isMessage(fromSrc), isMessage(fromDst)),
  isMessage,
)

function isMessage(bytes: Uint8Array): boolean | undefined {
  if (bytes.length === 0) return undefined
  if (bytes[0] !== 1 || (bytes[1] ?? 0) !== 0 || (bytes[2] ?? 0) !== 0) return false
  if (bytes.length < headerLength) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const length = view.getUint32(1)
  if (length === 0 || length > maxLength) return false
  if (bytes.length < headerLength + length) return undefined
  let sum = 0
  for (let i = 0; i < length; i++) sum = (sum + bytes[headerLength + i]! * 2 ** (8 * (i % 4))) % 2 ** 32
  return sum > 0 && sum === view.getUint32(5)
}
