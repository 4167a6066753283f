import { existsSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setsFolder } from '../lib/results-place.ts'
import type { Sources } from './inputs.ts'
import { isIn } from './sensor-inputs.ts'

/** The real folder that results go to, which is no input; where the PATHs are in it too, only what it keeps of earlier runs. */
export function earlierResults({ out, paths }: Pick<Sources, 'out' | 'paths'>): string[] {
  if (out === undefined || !existsSync(out) || !statSync(out).isDirectory()) return []
  const folder = realpathSync(out)
  const given = paths.filter(path => path !== '-' && existsSync(path)).map(path => realpathSync(path))
  if (!given.some(path => isIn(path, folder))) return [folder]
  const sets = join(folder, setsFolder)
  return existsSync(sets) ? [realpathSync(sets)] : []
}
