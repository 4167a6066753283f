import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { systemPath } from './paths.ts'

/** How files are opened: a pipe that has taken a file's place since it was found must not be waited for. */
export const readFlags = constants.O_RDONLY | constants.O_NONBLOCK

/** A path leads to something else than a regular file. */
export class IrregularFile extends Error {
  readonly code = 'irregular'

  constructor() {
    super('it is no regular file')
  }
}

/** Opens a regular file for reading. Throws IrregularFile, or the file system's error. */
export function openRegular(file: string): number {
  const descriptor = openSync(systemPath(file), readFlags)
  if (fstatSync(descriptor).isFile()) return descriptor
  closeSync(descriptor)
  throw new IrregularFile()
}
