import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { EngineError, UsageError } from '../lib/errors.ts'
import type { Io } from '../io.ts'

/** Bytes that are gathered before they are written. */
const pieceSize = 1 << 20

/** A new file, or standard output (`-`), that is written in pieces. What is there already is never overwritten. */
export class CaptureFile {
  readonly #file: string
  readonly #io: Io
  readonly #descriptor: number
  #pieces: Uint8Array[] = []
  #held = 0
  #open: boolean

  /** Throws UsageError where there is such a file, EngineError where none can be made. */
  constructor(file: string, io: Io) {
    this.#file = file
    this.#io = io
    this.#descriptor = file === '-' ? -1 : this.#guard(() => openSync(file, 'wx'))
    this.#open = this.#descriptor >= 0
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#pieces.push(bytes)
    this.#held += bytes.length
    if (this.#held >= pieceSize) await this.#flush()
  }

  async close(): Promise<void> {
    await this.#flush()
    if (this.#open) this.#guard(() => this.#close())
  }

  /** Takes back a file that could not be written to its end. */
  discard(): void {
    if (this.#descriptor < 0) return
    if (this.#open) this.#close()
    rmSync(this.#file, { force: true })
  }

  /** A close that fails has closed all the same. */
  #close(): void {
    this.#open = false
    closeSync(this.#descriptor)
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#held = 0
    if (this.#descriptor < 0) return this.#io.out(bytes)
    this.#guard(() => {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at)
    })
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EEXIST')
        throw new UsageError(`${this.#file} is there already; name another file with -w, or remove it`)
      throw new EngineError(`${this.#file} cannot be written (${code}); name another file with -w`)
    }
  }
}
