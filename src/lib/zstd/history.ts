/** What a frame decoded last: its window, and the block that is being decoded. */
export class History {
  #bytes = new Uint8Array(0)
  #end = 0
  #start = 0
  #limit = 0
  #window = 0
  /** Bytes of the frame so far, as far as matches may reach. */
  #reach = 0

  /** Begins a frame. Memory that is not written to is not taken. */
  reset(window: number, block: number): void {
    this.#window = window
    // What lies behind the window is moved away once for each quarter of a window, so that a byte is moved at most five times.
    const size = window + Math.ceil(window / 4) + block
    if (this.#bytes.length < size) this.#bytes = new Uint8Array(size)
    this.#end = this.#reach = 0
  }

  /** Begins a block of at most `size` plain bytes. */
  begin(size: number): void {
    if (this.#end + size > this.#bytes.length) {
      const from = this.#end - this.#window
      this.#bytes.copyWithin(0, from, this.#end)
      this.#end = this.#window
    }
    this.#start = this.#end
    this.#limit = this.#end + size
  }

  /** The block so far; valid until the next one begins. */
  block(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end)
  }

  /** Whether the bytes fit in the block. */
  append(bytes: Uint8Array, from: number, to: number): boolean {
    const size = to - from
    if (this.#end + size > this.#limit) return false
    if (size > 32) this.#bytes.set(bytes.subarray(from, to), this.#end)
    else for (let i = 0; i < size; i++) this.#bytes[this.#end + i] = bytes[from + i]!
    this.#end += size
    this.#reach += size
    return true
  }

  fill(byte: number, size: number): void {
    this.#bytes.fill(byte, this.#end, this.#end + size)
    this.#end += size
    this.#reach += size
  }

  /** Copies what came `offset` bytes before; whether there is such, and room. */
  repeat(offset: number, size: number): boolean {
    if (offset < 1 || offset > this.#reach || offset > this.#window || this.#end + size > this.#limit)
      return false
    const bytes = this.#bytes
    const to = this.#end
    if (size > 32 && offset >= size) bytes.copyWithin(to, to - offset, to - offset + size)
    else for (let i = to, from = to - offset; i < to + size;) bytes[i++] = bytes[from++]!
    this.#end += size
    this.#reach += size
    return true
  }
}
