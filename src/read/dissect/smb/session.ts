import { AuthExchange } from '../auth/exchange.ts'
import type { Finder } from '../dissector.ts'
import { known } from '../text.ts'
import { OpenFiles } from './files.ts'
import { moreProcessing, ok, statusName } from './status.ts'

/** A share that a client has connected to. */
export interface Tree {
  /** `\\server\share`. */
  readonly path: string
  readonly isPipe: boolean
}

const maxTrees = 256

/** What one connection has logged in to, connected to and opened: the part that SMB 1 and SMB 2 share. */
export class SmbSession {
  readonly finder: Finder
  readonly files: OpenFiles
  readonly #auths = new Map<number, AuthExchange>()
  readonly #trees = new Map<number, Tree>()
  #encrypted = false

  constructor(finder: Finder) {
    this.finder = finder
    this.files = new OpenFiles(finder)
  }

  /** The login that is under way on the SMB session with this id; 0 begins a new one, unless a server gave that id. */
  auth(id: number): AuthExchange {
    const auth = this.#auths.get(id) ?? new AuthExchange()
    if (id !== 0) this.remember(id, auth)
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

  /** The server's answer to a tree connect. */
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

  /** Traffic that only its ends can read. */
  encrypted(ts: number): void {
    if (this.#encrypted) return
    this.#encrypted = true
    this.finder.emit('client', ts, { detail: { security: 'encrypted' } })
  }

  /** Something that was asked for and never answered, as in a one-way capture. */
  unanswered(kind: 'share' | 'file', detail: Readonly<Record<string, string>>, ts: number): void {
    this.finder.emit(kind, ts, { outcome: 'unknown', detail: known(detail) })
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    for (const auth of this.#auths.values()) auth.settle(this.finder, 'unknown')
    this.files.finish(ts)
  }
}
