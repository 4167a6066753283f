import type { AuthExchange } from '../auth/exchange.ts'
import { Wire } from '../wire.ts'
import { Requests } from './requests.ts'
import type { SmbSession, Tree } from './session.ts'
import * as commands from './smb1-commands.ts'
import { Smb1Exploits } from './smb1-exploits.ts'
import { maxOnUnknownShare } from './smb2-commands.ts'

/** One command of a message (MS-CIFS 2.2.3): where its words and bytes are, from the message's start. */
export interface Block {
  readonly words: number
  /** Number of 16-bit words. */
  readonly count: number
  readonly bytes: number
  readonly end: number
}

/** A request that waits for its answer. */
export interface Request {
  readonly tree: Tree | undefined
  readonly uid: number
  readonly ts: number
  file: number
  name: string
  auth: AuthExchange | undefined
  action: '' | 'delete' | 'rename'
  /** The old name of a file that is renamed by name. */
  previous: string
}

export const header = 32
const maxWhole = 64 * 1024
const isReply = 0x80

/** SMB 1 (MS-CIFS, MS-SMB): both directions of one connection. */
export class Smb1 {
  readonly session: SmbSession
  readonly #requests = new Requests<Request>()
  readonly #exploits: Smb1Exploits

  constructor(session: SmbSession) {
    this.session = session
    this.#exploits = new Smb1Exploits(session.finder)
  }

  /** How many bytes of a message of `total` bytes are wanted, by its first 32: bulk data is not. */
  want(bytes: Uint8Array, at: number, total: number): number {
    const replied = (bytes[at + 9]! & isReply) !== 0
    const fixed = (replied ? commands.fixedReplies : commands.fixedRequests)[bytes[at + 4]!]
    const whole = Math.min(total, maxWhole)
    const tid = bytes[at + 24]! | (bytes[at + 25]! << 8)
    const isPipe = this.session.tree(tid)?.isPipe ?? total <= maxOnUnknownShare
    return fixed === undefined || isPipe ? whole : Math.min(total, fixed)
  }

  message(bytes: Uint8Array, ts: number): void {
    const wire = new Wire('SMB1 message', bytes)
    wire.need(0, header + 1)
    const replied = (wire.u8(9) & isReply) !== 0
    const id = wire.u16(30) * 65536 + wire.u16(26)
    let command = wire.u8(4)
    let at = header
    for (let count = 0; count < 8; count++) {
      const block = blockAt(wire, at)
      // Requests and replies of a chain share one id, so that the command tells them apart.
      const key = id * 256 + command
      if (replied) {
        this.#exploits.reply(command, id, wire.u32(5))
        this.#reply(wire, command, block, key, ts)
      } else {
        this.#exploits.request(wire, command, block, id, ts)
        this.#request(wire, command, block, key, ts)
      }
      if (!commands.chained.includes(command) || block.count < 2) return
      const next = wire.u16(block.words + 2)
      if (wire.u8(block.words) === 0xff || next <= at) return
      command = wire.u8(block.words)
      at = next
    }
  }

  /** Requests that nobody answered are said as such. */
  finish(): void {
    for (const request of this.#requests.takeAll()) request.auth?.settle(this.session.finder, 'unknown')
    this.#exploits.finish()
  }

  #request(wire: Wire, command: number, block: Block, key: number, ts: number): void {
    const parse = commands.requests[command]
    if (parse === undefined) return
    const tree = this.session.tree(wire.u16(24))
    const request: Request = {
      tree,
      uid: wire.u16(28),
      ts,
      file: -1,
      name: '',
      auth: undefined,
      action: '',
      previous: '',
    }
    parse(wire, block, request, this.session)
    this.#requests.add(key, request)
  }

  #reply(wire: Wire, command: number, block: Block, key: number, ts: number): void {
    if (command === commands.negotiate) commands.negotiated(wire, block, this.session, ts)
    const request = this.#requests.take(key)
    if (request === undefined) return
    commands.replies[command]?.(wire, block, request, this.session, wire.u32(5), ts)
  }
}

function blockAt(wire: Wire, at: number): Block {
  const count = wire.u8(at)
  const words = at + 1
  const bytes = words + count * 2 + 2
  // Of bulk data only the first bytes were kept, and the count may be of a long message, where it wraps.
  const end = wire.length >= bytes ? Math.min(wire.length, bytes + wire.u16(bytes - 2)) : wire.length
  return { words, count, bytes, end }
}
