import { fixedLayouts } from './netflow5.ts'

/** No message is longer: its length has 16 bits, or it came in a datagram. */
const longest = 65_535

/**
 * The size of the message at `at`: 0 where more bytes are needed to know, -1 where there is no message. NetFlow v9 has no
 * length: a message lasts until something that is no flowset, which the next message's version is not, or until the `last` byte.
 */
export function messageSize(view: DataView, at: number, end: number, last: boolean): number {
  if (end - at < 4) return last ? -1 : 0
  const version = view.getUint16(at)
  const layout = fixedLayouts[version]
  if (layout) return layout.header + view.getUint16(at + 2) * layout.record
  if (version === 10) return view.getUint16(at + 2) < 16 ? -1 : view.getUint16(at + 2)
  return version === 9 ? netflow9Size(view, at, end, last) : -1
}

function netflow9Size(view: DataView, at: number, end: number, last: boolean): number {
  let next = at + 20
  while (end - next >= 4) {
    const id = view.getUint16(next)
    const length = view.getUint16(next + 2)
    if (id > 1 && id < 256) return next - at
    if (length < 4 || next - at > longest) return -1
    next += length
  }
  return last ? end - at : 0
}

/** Cuts a stream of bytes into export messages that follow each other without anything between (RFC 5655). */
export class RawMessages {
  readonly #message: (view: DataView, at: number, end: number, offset: number) => void
  readonly #reject: (reason: string, offset: number) => void
  #buffer = new Uint8Array(2 * longest)
  #length = 0
  #offset = 0
  #stopped = false

  /** `message` gets every message, which may be cut at the end of the file; `reject` what is none. */
  constructor(
    message: (view: DataView, at: number, end: number, offset: number) => void,
    reject: (reason: string, offset: number) => void,
  ) {
    this.#message = message
    this.#reject = reject
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#stopped;) {
      const part = chunk.subarray(at, at + this.#buffer.length - this.#length)
      this.#buffer.set(part, this.#length)
      this.#length += part.length
      at += part.length
      this.#take(false)
    }
  }

  finish(): void {
    if (!this.#stopped) this.#take(true)
  }

  #take(last: boolean): void {
    const view = new DataView(this.#buffer.buffer)
    let at = 0
    while (at < this.#length) {
      const size = messageSize(view, at, this.#length, last)
      if (size < 0 || size > longest || (size === 0 && this.#length - at > longest)) return this.#stop(at)
      if (!last && (size === 0 || size > this.#length - at)) break
      const end = Math.min(this.#length, at + size)
      this.#message(view, at, end, this.#offset + at)
      at = end
    }
    this.#buffer.copyWithin(0, at, this.#length)
    this.#length -= at
    this.#offset += at
  }

  #stop(at: number): void {
    this.#stopped = true
    this.#reject('no flow export where one should begin; the rest of the file is not read', this.#offset + at)
  }
}
