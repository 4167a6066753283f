import { table } from './table.ts'

const causes = table<string>({
  ENOENT: 'there is no such file or folder; check the path',
  EACCES: 'no permission to read it; run as a user who may, or change its mode',
  EPERM: 'no permission to read it; run as a user who may, or change its mode',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  ELOOP: 'its links lead in a circle; name what they should lead to',
  ENAMETOOLONG: 'the path is longer than the file system allows; check it',
  EISDIR: 'it is a folder; name a file',
  ENXIO: 'a socket cannot be opened as a file; pipe its data in',
  EMFILE: 'too many files are open; raise the limit (ulimit -n)',
})

/** Why the file system refuses a path, and what to do. */
export const causeOf = ({ code, message }: NodeJS.ErrnoException): string => causes.get(code ?? '') ?? message
