import type { Io } from '../io.ts'
import type { Meter } from '../open/file.ts'

/** A line on a terminal that says how far reading is; nothing elsewhere. */
export class Progress {
  readonly #io: Io
  readonly #shown: boolean
  /** Bytes that are to be read, as far as files say; 0 where nobody knows. */
  total = 0
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
    const of = this.total > this.#read ? ` of ${megabytes(this.total)}` : ''
    const name = file.slice(-40).replace(/[^\x20-\x7e]/g, '?')
    this.#io.err(`\r\x1b[2Kreading ${megabytes(this.#read)}${of} MB  ${name}`)
  }

  done(): void {
    if (this.#shown) this.#io.err('\r\x1b[2K')
  }
}

/** Bytes between two updates. */
const step = 4 * 1024 * 1024

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
