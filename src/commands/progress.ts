import type { Io } from '../io.ts'
import type { Stage } from '../lib/stage.ts'
import type { Meter } from '../open/file.ts'

/** Says what a run is at: on a terminal in a line that moves, and where the run ends early. */
export class Progress {
  readonly #io: Io
  readonly #shown: boolean
  /** Bytes that are to be read, as far as files say; 0 where nobody knows. */
  total = 0
  #read = 0
  #last = 0
  #doing = ''
  #done = 0

  constructor(io: Io, quiet: boolean) {
    this.#io = io
    this.#shown = io.errIsTerminal && !quiet
  }

  /** Told of bytes as they are read. */
  readonly meter: Meter = (file, bytes) => {
    this.#read += bytes
    this.#at(`reading ${file}`)
    if (this.#read - this.#last < step) return
    this.#last = this.#read
    const of = this.total > this.#read ? ` of ${megabytes(this.total)}` : ''
    this.#show(`reading ${megabytes(this.#read)}${of} MB  ${file.slice(-40).replace(/[^\x20-\x7e]/g, '?')}`)
  }

  readonly stage: Stage = (what, done, of) => {
    if (this.#at(what)) this.#done = 0
    if (done - this.#done < (of === undefined ? stride : of / 100)) return
    this.#done = done
    this.#show(`${what}: ${done}${of === undefined ? '' : ` of ${of}`}`)
  }

  /** Whether that is something new. */
  #at(doing: string): boolean {
    if (doing === this.#doing) return false
    this.#doing = doing
    this.#io.state({ doing })
    return true
  }

  #show(text: string): void {
    if (this.#shown) this.#io.err(`\r\x1b[2K${text}`)
  }

  done(): void {
    this.#show('')
  }
}

/** Bytes between two updates. */
const step = 4 * 1024 * 1024
/** Steps between two updates where nobody knows how many there are. */
const stride = 500

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
