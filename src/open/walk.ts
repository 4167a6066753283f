import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

/** One file that a PATH leads to. */
export interface Found {
  /** How to open it, and how to name it: from the PATH as given on. */
  readonly file: string
  /** Where it really is, links resolved. */
  readonly real: string
  /** False for a pipe or a device: it can be read only once. Only a PATH itself may lead to one. */
  readonly regular: boolean
  readonly bytes: number
}

/** What could not be walked into. */
export type Unreadable = (file: string, error: NodeJS.ErrnoException) => void

export interface Walked {
  readonly files: Found[]
  /** Whether something was passed over because it had been reached before. */
  readonly again: boolean
}

/**
 * The files at or below a path, in the order of their names. Names that begin with a dot are passed over;
 * a file or folder reached twice (through links, or `seen` by another PATH) counts once. Throws where the path itself cannot be read.
 */
export function walk(path: string, seen: Set<string>, unreadable: Unreadable): Walked {
  const files: Found[] = []
  let again = false
  const visit = (file: string): void => {
    const stat = statSync(file)
    // A pipe that a shell opened (/dev/fd/63) has no real path.
    const real = stat.isFile() || stat.isDirectory() ? realpathSync(file) : file
    if (seen.has(real)) {
      again = true
      return
    }
    seen.add(real)
    if (stat.isDirectory()) {
      const names = readdirSync(file).filter(name => !name.startsWith('.'))
      for (const name of names.sort()) tryVisit(join(file, name))
    } else if (stat.isFile() || file === path) {
      const regular = stat.isFile()
      files.push({ file, real, regular, bytes: regular ? stat.size : 0 })
    }
  }
  const tryVisit = (file: string): void => {
    try {
      visit(file)
    } catch (error) {
      unreadable(file, error as NodeJS.ErrnoException)
    }
  }
  visit(path)
  return { files, again }
}

/** What PATHs are called as sensors: by their last part, or as given where others have the same. */
export function pathNames(paths: readonly string[]): string[] {
  const full = paths.map(path => (path === '-' ? '-' : resolve(path)))
  const short = full.map(path => (path === '-' ? 'stdin' : basename(path)))
  return short.map((name, i) => {
    const shared = short.some((other, j) => other === name && full[j] !== full[i])
    return shared ? paths[i]! : name
  })
}
