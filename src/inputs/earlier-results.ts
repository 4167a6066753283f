import { existsSync, realpathSync, statSync } from 'node:fs'
import type { Sources } from './inputs.ts'
import { isIn } from './sensor-inputs.ts'

/** The real folder that results go to, which is no input; none where it is where the PATHs are too. */
export function earlierResults({ out, paths }: Pick<Sources, 'out' | 'paths'>): string[] {
  if (out === undefined || !existsSync(out) || !statSync(out).isDirectory()) return []
  const folder = realpathSync(out)
  const given = paths.filter(path => path !== '-' && existsSync(path)).map(path => realpathSync(path))
  return given.some(path => isIn(path, folder)) ? [] : [folder]
}
