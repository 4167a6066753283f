import { Output, type Inflate } from './inflated.ts'

/** One LZ4 block (lz4_Block_format.md): sequences of literals and a match, the last one of literals alone. */
export const lz4: Inflate = (bytes, limit) => {
  const output = new Output(bytes.length * 4, limit)
  let at = 0
  /** A length: four bits, and bytes added to it while they are 255. -1 where the block ends in it. */
  const length = (nibble: number): number => {
    if (nibble < 15) return nibble
    for (let sum = 15; at < bytes.length;) {
      const byte = bytes[at++]!
      sum += byte
      if (byte < 255) return sum
    }
    return -1
  }
  while (at < bytes.length) {
    const token = bytes[at++]!
    const literals = length(token >> 4)
    if (literals < 0 || !output.literals(bytes, at, literals)) return output.done(false)
    at += literals
    if (at === bytes.length) return output.done(true)
    if (bytes.length - at < 2) return output.done(false)
    const distance = bytes[at]! | (bytes[at + 1]! << 8)
    at += 2
    const match = length(token & 15)
    if (match < 0 || !output.repeat(distance, match + 4)) return output.done(false)
  }
  return output.done(false)
}
