/** A Huffman code of deflate (RFC 1951, section 3.2.2): by the next `size` bits, `symbol << 4 | length`; 0 where none is. */
export interface Code {
  readonly size: number
  readonly table: Uint16Array
}

const longest = 15

/** The code of these lengths. Undefined where they are impossible; only `lone`, a single code of one bit may be incomplete. */
export function codeOf(lengths: Uint8Array, lone: boolean): Code | undefined {
  const counts = new Uint16Array(longest + 1)
  for (const length of lengths) counts[length]!++
  counts[0] = 0
  const next = new Uint16Array(longest + 2)
  let size = 0
  let room = 1
  for (let length = 1; length <= longest; length++) {
    room = room * 2 - counts[length]!
    if (room < 0) return undefined
    if (counts[length]) size = length
    next[length + 1] = (next[length]! + counts[length]!) << 1
  }
  if (room > 0 && !(lone && size <= 1)) return undefined
  const table = new Uint16Array(1 << size)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length === 0) continue
    const step = 1 << length
    for (let i = reversed(next[length]!++, length); i < table.length; i += step)
      table[i] = (symbol << 4) | length
  }
  return { size, table }
}

/** Codes are packed with their highest bit first, all else with its lowest. */
function reversed(code: number, length: number): number {
  let turned = 0
  for (let i = 0; i < length; i++) turned |= ((code >> i) & 1) << (length - 1 - i)
  return turned
}

const fixedLengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280)

/** The codes of blocks that bring none. */
export const fixedLiterals = codeOf(fixedLengths, false)!
export const fixedDistances = codeOf(new Uint8Array(32).fill(5), false)!
