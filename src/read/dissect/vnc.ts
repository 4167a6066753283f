import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { beginsWith } from './text.ts'
import { VncSession } from './vnc/session.ts'

/** VNC's protocol RFB (RFC 6143): versions, security, the outcome of the login, the desktop's name. */
export const vnc: Dissector = {
  name: 'vnc',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const src = isVersion(fromSrc)
    const dst = isVersion(fromDst)
    return src || dst ? true : src === false || dst === false ? false : undefined
  },
  answers: isVersion,
  start: finder => new VncDissection(finder),
}

/** "RFB 003.008\n": the server's first words, then the client's. */
function isVersion(bytes: Uint8Array): boolean | undefined {
  const begins = beginsWith(bytes, 'RFB ')
  if (!begins || bytes.length < 12) return begins === false ? false : undefined
  return bytes[7] === 46 && bytes[11] === 10
}

class VncDissection implements Dissection {
  readonly #session: VncSession
  readonly #client: Messages
  readonly #server: Messages

  constructor(finder: Finder) {
    this.#session = new VncSession(finder)
    this.#client = new Messages(this.#session.client)
    this.#server = new Messages(this.#session.server)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const more = (fromSrc ? this.#client : this.#server).push(bytes, ts)
    if (!more || this.#session.over) this.#session.finish(ts)
    return more && !this.#session.over
  }

  gap(): boolean {
    return false
  }

  end(ts: number): void {
    this.#session.finish(ts)
  }
}
