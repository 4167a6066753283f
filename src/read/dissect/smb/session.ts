import { DecodeError } from '../../../lib/errors.ts'
import { AuthExchange } from '../auth/exchange.ts'
import type { Finder } from '../dissector.ts'
import { Messages } from '../messages.ts'
import { RpcSession } from '../rpc/session.ts'
import { known } from '../text.ts'
import { accessDenied, moreProcessing, ok, statusName } from './status.ts'

/** A share that a client has connected to. */
export interface Tree {
  /** `\\server\share`. */
  readonly path: string
  readonly isPipe: boolean
}

/** A file or pipe that a client has open. */
export interface OpenFile {
  readonly name: string
  readonly path: string
  readonly size: number
  readonly isPipe: boolean
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

const maxTrees = 256
const maxFiles = 1024

/** What one connection has logged in to, connected to and opened: the part that SMB 1 and SMB 2 share. */
export class SmbSession {
  readonly finder: Finder
  readonly #auths = new Map<number, AuthExchange>()
  readonly #trees = new Map<number, Tree>()
  readonly #files = new Map<number, OpenFile>()
  #encrypted = false

  constructor(finder: Finder) {
    this.finder = finder
  }

  /** The login that is under way on the SMB session with this id. */
  auth(id: number): AuthExchange {
    const auth = this.#auths.get(id) ?? new AuthExchange()
    this.remember(id, auth)
    return auth
  }

  /** The id that the server has given a login which goes on. */
  remember(id: number, auth: AuthExchange): void {
    if (this.#auths.size >= maxTrees) this.#auths.clear()
    this.#auths.set(id, auth)
  }

  /** The server's answer to a session setup. */
  setUp(auth: AuthExchange, status: number): void {
    if (status === moreProcessing) return
    const outcome = status === ok ? 'success' : 'failure'
    auth.settle(this.finder, outcome, status === ok ? '' : statusName(status))
  }

  connected(id: number, path: string, type: string, status: number, ts: number): void {
    const outcome = status === ok ? '' : 'failure'
    const error = status === ok ? '' : statusName(status)
    this.finder.emit('share', ts, { outcome, detail: known({ path, type, error }) })
    const isPipe = type === 'PIPE' || /\\IPC\$$/i.test(path)
    if (status === ok && this.#trees.size < maxTrees) this.#trees.set(id, { path, isPipe })
  }

  tree(id: number): Tree | undefined {
    return this.#trees.get(id)
  }

  file(id: number): OpenFile | undefined {
    return this.#files.get(id)
  }

  /** A file or pipe was opened; of those that were not, only what was forbidden is said. */
  opened(id: number, name: string, tree: Tree | undefined, size: number, status: number, ts: number): void {
    if (status !== ok && status !== accessDenied) return
    const { path = '', isPipe = false } = tree ?? {}
    const detail = known({
      action: 'open',
      name: name || '<share_root>',
      size: isPipe ? undefined : size,
      path,
    })
    this.finder.emit('file', ts, { outcome: status === ok ? '' : 'failure', detail })
    if (status !== ok || this.#files.size >= maxFiles) return
    this.#files.set(id, { name, path, size, isPipe, read: 0, written: 0, pipe: undefined })
  }

  /** Data that went through a pipe: it may be RPC. */
  piped(file: OpenFile, fromClient: boolean, bytes: Uint8Array, ts: number): void {
    if (file.pipe === undefined) {
      const rpc = new RpcSession(this.finder, file.name)
      file.pipe = { rpc, client: new Messages(rpc), server: new Messages(rpc) }
    }
    const { pipe } = file
    if (pipe === null) return
    try {
      if ((fromClient ? pipe.client : pipe.server).push(bytes, ts)) return
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
    // Pipes carry what their programs like: that it is not RPC says nothing of SMB.
    pipe.rpc.finish()
    file.pipe = null
  }

  /** Something was done to a file: `delete`, `rename`. */
  did(
    action: string,
    file: Pick<OpenFile, 'name' | 'path'>,
    ts: number,
    facts: { size?: number; previous?: string } = {},
  ): void {
    const detail = known({ action, name: file.name, path: file.path, ...facts })
    this.finder.emit('file', ts, { detail })
  }

  closed(id: number, ts: number): void {
    const file = this.#files.get(id)
    if (file === undefined) return
    this.#files.delete(id)
    this.#sum(file, ts)
  }

  /** Traffic that only its ends can read. */
  encrypted(ts: number): void {
    if (this.#encrypted) return
    this.#encrypted = true
    this.finder.emit('client', ts, { detail: { security: 'encrypted' } })
  }

  /** How much of a file went each way, once it is closed. */
  #sum(file: OpenFile, ts: number): void {
    file.pipe?.rpc.finish()
    if (file.isPipe) return
    if (file.written > 0) this.did('write', file, ts, { size: file.written })
    if (file.read > 0) this.did('read', file, ts, { size: file.read })
  }

  /** Something that was asked for and never answered, as in a one-way capture. */
  unanswered(kind: 'share' | 'file', detail: Readonly<Record<string, string>>, ts: number): void {
    this.finder.emit(kind, ts, { outcome: 'unknown', detail: known(detail) })
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    for (const auth of this.#auths.values()) auth.settle(this.finder, 'unknown')
    for (const file of this.#files.values()) this.#sum(file, ts)
    this.#files.clear()
  }
}
