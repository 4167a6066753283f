/** Lines beyond this length are no log's; only their first bytes are kept. */
export const maxLine = 1 << 20

/** Whole lines, each with its newline, from `from` to `to`. The bytes are only valid during the call. */
export type Block = (bytes: Buffer, from: number, to: number) => void

/**
 * Cuts a stream into blocks of whole lines. Lines inside a chunk are handed on where they lie;
 * only a line that goes over a chunk's end is copied.
 */
export class Lines {
  readonly #block: Block
  #carry = Buffer.alloc(4096)
  #kept = 0

  constructor(block: Block) {
    this.#block = block
  }

  push(piece: Uint8Array): void {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    let at = 0
    if (this.#kept > 0) {
      at = chunk.indexOf(10) + 1
      this.#keep(chunk, 0, at === 0 ? chunk.length : at)
      if (at === 0) return
      // A line that was cut to the limit has lost its newline.
      this.#carry[this.#kept - 1] = 10
      this.#block(this.#carry, 0, this.#kept)
      this.#kept = 0
    }
    const end = chunk.lastIndexOf(10) + 1
    if (end > at) this.#block(chunk, at, end)
    this.#keep(chunk, Math.max(at, end), chunk.length)
  }

  /** The last line where it has no newline; an empty buffer where it has. */
  rest(): Buffer {
    return this.#carry.subarray(0, this.#kept)
  }

  #keep(chunk: Buffer, begin: number, to: number): void {
    let from = begin
    // Before a line they stand for nothing, and there may be gigabytes of them.
    if (this.#kept === 0) while (from < to && chunk[from] === 0) from++
    const end = Math.min(to, from + maxLine + 2 - this.#kept)
    if (end <= from) return
    if (this.#kept + end - from > this.#carry.length) {
      const larger = Buffer.alloc(Math.max(this.#carry.length * 2, this.#kept + end - from))
      this.#carry.copy(larger, 0, 0, this.#kept)
      this.#carry = larger
    }
    chunk.copy(this.#carry, this.#kept, from, end)
    this.#kept += end - from
  }
}
