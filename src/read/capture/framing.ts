import type { Container } from './container.ts'

/**
 * Cuts a file that comes in pieces into whole records. A piece is read where it lies; only a record across two pieces
 * is copied, so that pieces of any size, even single bytes, cost little.
 */
export class Framing {
  readonly #container: Container
  /** The beginning of a record whose end has not come. A record that was read stays in its own, as its packet may be kept. */
  #carry = new Uint8Array(0)
  #held = 0
  #skip = 0
  /** File offset of the next byte to come. */
  #offset = 0

  constructor(container: Container) {
    this.#container = container
  }

  /** File offset where a record is open that has not come to its end; -1 where none is. */
  get open(): number {
    return this.#held > 0 || this.#skip > 0 ? this.#offset - this.#held : -1
  }

  push(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length && !this.#container.stopped) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at)
        this.#skip -= skipped
        this.#offset += skipped
        at += skipped
      } else if (this.#held > 0) at = this.#complete(chunk, at)
      else at = this.#direct(chunk, at)
    }
  }

  /** Records that lie in the piece. */
  #direct(chunk: Uint8Array, at: number): number {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
    const next = this.#container.records(view, at, chunk.length, this.#offset - at)
    if (this.#container.stopped) return chunk.length
    if (next < chunk.length) this.#hold(chunk, next, chunk.length)
    else this.#skip = next - chunk.length
    this.#offset += chunk.length - at
    return chunk.length
  }

  /** Adds what the open record needs, and reads it once it is whole. */
  #complete(chunk: Uint8Array, at: number): number {
    const until = Math.min(chunk.length, at + Math.max(1, this.#container.needs - this.#held))
    this.#hold(chunk, at, until)
    this.#offset += until - at
    if (this.#held < this.#container.needs) return until
    const held = this.#held
    const view = new DataView(this.#carry.buffer, 0, held)
    const next = this.#container.records(view, 0, held, this.#offset - held)
    if (next >= held) {
      this.#held = 0
      this.#skip = next - held
    } else if (next > 0) {
      this.#carry = this.#carry.slice(next, held)
      this.#held = held - next
    }
    return until
  }

  #hold(chunk: Uint8Array, at: number, until: number): void {
    const size = this.#held + until - at
    if (this.#held === 0 || size > this.#carry.length) {
      const bigger = new Uint8Array(Math.max(size, this.#container.needs, this.#held * 2))
      bigger.set(this.#carry.subarray(0, this.#held))
      this.#carry = bigger
    }
    this.#carry.set(chunk.subarray(at, until), this.#held)
    this.#held = size
  }
}
