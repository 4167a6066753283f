import { createReadStream, fstatSync, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty, ReadStream } from 'node:tty'
import { systemPath } from './paths.ts'
import { readFlags } from './regular.ts'

/**
 * What an open descriptor gives, whatever it is of. One that nobody writes to is waited for without a thread of the process being
 * stuck in it, so that the run can end meanwhile. Throws the file system's error where there is no such descriptor.
 */
export function descriptor(fd: number): AsyncIterable<Uint8Array> {
  const stat = fstatSync(fd)
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false })
  return isatty(fd) ? new ReadStream(fd) : createReadStream('', { fd, autoClose: false })
}

/** The names of this process' own descriptors. */
const own = /^\/(?:dev\/stdin|dev\/fd\/(\d+)|proc\/self\/fd\/(\d+))$/

/** What a named pipe, socket or device gives. Throws the file system's error. */
export function openSpecial(path: string): AsyncIterable<Uint8Array> {
  const [, fd, sameFd] = own.exec(path) ?? [undefined, undefined, undefined]
  return descriptor(own.test(path) ? Number(fd ?? sameFd ?? 0) : openSync(systemPath(path), readFlags))
}
