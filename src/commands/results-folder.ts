import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { EngineError, UsageError } from '../lib/errors.ts'
import { currentSet, inCurrentSet, setsFolder } from '../lib/results-place.ts'
import { hold, type Release } from '../store/lock.ts'
import { flush, linkAt, makeFolders } from './disk.ts'
import { heldBy, refuseOthers } from './results-place.ts'

/**
 * The folder that results go to, held by one run at a time. A run's files are written into a folder of their own, a set, in
 * `.eastwest`; the names in the results folder are links through `.eastwest/current`, so that one rename of that link exchanges
 * all files at once: whenever a run ends, and however, the folder holds the files of one run. What else lies in the folder stays.
 * Functions throw EngineError where the file system refuses.
 */
export class ResultsFolder {
  readonly #out: string
  readonly #names: readonly string[]
  readonly #sets: string
  readonly #set: string
  readonly #release: Release

  private constructor(out: string, names: readonly string[], set: string, release: Release) {
    this.#out = out
    this.#names = names
    this.#sets = join(out, setsFolder)
    this.#set = set
    this.#release = release
  }

  /**
   * Makes the folder, and those above it, where they are not there yet, and holds it. `names` are those of the files. Throws
   * UsageError where something else has its name or that of a file, or where another run holds it.
   */
  static async open(out: string, names: readonly string[]): Promise<ResultsFolder> {
    const sets = join(out, setsFolder)
    guard(out, () => {
      refuseOthers(out, names)
      makeFolders(resolve(sets))
    })
    const release = await hold(join(sets, 'lock')).catch((error: Error) => {
      throw new EngineError(`${out}: cannot be held: ${error.message}; choose another folder with --out`)
    })
    if (!release) throw new UsageError(heldBy(out, join(sets, 'holder')))
    try {
      return guard(out, () => {
        linkCopied(sets)
        removeLeft(sets)
        writeFileSync(join(sets, 'holder'), `${process.pid}\n`)
        return new ResultsFolder(out, names, newSet(sets), release)
      })
    } catch (error) {
      release()
      throw error
    }
  }

  /** Writes a file of this run, a piece at a time, onto the disk. */
  write(name: string, pieces: Iterable<string>): void {
    guard(this.#out, () => {
      const descriptor = openSync(join(this.#set, name), 'wx')
      try {
        // Unlike writeSync, goes on until all of a piece is written, or fails.
        for (const piece of pieces) appendFileSync(descriptor, piece)
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
    })
  }

  /** Lets this run's files take the place of the earlier ones, all at once. */
  commit(): void {
    guard(this.#out, () => {
      flush(this.#set)
      this.#adopt()
      this.#point(this.#set)
      flush(this.#sets)
    })
  }

  /** Lets the folder go; files that were not committed go too. */
  close(): void {
    try {
      removeLeft(this.#sets)
      rmSync(join(this.#sets, 'holder'), { force: true })
    } catch {
      // The next run removes what is left.
    } finally {
      this.#release()
    }
  }

  /** Makes each name a link through `current`. Files of versions that wrote them here become the set that counts until then. */
  #adopt(): void {
    const missing = this.#names.filter(name => linkAt(join(this.#out, name)) !== inCurrentSet(name))
    if (!existsSync(join(this.#sets, currentSet))) {
      const earlier = newSet(this.#sets)
      for (const name of missing.filter(name => existsSync(join(this.#out, name))))
        linkSync(join(this.#out, name), join(earlier, name))
      this.#point(earlier)
    }
    for (const name of missing) this.#link(inCurrentSet(name), join(this.#out, name))
  }

  #point(set: string): void {
    this.#link(set.slice(this.#sets.length + 1), join(this.#sets, currentSet))
  }

  /** Puts a link where another, or a file, may be. */
  #link(target: string, path: string): void {
    const next = join(this.#sets, 'next')
    rmSync(next, { force: true })
    symlinkSync(target, next)
    renameSync(next, path)
  }
}

/** An empty set, as readable as the user's other folders. */
function newSet(sets: string): string {
  for (let number = 1; ; number++) {
    const set = join(sets, `set-${number}`)
    if (mkdirSync(set, { recursive: true })) return set
  }
}

/** A copy that follows links (`cp -L`, most archives) has a folder in the place of `current`: it becomes a set. */
function linkCopied(sets: string): void {
  const current = join(sets, currentSet)
  if (!lstatSync(current, { throwIfNoEntry: false })?.isDirectory()) return
  const set = newSet(sets)
  renameSync(current, set)
  symlinkSync(basename(set), current)
}

/** Removes what dead runs have left beside the set that counts; only who holds the folder may. */
function removeLeft(sets: string): void {
  const kept = ['lock', 'holder', currentSet, linkAt(join(sets, currentSet))]
  for (const name of readdirSync(sets).filter(name => !kept.includes(name)))
    rmSync(join(sets, name), { recursive: true, force: true })
}

function guard<Answer>(out: string, work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new EngineError(`${out}: cannot be written (${code}); choose another folder with --out`)
  }
}
