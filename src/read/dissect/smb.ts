import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { isNetbiosStart, SmbFraming } from './smb/framing.ts'
import { SmbSession } from './smb/session.ts'
import { Smb1 } from './smb/smb1.ts'
import { Smb2 } from './smb/smb2.ts'

/** SMB over TCP or NetBIOS (MS-SMB2, MS-CIFS): logins, shares, files, and RPC on named pipes. */
export const smb: Dissector = {
  name: 'smb',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const src = isNetbiosStart(fromSrc)
    const dst = isNetbiosStart(fromDst)
    return src === true || dst === true ? true : src === false || dst === false ? false : undefined
  },
  start: finder => new SmbDissection(finder),
}

class SmbDissection implements Dissection {
  readonly #session: SmbSession
  readonly #smb1: Smb1
  readonly #smb2: Smb2
  readonly #src: Messages
  readonly #dst: Messages

  constructor(finder: Finder) {
    this.#session = new SmbSession(finder)
    this.#smb2 = new Smb2(this.#session)
    this.#smb1 = new Smb1(this.#session)
    const framing = new SmbFraming(this.#smb1, this.#smb2)
    this.#src = new Messages(framing)
    this.#dst = new Messages(framing)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    const more = (fromSrc ? this.#src : this.#dst).push(bytes, ts)
    if (!more) this.end(ts)
    return more
  }

  gap(fromSrc: boolean, length: number): boolean {
    ;(fromSrc ? this.#src : this.#dst).gap(length)
    return true
  }

  end(ts: number): void {
    this.#smb1.finish()
    this.#smb2.finish()
    this.#session.finish(ts)
  }
}
