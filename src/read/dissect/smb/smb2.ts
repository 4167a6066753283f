import type { AuthExchange } from '../auth/exchange.ts'
import { u32, Wire } from '../wire.ts'
import { Requests } from './requests.ts'
import type { SmbSession, Tree } from './session.ts'
import * as commands from './smb2-commands.ts'
import { pending } from './status.ts'

/** A request that waits for its answer. Fields that a command does not use are 0 or empty. */
export interface Request {
  readonly command: number
  readonly tree: Tree | undefined
  readonly treeId: number
  readonly ts: number
  /** The open file's id; -1 where it is the one that `created` opens. */
  file: number
  /** The request earlier in the same message that opens the file. */
  created: Request | undefined
  name: string
  auth: AuthExchange | undefined
  /** What a SET_INFO does. */
  action: '' | 'delete' | 'rename'
  deletes: boolean
}

export const header = 64
const maxWhole = 64 * 1024
const isResponse = 1
const isRelated = 4

/** SMB 2 and 3 (MS-SMB2): both directions of one connection. */
export class Smb2 {
  readonly session: SmbSession
  readonly #requests = new Requests<Request>()

  constructor(session: SmbSession) {
    this.session = session
  }

  /** How many bytes of a message of `total` bytes are wanted, by its first 64: bulk data is not. */
  want(bytes: Uint8Array, at: number, total: number): number {
    const whole = Math.min(total, maxWhole)
    if (u32(bytes, at + 20) !== 0) return whole
    const answered = (bytes[at + 16]! & isResponse) !== 0
    const command = u32(bytes, at + 12) & 0xffff
    const fixed = (answered ? commands.fixedResponses : commands.fixedRequests)[command]
    if (fixed === undefined) return whole
    const id = u32(bytes, at + 28) * 2 ** 32 + u32(bytes, at + 24)
    const request = answered ? this.#requests.get(id) : undefined
    const tree = request?.tree ?? this.session.tree(u32(bytes, at + 36))
    const isPipe = tree?.isPipe ?? total <= commands.maxOnUnknownShare
    return isPipe ? whole : Math.min(total, fixed)
  }

  /** The requests or responses of one message. */
  message(bytes: Uint8Array, ts: number): void {
    let before: Request | undefined
    for (let at = 0, count = 0; count < 64; count++) {
      const wire = new Wire('SMB2 message', at === 0 ? bytes : bytes.subarray(at))
      wire.need(0, header)
      const next = wire.u32(20)
      if ((wire.u32(16) & isResponse) !== 0) this.#response(wire, ts)
      else before = this.#request(wire, before, ts)
      if (next < header || at + next + header > bytes.length) return
      at += next
    }
  }

  #request(wire: Wire, before: Request | undefined, ts: number): Request | undefined {
    const command = wire.u16(12)
    const parse = commands.requests[command]
    if (parse === undefined) return before
    const related = (wire.u32(16) & isRelated) !== 0
    const treeId = related && before ? before.treeId : wire.u32(36)
    const request: Request = {
      command,
      tree: this.session.tree(treeId),
      treeId,
      ts,
      file: -1,
      created: related ? (before?.command === commands.create ? before : before?.created) : undefined,
      name: '',
      auth: undefined,
      action: '',
      deletes: false,
    }
    parse(wire, request, this.session, ts)
    this.#requests.add(wire.u64(24), request)
    return request
  }

  #response(wire: Wire, ts: number): void {
    const id = wire.u64(24)
    const status = wire.u32(8)
    const command = wire.u16(12)
    const request = this.#requests.get(id)
    if (command === commands.negotiate) commands.negotiated(wire, this.session, ts)
    if (request?.command !== command || status === pending) return
    this.#requests.take(id)
    if (request.created && request.file < 0) request.file = request.created.file
    commands.responses[command]?.(wire, request, this.session, status, ts)
  }

  /** Requests that nobody answered are said as such. */
  finish(): void {
    for (const request of this.#requests.takeAll()) {
      request.auth?.settle(this.session.finder, 'unknown')
      if (request.command === commands.treeConnect)
        this.session.unanswered('share', { path: request.name }, request.ts)
      else if (request.command === commands.create) {
        const { name, tree, ts } = request
        this.session.unanswered('file', { action: 'open', name, path: tree?.path ?? '' }, ts)
      }
    }
  }
}
