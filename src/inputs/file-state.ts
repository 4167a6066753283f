import { statSync } from 'node:fs'
import { systemPath } from '../open/paths.ts'
import type { FileState } from '../report/report.ts'

/** A file's size and time of change; [-1, -1] where there is no such file, as for standard input. */
export function fileState(file: string): FileState {
  const stat = statSync(systemPath(file), { throwIfNoEntry: false })
  return stat?.isFile() ? [stat.size, stat.mtimeMs / 1000] : [-1, -1]
}
