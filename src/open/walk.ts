import { readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative } from 'node:path'

/** One file that a PATH leads to. */
export interface Found {
  /** How to open it. */
  readonly file: string
  /** How to name it: from the PATH as given on. */
  readonly shown: string
  /** Relative to the PATH, with forward slashes; '' where the PATH is the file. */
  readonly inside: string
}

/** What could not be walked into. */
export type Unreadable = (shown: string, error: NodeJS.ErrnoException) => void

/**
 * The files at or below a path, in the order of their names. Names that begin with a dot are passed over;
 * a file or folder reached twice (through links, or `seen` by another PATH) counts once. Throws where the path itself cannot be read.
 */
export function walk(path: string, seen: Set<string>, unreadable: Unreadable): Found[] {
  const found: Found[] = []
  const visit = (file: string): void => {
    const real = realpathSync(file)
    if (seen.has(real)) return
    seen.add(real)
    const stat = statSync(real)
    if (stat.isDirectory()) {
      const names = readdirSync(file).filter(name => !name.startsWith('.'))
      for (const name of names.sort()) tryVisit(join(file, name))
    } else if (stat.isFile() || stat.isFIFO() || file === path) {
      found.push({ file, shown: file, inside: relative(path, file).split('\\').join('/') })
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
  return found
}

/** What a PATH is called as a sensor. */
export const pathName = (path: string): string => (path === '-' ? 'stdin' : basename(realpathSync(path)))
