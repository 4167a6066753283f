import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { EngineError } from '../lib/errors.ts'

/** The folder that results go to. Its functions throw EngineError where the file system refuses. */
export class ResultsFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** Makes the folder, and those above it, where they are not there yet. */
  make(): void {
    this.#guard(() => makeFolders(resolve(this.path)))
  }

  /** Writes a file of the folder anew, a piece at a time. */
  write(name: string, pieces: Iterable<string>): void {
    this.#guard(() => {
      const descriptor = openSync(join(this.path, name), 'w')
      try {
        // Unlike writeSync, goes on until all of a piece is written, or fails.
        for (const piece of pieces) appendFileSync(descriptor, piece)
      } finally {
        closeSync(descriptor)
      }
    })
  }

  #guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (!code) throw error
      throw new EngineError(`${this.path}: cannot be written (${code}); choose another folder with --out`)
    }
  }
}

/** mkdir -p. Node's own never returns where a folder's file system has no room for others, as that of /proc. */
function makeFolders(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && existsSync(path) && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolders(dirname(path))
    mkdirSync(path)
  }
}
