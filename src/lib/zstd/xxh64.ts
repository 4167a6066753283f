/** The primes of XXH64 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md). */
const p1 = 0x9e3779b185ebca87n
const p2 = 0xc2b2ae3d27d4eb4fn
const p3 = 0x165667b19e3779f9n
const p4 = 0x85ebca77c2b2ae63n
const p5 = 0x27d4eb2f165667c5n
const [p1Low, p1High] = [Number(p1 & 0xffffffffn) | 0, Number(p1 >> 32n) | 0]
const [p2Low, p2High] = [Number(p2 & 0xffffffffn) | 0, Number(p2 >> 32n) | 0]

const stripe = 32
const uint64 = (value: bigint): bigint => BigInt.asUintN(64, value)
const turned = (value: bigint, by: bigint): bigint => uint64((value << by) | (value >> (64n - by)))
const round = (sum: bigint, input: bigint): bigint => uint64(turned(uint64(sum + input * p2), 31n) * p1)

/** The upper half of the product of two numbers of 32 bits. */
function upper(a: number, b: number): number {
  const [a0, a1, b0, b1] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16]
  const low = a1 * b0
  const high = a0 * b1
  const carry = ((a0 * b0) >>> 16) + (low & 0xffff) + (high & 0xffff)
  return (a1 * b1 + (low >>> 16) + (high >>> 16) + (carry >>> 16)) | 0
}

/** XXH64 with seed 0, whose lower half is the checksum of zstd's frames (RFC 8878, section 3.1.1). Stripes are summed in halves, as bigint is too slow for them. */
export class Xxh64 {
  /** Four sums: lower and upper half of each. */
  readonly #sums = new Int32Array(8)
  readonly #held = new Uint8Array(stripe)
  #length = 0

  constructor() {
    for (const [i, sum] of [p1 + p2, p2, 0n, -p1].entries()) {
      this.#sums[2 * i] = Number(BigInt.asIntN(32, sum))
      this.#sums[2 * i + 1] = Number(BigInt.asIntN(32, sum >> 32n))
    }
  }

  update(bytes: Uint8Array): void {
    const held = this.#length % stripe
    this.#length += bytes.length
    let at = 0
    if (held > 0) {
      at = Math.min(stripe - held, bytes.length)
      this.#held.set(bytes.subarray(0, at), held)
      if (held + at < stripe) return
      this.#stripes(this.#held, 0, stripe)
    }
    const end = bytes.length - ((bytes.length - at) % stripe)
    this.#stripes(bytes, at, end)
    this.#held.set(bytes.subarray(end))
  }

  #stripes(bytes: Uint8Array, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const sums = this.#sums
    for (let at = from; at < to; at += stripe)
      for (let i = 0; i < 8; i += 2) {
        const low = view.getInt32(at + 4 * i, true)
        const high = view.getInt32(at + 4 * i + 4, true)
        const productHigh = (upper(low, p2Low) + Math.imul(low, p2High) + Math.imul(high, p2Low)) | 0
        const sumLow = (sums[i]! >>> 0) + (Math.imul(low, p2Low) >>> 0)
        const sumHigh = (sums[i + 1]! + productHigh + (sumLow > 0xffffffff ? 1 : 0)) | 0
        const turnedLow = (sumLow << 31) | (sumHigh >>> 1)
        const turnedHigh = (sumHigh << 31) | ((sumLow | 0) >>> 1)
        sums[i] = Math.imul(turnedLow, p1Low)
        sums[i + 1] =
          (upper(turnedLow, p1Low) + Math.imul(turnedLow, p1High) + Math.imul(turnedHigh, p1Low)) | 0
      }
  }

  /** The hash of all bytes so far. */
  digest(): bigint {
    const sums = new BigUint64Array(this.#sums.buffer)
    const [a, b, c, d] = [sums[0]!, sums[1]!, sums[2]!, sums[3]!]
    let hash = p5
    if (this.#length >= stripe) {
      hash = uint64(turned(a, 1n) + turned(b, 7n) + turned(c, 12n) + turned(d, 18n))
      for (const sum of [a, b, c, d]) hash = uint64((hash ^ round(0n, sum)) * p1 + p4)
    }
    return mixed(this.#rest(uint64(hash + BigInt(this.#length))))
  }

  /** Takes in what is left over from whole stripes. */
  #rest(before: bigint): bigint {
    const view = new DataView(this.#held.buffer)
    const end = this.#length % stripe
    let hash = before
    let at = 0
    for (; at + 8 <= end; at += 8)
      hash = uint64(turned(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * p1 + p4)
    if (at + 4 <= end) {
      hash = uint64(turned(uint64(hash ^ (BigInt(view.getUint32(at, true)) * p1)), 23n) * p2 + p3)
      at += 4
    }
    for (; at < end; at++) hash = uint64(turned(uint64(hash ^ (BigInt(this.#held[at]!) * p5)), 11n) * p1)
    return hash
  }
}

function mixed(hash: bigint): bigint {
  const second = uint64((hash ^ (hash >> 33n)) * p2)
  const third = uint64((second ^ (second >> 29n)) * p3)
  return third ^ (third >> 32n)
}
