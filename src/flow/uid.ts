/** The words of one flow at a time. */
const words = new Int32Array(12)

/** Two base-36 digits each, as toString takes as long as all the rest. */
const pairs = Array.from({ length: 1296 }, (_, i) => i.toString(36).padStart(2, '0'))

/**
 * An id of a flow from its 5-tuple and the time of its first packet (seconds), the same in every run and whichever
 * side opened it. `a` and `b` are the addresses' words in one fixed order. Not cryptographic: it names, it does not protect.
 */
export function flowUid(
  a: readonly number[],
  b: readonly number[],
  ports: number,
  protocol: number,
  start: number,
): string {
  const micros = Math.round(start * 1e6)
  let length = 0
  for (const word of a) words[length++] = word
  for (const word of b) words[length++] = word
  words[length++] = ports
  words[length++] = protocol
  words[length++] = micros
  words[length++] = micros / 2 ** 32
  return `C${digits(length, 0x9747b28c)}${digits(length, 0x3c6ef372)}`
}

/** Seven base-36 digits of a 32-bit hash: MurmurHash3's mixing over the words. */
function digits(length: number, seed: number): string {
  let h = seed
  for (let i = 0; i < length; i++) {
    let k = Math.imul(words[i]!, 0xcc9e2d51)
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    h ^= k
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h = (h ^ (h >>> 16)) >>> 0
  const high = Math.floor(h / 1296)
  return (
    pairs[h % 1296]! +
    pairs[high % 1296]! +
    pairs[Math.floor(high / 1296) % 1296]! +
    (h < 36 ** 6 ? '0' : '1')
  )
}
