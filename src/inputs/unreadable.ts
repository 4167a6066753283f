import { InputError } from '../lib/errors.ts'
import { causeOf } from '../lib/file-errors.ts'
import { formats } from '../read/pick.ts'

/** Says of a path that the file system refuses why, and what to do. */
export const unreadable = (path: string, error: NodeJS.ErrnoException): InputError =>
  new InputError(`${path}: ${causeOf(error)}`)

/** What the file system answers for a path. Throws InputError where it refuses. */
export function orUnreadable<Answer>(path: string, ask: () => Answer): Answer {
  try {
    return ask()
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException)
  }
}

/** Says of a folder that nothing in it can be read. */
export function nothingIn(path: string, skipped: number): InputError {
  const files = skipped
    ? `the ${skipped === 1 ? 'file is' : `${skipped} files are all`} of no known format`
    : 'there is no file'
  return new InputError(`${path}: nothing readable in this folder, ${files}. What can be read: ${formats()}`)
}
