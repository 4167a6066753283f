import type { Io } from '../io.ts'
import type { Meter } from '../open/file.ts'

/** A line on a terminal that says how far reading is; nothing elsewhere. */
export class Progress {
  readonly #io: Io
  readonly #shown: boolean
  #read = 0
  #last = 0

  constructor(io: Io, quiet: boolean) {
    this.#io = io
    this.#shown = io.errIsTerminal && !quiet
  }

  /** Told of bytes as they are read. */
  readonly meter: Meter = (file, bytes) => {
    this.#read += bytes
    if (!this.#shown || this.#read - this.#last < step) return
    this.#last = this.#read
    this.#io.err(
      `\r\x1b[2Kreading ${(this.#read / 1e6).toFixed(0)} MB  ${file.slice(-60).replace(/[^\x20-\x7e]/g, '?')}`,
    )
  }

  done(): void {
    if (this.#shown) this.#io.err('\r\x1b[2K')
  }
}

/** Bytes between two updates. */
const step = 4 * 1024 * 1024
