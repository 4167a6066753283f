import { InputError } from '../lib/errors.ts'
import { formats } from '../read/pick.ts'
import { table } from '../lib/table.ts'

const causes = table<string>({
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'no permission to read it; run as a user who may, or change its mode',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  ELOOP: 'its links lead in a circle; name what they should lead to',
})

/** Says of a path that the file system refuses why, and what to do. */
export const unreadable = (path: string, { code, message }: NodeJS.ErrnoException): InputError =>
  new InputError(`${path}: ${causes.get(code ?? '') ?? message}`)

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
