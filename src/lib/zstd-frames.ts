/** Windows that zstd itself refuses without `--long` or `--memory` (ZSTD_WINDOWLOG_LIMIT_DEFAULT). */
const maxWindow = 2 ** 27
/** Each block moves a window: what may be moved in all, and for each byte that came of it. */
const freeMoves = 2 ** 36
const movesPerByte = 2 ** 13

const longestHeader = 18
const zstdMagic = 0xfd2fb528
/** RFC 8878 §3.1.2: sixteen magic numbers whose frames are passed over. */
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5

/**
 * Follows a zstd stream's frames and blocks (RFC 8878 §3.1.1) ahead of the decoder, so that no crafted header
 * can make that take gigabytes of window, or move a large window again for every few bytes.
 */
export class ZstdFrames {
  readonly #held = new Uint8Array(longestHeader)
  readonly #view = new DataView(this.#held.buffer)
  #have = 0
  #need = 4
  #skip = 0
  #inFrame = false
  #checksum = 0
  #window = 0
  #moved = 0

  /** Takes the stream's next bytes, `plain` bytes having come of it so far. Says what is wrong with it, or nothing. */
  push(bytes: Uint8Array, plain: number): string | undefined {
    for (let at = 0; at < bytes.length;) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length - at)
        this.#skip -= skipped
        at += skipped
      } else {
        this.#held[this.#have++] = bytes[at++]!
        if (this.#have < this.#need) continue
        if (this.#inFrame) this.#block()
        else this.#header()
      }
    }
    if (this.#window > maxWindow)
      return `a window of ${Math.ceil(this.#window / 2 ** 20)} MiB, more than ${maxWindow / 2 ** 20}; compress it again without --long`
    return this.#moved > freeMoves + movesPerByte * plain
      ? 'blocks too small for so large a window'
      : undefined
  }

  /** Asks for more of a frame's header until it is whole. */
  #header(): void {
    const magic = this.#view.getUint32(0, true)
    if (isSkippable(magic)) return this.#have < 8 ? this.#ask(8) : this.#pass(this.#view.getUint32(4, true))
    // What follows the last frame is the decoder's to refuse.
    if (magic !== zstdMagic) return this.#pass(Infinity)
    if (this.#have < 5) return this.#ask(5)
    const flags = this.#held[4]!
    const single = (flags >> 5) & 1
    const contentSize = flags >> 6 ? 1 << (flags >> 6) : single
    const dictionary = [0, 1, 2, 4][flags & 3]!
    const sizeAt = 6 - single + dictionary
    if (this.#have < sizeAt + contentSize) return this.#ask(sizeAt + contentSize)
    this.#window = single ? this.#size(sizeAt, contentSize) : windowSize(this.#held[5]!)
    this.#checksum = flags & 4
    this.#inFrame = true
    this.#pass(0, 3)
  }

  #size(at: number, bytes: number): number {
    if (bytes === 1) return this.#held[at]!
    if (bytes === 2) return this.#view.getUint16(at, true) + 256
    const low = this.#view.getUint32(at, true)
    return bytes === 4 ? low : low + this.#view.getUint32(at + 4, true) * 2 ** 32
  }

  #block(): void {
    const header = this.#held[0]! | (this.#held[1]! << 8) | (this.#held[2]! << 16)
    const repeated = ((header >> 1) & 3) === 1
    const last = header & 1
    this.#moved += this.#window
    this.#inFrame = !last
    this.#pass((repeated ? 1 : header >>> 3) + (last ? this.#checksum : 0), last ? 4 : 3)
  }

  #ask(bytes: number): void {
    this.#need = bytes
  }

  #pass(bytes: number, next = 4): void {
    this.#skip = bytes
    this.#have = 0
    this.#need = next
  }
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}
