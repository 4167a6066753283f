import { lstatSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { inCurrentSet, setsFolder } from '../lib/results-place.ts'
import { linkAt } from './disk.ts'

/** A link may lead anywhere, a FIFO waits, and what is no file of results is not overwritten. */
export function refuseOthers(out: string, names: readonly string[]): void {
  for (const path of [resolve(out), join(resolve(out), setsFolder)]) {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat?.isSymbolicLink())
      throw new UsageError(`${path} is a link, which is not followed; name the folder itself with --out`)
    if (stat && !stat.isDirectory()) throw new UsageError(`${path} is no folder; choose another with --out`)
  }
  for (const name of names) {
    const path = join(out, name)
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat && !stat.isFile() && linkAt(path) !== inCurrentSet(name))
      throw new UsageError(
        `${path} is no regular file, and is not overwritten; choose another folder with --out`,
      )
  }
}

/** Says who holds the folder, and since when. */
export function heldBy(out: string, holder: string): string {
  const advice = 'wait until it ends, or choose another folder with --out'
  try {
    const pid = readFileSync(holder, 'utf8').trim()
    const since = statSync(holder).mtime.toISOString().replace(/\.\d+/, '')
    return `${out}: process ${pid} writes its results into this folder since ${since}; ${advice}`
  } catch {
    return `${out}: another run writes its results into this folder; ${advice}`
  }
}
