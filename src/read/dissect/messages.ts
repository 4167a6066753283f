/** How one direction's bytes divide into messages. Answers may depend on the bytes alone, never on how they were cut. */
export interface Framing {
  /**
   * Asked with the first `have` bytes of a message at `at`: how many of its bytes are to be gathered before it is
   * handled. It is asked again once they are there, until the answer is no more than `have`. Negative: no message.
   */
  want(bytes: Uint8Array, at: number, have: number): number
  /** Handles a message of which `have` bytes were gathered. Its whole length, the rest of which is skipped; negative: enough. */
  take(bytes: Uint8Array, at: number, have: number, ts: number): number
  /** Whether `bytes` begin with a message, for finding the way back after a loss. */
  starts(bytes: Uint8Array): boolean
}

/** More than any message of which all is wanted. */
const maxGathered = 128 * 1024
/** A larger buffer is not kept for the next message. */
const keptBuffer = 4096

/** Cuts a stream into messages; copies only those that lie across two of its pieces. */
export class Messages {
  readonly #framing: Framing
  #buffer: Uint8Array | undefined
  #fill = 0
  #need = 0
  #skip = 0
  #lost = false

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /** False where the bytes are no messages, or no more are wanted. */
  push(bytes: Uint8Array, ts: number): boolean {
    if (this.#lost && !this.#framing.starts(bytes)) return true
    this.#lost = false
    let at = 0
    while (at < bytes.length) {
      const used =
        this.#skip > 0
          ? this.#pass(bytes.length - at)
          : this.#fill > 0
            ? this.#gather(bytes, at, ts)
            : this.#handle(bytes, at, bytes.length, ts)
      if (used < 0) return false
      at += used
    }
    return true
  }

  /** `length` bytes were lost here: within a part that is skipped nothing is amiss. */
  gap(length: number): void {
    if (this.#skip >= length && !this.#lost) this.#skip -= length
    else {
      this.#lost = true
      this.#skip = this.#fill = 0
    }
  }

  #pass(available: number): number {
    const passed = Math.min(this.#skip, available)
    this.#skip -= passed
    return passed
  }

  /** Handles the message at `at` where all that is wanted of it is there; else keeps what there is. Bytes used, or -1. */
  #handle(bytes: Uint8Array, at: number, end: number, ts: number): number {
    let have = 0
    for (;;) {
      const want = this.#framing.want(bytes, at, have)
      if (want < 0 || want > maxGathered) return -1
      if (want <= have) break
      if (want > end - at) return this.#keep(bytes, at, end, want)
      have = want
    }
    const length = this.#framing.take(bytes, at, have, ts)
    return length < 0 ? -1 : this.#passOver(Math.max(length, have), end - at)
  }

  /** Adds to the message that is gathered; hands it on once it is whole. Bytes used, or -1. */
  #gather(bytes: Uint8Array, at: number, ts: number): number {
    const more = Math.min(this.#need - this.#fill, bytes.length - at)
    this.#append(bytes, at, more)
    if (this.#fill < this.#need) return more
    const want = this.#framing.want(this.#buffer!, 0, this.#fill)
    if (want < 0 || want > maxGathered) return -1
    if (want > this.#fill) this.#need = want
    else {
      const fill = this.#fill
      this.#fill = 0
      // No more than what was gathered: the buffer may be longer, and hold what came before.
      const length = this.#framing.take(this.#buffer!.subarray(0, fill), 0, fill, ts)
      if (fill > keptBuffer) this.#buffer = undefined
      if (length < 0) return -1
      this.#passOver(length, fill)
    }
    return more
  }

  #keep(bytes: Uint8Array, at: number, end: number, want: number): number {
    this.#need = want
    this.#append(bytes, at, end - at)
    return end - at
  }

  /** The buffer grows with what has come, not with what a length says is to come. */
  #append(bytes: Uint8Array, at: number, length: number): void {
    const filled = this.#fill + length
    if ((this.#buffer?.length ?? 0) < filled) {
      const larger = new Uint8Array(Math.max(512, Math.min(this.#need, 2 * filled)))
      if (this.#fill > 0) larger.set(this.#buffer!.subarray(0, this.#fill))
      this.#buffer = larger
    }
    this.#buffer!.set(bytes.subarray(at, at + length), this.#fill)
    this.#fill = filled
  }

  #passOver(length: number, available: number): number {
    this.#skip = Math.max(0, length - available)
    return Math.min(length, available)
  }
}
