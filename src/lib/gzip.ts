import { crc32 } from './crc32.ts'
import { Inflate } from './inflate.ts'
import type { Damage, Decoding, Packed } from './packed.ts'

/** A header's flags (RFC 1952, section 2.3.1). */
const flag = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }

/** By magic number (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b

/** gzip: members one after another, each with its checksum and length. Zeros after the last fill a tape's block. */
export function* gunzip(packed: Packed): Decoding {
  const inflate = new Inflate(packed)
  for (let members = 0; ; members++) {
    if (!(yield* packed.need(1))) return members > 0 ? undefined : packed.cut('a header')
    if (members > 0 && packed.bytes[packed.at] === 0) return yield* padding(packed)
    const damage = (yield* header(packed, members)) ?? (yield* member(packed, inflate))
    if (damage) return damage
  }
}

function* padding(packed: Packed): Decoding {
  while (yield* packed.need(1))
    if (packed.bytes[packed.at] !== 0) return packed.damage('bytes after its end')
    else packed.at++
  return undefined
}

function* header(packed: Packed, members: number): Decoding {
  const start = packed.offset
  const whole = yield* packed.need(10)
  const head = packed.bytes.subarray(packed.at, packed.at + 10)
  const magic = [0x1f, 0x8b]
  if (magic.some((byte, i) => i < head.length && head[i] !== byte))
    return packed.damage(members > 0 ? 'bytes after its end that are no gzip' : 'no gzip')
  if (!whole) return packed.cut('a header')
  const flags = head[3]!
  if (head[2] !== 8 || (flags & flag.reserved) !== 0) return { what: 'a header of no known kind', at: start }
  const fields = new HeaderFields(packed)
  yield* fields.bytes(10)
  if (flags & flag.extra) {
    const length = yield* fields.number()
    yield* fields.bytes(length)
  }
  if (flags & flag.name) yield* fields.text()
  if (flags & flag.comment) yield* fields.text()
  const crc = fields.crc & 0xffff
  const wrong = flags & flag.headerCrc && (yield* fields.number()) !== crc
  if (fields.cut) return packed.cut('a header')
  return wrong ? { what: 'the wrong checksum of a header', at: start } : undefined
}

/** Passes over what a header holds, however long; the checksum of what was passed. */
class HeaderFields {
  readonly #packed: Packed
  crc = 0
  cut = false

  constructor(packed: Packed) {
    this.#packed = packed
  }

  *bytes(count: number): Generator<undefined, void> {
    for (let left = count; left > 0;) {
      if (!(yield* this.#packed.need(1))) return void (this.cut = true)
      const size = Math.min(left, this.#packed.left)
      this.#take(size)
      left -= size
    }
  }

  *number(): Generator<undefined, number> {
    if (!(yield* this.#packed.need(2))) {
      this.cut = true
      return 0
    }
    const { bytes, at } = this.#packed
    this.#take(2)
    return bytes[at]! | (bytes[at + 1]! << 8)
  }

  *text(): Generator<undefined, void> {
    for (let end = -1; end < 0;) {
      if (!(yield* this.#packed.need(1))) return void (this.cut = true)
      const { bytes, at } = this.#packed
      end = bytes.indexOf(0, at)
      this.#take(end < 0 ? bytes.length - at : end + 1 - at)
    }
  }

  #take(count: number): void {
    const { bytes, at } = this.#packed
    this.crc = crc32(bytes.subarray(at, at + count), this.crc)
    this.#packed.at += count
  }
}

/** A member's data and what follows it: CRC-32 and length. */
function* member(packed: Packed, inflate: Inflate): Decoding {
  let crc = 0
  let length = 0
  const data = inflate.plain()
  for (let next = data.next(); ; next = data.next()) {
    if (next.done) {
      if (next.value) return next.value
      break
    }
    if (next.value) {
      crc = crc32(next.value, crc)
      length += next.value.length
    }
    yield next.value
  }
  if (!(yield* packed.need(8))) return packed.cut('a checksum')
  const end = new DataView(packed.bytes.buffer, packed.at, 8)
  const damage = wrongEnd(packed, end.getUint32(0, true) === crc, end.getUint32(4, true) === length >>> 0)
  packed.at += 8
  return damage
}

const wrongEnd = (packed: Packed, crc: boolean, length: boolean): Damage | undefined =>
  crc && length ? undefined : packed.damage(crc ? 'a wrong length' : 'a wrong checksum')
