import { createReadStream, fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty, ReadStream } from 'node:tty'

/**
 * What an open descriptor gives, whatever it is of. One that nobody writes to is waited for without a thread of the process being
 * stuck in it, so that the run can end meanwhile. Throws the file system's error where there is no such descriptor.
 */
export function descriptor(fd: number): AsyncIterable<Uint8Array> {
  const stat = fstatSync(fd)
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false })
  return isatty(fd) ? new ReadStream(fd) : createReadStream('', { fd, autoClose: false })
}
