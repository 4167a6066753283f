import type { Damage, Decoding, Packed } from '../packed.ts'
import { History } from './history.ts'
import { Literals } from './literals.ts'
import { Sequences } from './sequences.ts'
import { Xxh64 } from './xxh64.ts'

/** Windows that zstd itself refuses without `--long` or `--memory` (ZSTD_WINDOWLOG_LIMIT_DEFAULT). */
const maxWindow = 2 ** 27
/** RFC 8878, section 3.1.1.2.3. */
const maxBlock = 2 ** 17
const longestHeader = 18
const zstdMagic = 0xfd2fb528

const numberAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0

/** RFC 8878, section 3.1.2: sixteen magic numbers whose frames are passed over. */
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5

/** By magic number: a frame, or one that is passed over. */
export const isZstd = (head: Uint8Array): boolean =>
  head.length >= 4 && (numberAt(head, 0) === zstdMagic || isSkippable(numberAt(head, 0)))

/** zstd (RFC 8878): frames one after another, a block at a time. What is held is a window and two blocks. */
export function* unzstd(packed: Packed): Decoding {
  const decoder = new FrameDecoder(packed)
  for (let frames = 0; ; frames++) {
    const whole = yield* packed.need(4)
    if (packed.left === 0) return frames > 0 ? undefined : packed.cut('a header')
    const magic = numberAt(packed.bytes, packed.at)
    if (whole && isSkippable(magic)) {
      const sized = yield* packed.need(8)
      const skipped = sized && (yield* packed.skip(8 + numberAt(packed.bytes, packed.at + 4)))
      if (!skipped) return packed.cut('a frame to be skipped')
      continue
    }
    if (!whole || magic !== zstdMagic)
      return packed.damage(frames > 0 ? 'bytes after its end that are no zstd' : 'no zstd')
    const damage = yield* decoder.plain()
    if (damage) return damage
  }
}

interface Header {
  readonly window: number
  /** Plain bytes of the frame, where it says so. */
  readonly size: number | undefined
  readonly checksum: boolean
  readonly length: number
}

class FrameDecoder {
  readonly #packed: Packed
  readonly #history = new History()
  readonly #literals = new Literals(maxBlock)
  readonly #sequences = new Sequences()

  constructor(packed: Packed) {
    this.#packed = packed
  }

  /** A frame, from its magic number on. */
  *plain(): Decoding {
    const packed = this.#packed
    yield* packed.need(longestHeader)
    const header = readHeader(packed.bytes.subarray(packed.at))
    if (header === undefined) return packed.cut('a header')
    if (typeof header === 'string') return packed.damage(header)
    packed.at += header.length
    const sum = new Xxh64()
    let size = 0
    this.#begin(header)
    for (let last = false; !last;) {
      if (!(yield* packed.need(3))) return packed.cut('a block')
      const head = numberAt(packed.bytes, packed.at) & 0xffffff
      const wrong = yield* this.#block((head >> 1) & 3, head >> 3, Math.min(maxBlock, header.window))
      if (wrong) return wrong
      const block = this.#history.block()
      size += block.length
      if (header.checksum) sum.update(block)
      yield block
      last = (head & 1) === 1
    }
    if (header.size !== undefined && header.size !== size) return packed.damage('a wrong length')
    return header.checksum ? yield* this.#checksum(Number(sum.digest() & 0xffffffffn)) : undefined
  }

  #begin(header: Header): void {
    this.#history.reset(header.window, Math.min(maxBlock, header.window))
    this.#literals.reset()
    this.#sequences.reset()
  }

  *#checksum(expected: number): Generator<undefined, Damage | undefined> {
    const packed = this.#packed
    if (!(yield* packed.need(4))) return packed.cut('a checksum')
    if (numberAt(packed.bytes, packed.at) !== expected) return packed.damage('a wrong checksum')
    packed.at += 4
    return undefined
  }

  /** Decodes a block of `size` packed bytes, or plain ones where it repeats a byte. */
  *#block(type: number, size: number, largest: number): Generator<undefined, Damage | undefined> {
    const packed = this.#packed
    if (type === 3 || size > largest) return packed.damage('a block that cannot be')
    const length = type === 1 ? 1 : size
    if (!(yield* packed.need(3 + length))) return packed.cut('a block')
    const from = packed.at + 3
    this.#history.begin(type === 2 ? largest : size)
    if (type === 0) this.#history.append(packed.bytes, from, from + size)
    else if (type === 1) this.#history.fill(packed.bytes[from]!, size)
    else if (!this.#compressed(from, from + size)) return packed.damage('a damaged block')
    packed.at = from + length
    return undefined
  }

  #compressed(from: number, to: number): boolean {
    const { bytes } = this.#packed
    const at = this.#literals.read(bytes, from, to)
    return at !== undefined && this.#sequences.run(bytes, at, to, this.#literals, this.#history)
  }
}

/** A frame's header (RFC 8878, section 3.1.1.1), or why it is refused; undefined where it is cut. */
function readHeader(bytes: Uint8Array): Header | string | undefined {
  if (bytes.length < 6) return undefined
  const flags = bytes[4]!
  const single = (flags >> 5) & 1
  const sizeBytes = flags >> 6 ? 1 << (flags >> 6) : single
  const dictionaryAt = 6 - single
  const sizeAt = dictionaryAt + [0, 1, 2, 4][flags & 3]!
  if (bytes.length < sizeAt + sizeBytes) return undefined
  if (flags & 8) return 'a header of no known kind'
  if (bytes.subarray(dictionaryAt, sizeAt).some(byte => byte !== 0)) return 'a frame that needs a dictionary'
  const size = sizeBytes ? contentSize(bytes, sizeAt, sizeBytes) : undefined
  const window = single ? size! : windowSize(bytes[5]!)
  if (window > maxWindow)
    return `a window of ${Math.ceil(window / 2 ** 20)} MiB, more than ${maxWindow / 2 ** 20}; compress it again without --long`
  return { window, size, checksum: (flags & 4) !== 0, length: sizeAt + sizeBytes }
}

function contentSize(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!
  if (length === 2) return bytes[at]! + (bytes[at + 1]! << 8) + 256
  return numberAt(bytes, at) + (length === 8 ? numberAt(bytes, at + 4) * 2 ** 32 : 0)
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}
