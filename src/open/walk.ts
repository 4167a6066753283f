import { lstatSync, readdirSync, realpathSync, statfsSync, statSync, type Stats } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import type { Stage } from '../lib/stage.ts'
import { shownName, systemPath } from './paths.ts'

/** One file that a PATH leads to. Names are as `shownName` gives them. */
export interface Found {
  /** How to open it, and how to name it: from the PATH as given on. */
  readonly file: string
  /** Where it really is, links resolved. */
  readonly real: string
  /** False for a pipe or a device: it can be read only once. Only a PATH itself may lead to one. */
  readonly regular: boolean
  readonly bytes: number
}

/** Why something in a folder is passed over. */
export type PassedOver =
  | 'a pipe, socket or device in a folder is not read; name it itself'
  | 'a link out of the folder is not followed; --follow follows it'
  | 'what the kernel shows in /proc or /sys is not read'

/** How to walk, and who is told what on the way. */
export interface Walking {
  /** Real paths that were reached before: grows. */
  readonly seen: Set<string>
  /** Whether links out of the folder are followed. */
  readonly follow: boolean
  /** What could not be walked into. */
  unreadable(file: string, error: NodeJS.ErrnoException): void
  passedOver(file: string, why: PassedOver): void
  readonly stage?: Stage | undefined
}

export interface Walked {
  readonly files: Found[]
  /** Whether something was passed over because it had been reached before. */
  readonly again: boolean
}

/**
 * The files at or below a path, in the order of their names. Names that begin with a dot are passed over;
 * a file or folder reached twice (through links, or `seen` by another PATH) counts once. Throws where the path itself cannot be read.
 */
export function walk(path: string, walking: Walking): Walked {
  const stat = statSync(systemPath(path))
  // A pipe that a shell opened (/dev/fd/63) has no real path.
  const real = stat.isFile() || stat.isDirectory() ? realPath(path) : path
  return new Walk(real, walking).from(path, stat)
}

class Walk {
  readonly #root: string
  readonly #walking: Walking
  readonly #files: Found[] = []
  #again = false

  constructor(root: string, walking: Walking) {
    this.#root = root
    this.#walking = walking
  }

  from(path: string, stat: Stats): Walked {
    this.#take(path, this.#root, stat)
    return { files: this.#files, again: this.#again }
  }

  #take(file: string, real: string, stat: Stats): void {
    const { seen, passedOver, stage } = this.#walking
    if (seen.has(real)) {
      this.#again = true
      return
    }
    seen.add(real)
    if (stat.isDirectory()) this.#folder(file, real)
    else if (stat.isFile() || real === this.#root) {
      const regular = stat.isFile()
      this.#files.push({ file, real, regular, bytes: regular ? stat.size : 0 })
      stage?.('walking, files', this.#files.length)
    } else passedOver(file, 'a pipe, socket or device in a folder is not read; name it itself')
  }

  #folder(file: string, real: string): void {
    if (isKernels(real))
      return this.#walking.passedOver(file, 'what the kernel shows in /proc or /sys is not read')
    const names = readdirSync(systemPath(file), { encoding: 'buffer' }).map(shownName)
    for (const name of names.filter(name => !name.startsWith('.')).sort())
      this.#tryEntry(join(file, name), join(real, name))
  }

  #tryEntry(file: string, real: string): void {
    try {
      const stat = lstatSync(systemPath(file))
      if (stat.isSymbolicLink()) this.#link(file)
      else this.#take(file, real, stat)
    } catch (error) {
      this.#walking.unreadable(file, error as NodeJS.ErrnoException)
    }
  }

  #link(file: string): void {
    const target = realPath(file)
    const isInside = target === this.#root || target.startsWith(join(this.#root, sep))
    if (isInside || this.#walking.follow) this.#take(file, target, statSync(systemPath(file)))
    else this.#walking.passedOver(file, 'a link out of the folder is not followed; --follow follows it')
  }
}

const realPath = (file: string): string =>
  shownName(realpathSync.native(systemPath(file), { encoding: 'buffer' }))

/** statfs(2)'s numbers of the file systems that the kernel makes up: proc, sysfs, debugfs, tracefs. */
const madeUp = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163])

const isKernels = (folder: string): boolean => madeUp.has(statfsSync(systemPath(folder)).type)

/** What PATHs are called as sensors: by their last part, or as given where others have the same. */
export function pathNames(paths: readonly string[]): string[] {
  const full = paths.map(path => (path === '-' ? '-' : resolve(path)))
  const short = full.map(path => (path === '-' ? 'stdin' : basename(path)))
  return short.map((name, i) => {
    const shared = short.some((other, j) => other === name && full[j] !== full[i])
    return shared ? paths[i]! : name
  })
}
