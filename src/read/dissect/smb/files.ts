import { DecodeError } from '../../../lib/errors.ts'
import type { Finder } from '../dissector.ts'
import { Messages } from '../messages.ts'
import { RpcSession } from '../rpc/session.ts'
import { known } from '../text.ts'
import { accessDenied, ok } from './status.ts'

/** A file or pipe as it was opened. */
export interface Opened {
  readonly name: string
  /** The share's path; '' where the share was connected to before the capture began. */
  readonly path: string
  readonly size: number
  /** Undefined where that is not known. */
  readonly isPipe: boolean | undefined
}

export interface OpenFile extends Opened {
  read: number
  written: number
  /** What goes through a pipe as RPC; null once it turned out to be something else. */
  pipe: Pipe | null | undefined
}

interface Pipe {
  readonly rpc: RpcSession
  readonly client: Messages
  readonly server: Messages
}

const maxFiles = 1024
const maxNames = 256
/** Seconds in which a file that is opened again is not said again: programs open a file many times over. */
const sameOpening = 180

/** The files and pipes that a client has open on one connection. */
export class OpenFiles {
  readonly #finder: Finder
  readonly #files = new Map<number, OpenFile>()
  /** When an opening was last said, by path, name and size. */
  readonly #said = new Map<string, number>()

  constructor(finder: Finder) {
    this.#finder = finder
  }

  get(id: number): OpenFile | undefined {
    return this.#files.get(id)
  }

  /** The server's answer to an opening; of those that fail, only what is forbidden is said. */
  opened(id: number, file: Opened, status: number, ts: number): void {
    if (status !== ok && status !== accessDenied) return
    this.#sayOpened(file, status, ts)
    if (status !== ok || this.#files.size >= maxFiles) return
    this.#files.set(id, { ...file, read: 0, written: 0, pipe: undefined })
  }

  #sayOpened({ name, path, size, isPipe }: Opened, status: number, ts: number): void {
    const key = `${status}\0${size}\0${path}\0${name}`
    if (ts < (this.#said.get(key) ?? -Infinity) + sameOpening) return
    if (this.#said.size >= maxNames) this.#said.clear()
    this.#said.set(key, ts)
    const length = isPipe || status !== ok ? undefined : size
    const detail = known({ action: 'open', name: name || '<share_root>', size: length, path })
    this.#finder.emit('file', ts, { outcome: status === ok ? '' : 'failure', detail })
  }

  /** Something was done to a file: `delete`, `rename`. */
  did(
    action: string,
    file: Pick<Opened, 'name' | 'path'>,
    ts: number,
    facts: { size?: number; previous?: string } = {},
  ): void {
    this.#finder.emit('file', ts, { detail: known({ action, name: file.name, path: file.path, ...facts }) })
  }

  /** Data that went through what may be a pipe: that it is RPC shows by itself. */
  piped(file: OpenFile, fromClient: boolean, bytes: Uint8Array, ts: number): void {
    if (file.isPipe === false || file.pipe === null || bytes.length === 0) return
    const pipe = (file.pipe ??= this.#newPipe(file.name))
    try {
      if ((fromClient ? pipe.client : pipe.server).push(bytes, ts)) return
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
    // Pipes carry what their programs like: that it is not RPC says nothing of SMB.
    pipe.rpc.finish()
    file.pipe = null
  }

  #newPipe(name: string): Pipe {
    const rpc = new RpcSession(this.#finder, name)
    return { rpc, client: new Messages(rpc), server: new Messages(rpc) }
  }

  closed(id: number, ts: number): void {
    const file = this.#files.get(id)
    if (file === undefined) return
    this.#files.delete(id)
    this.#sum(file, ts)
  }

  /** How much of a file went each way, once it is closed. */
  #sum(file: OpenFile, ts: number): void {
    file.pipe?.rpc.finish()
    if (file.isPipe || file.pipe) return
    if (file.written > 0) this.did('write', file, ts, { size: file.written })
    if (file.read > 0) this.did('read', file, ts, { size: file.read })
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    for (const file of this.#files.values()) this.#sum(file, ts)
    this.#files.clear()
  }
}
