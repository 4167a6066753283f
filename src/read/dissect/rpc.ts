import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { isPdu } from './rpc/pdu.ts'
import { RpcSession } from './rpc/session.ts'
import { beginsWith } from './text.ts'

/** DCE/RPC over TCP (C706, MS-RPCE): interfaces, operations, and NTLM or Kerberos logins. */
export const rpc: Dissector = {
  name: 'rpc',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    if (beginsWith(fromDst, 'ncacn_http/1.0') && fromDst.length > 0) return true
    if (fromSrc.length > 0) return isPdu(fromSrc)
    return fromDst.length > 0 ? isPdu(fromDst) : undefined
  },
  start: finder => new RpcDissection(finder),
}

class RpcDissection implements Dissection {
  readonly #session: RpcSession
  readonly #src: Messages
  readonly #dst: Messages

  constructor(finder: Finder) {
    this.#session = new RpcSession(finder, '')
    this.#src = new Messages(this.#session)
    this.#dst = new Messages(this.#session)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const more = (fromSrc ? this.#src : this.#dst).push(bytes, ts)
    if (!more) this.#session.finish()
    return more
  }

  gap(fromSrc: boolean, length: number): boolean {
    ;(fromSrc ? this.#src : this.#dst).gap(length)
    return true
  }

  end(): void {
    this.#session.finish()
  }
}
