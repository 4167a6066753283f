import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readlinkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Where a link leads; '' where there is none. */
export function linkAt(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/** A folder's names are on the disk only once it is flushed itself; not every file system lets it. */
export function flush(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (!/^(EINVAL|ENOTSUP|EOPNOTSUPP|EPERM|EISDIR)$/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw error
  } finally {
    closeSync(descriptor)
  }
}

/** mkdir -p. Node's own never returns where a folder's file system has no room for others, as that of /proc. */
export function makeFolders(path: string): void {
  try {
    mkdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && existsSync(path) && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolders(dirname(path))
    mkdirSync(path)
  }
}
