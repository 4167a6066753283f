import type { Dissection, Dissector, Finder } from './dissector.ts'
import { TelnetLogin } from './telnet/login.ts'
import { iac, isTelnet, TelnetText } from './telnet/text.ts'

/** TELNET (RFC 854), recognised by the options that the sides negotiate; logins from the prompts, never a password. */
export const telnet: Dissector = {
  name: 'telnet',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const src = isTelnet(fromSrc)
    const dst = isTelnet(fromDst)
    if (src || dst) return true
    if (src === false || dst === false) return false
    // A client whose first words are text answers no negotiation; one that is cut in the middle may yet.
    return fromSrc.length > 0 && !fromSrc.includes(iac) ? false : undefined
  },
  answers: isTelnet,
  start: finder => new TelnetDissection(finder),
}

class TelnetDissection implements Dissection {
  readonly #login: TelnetLogin
  readonly #src = new TelnetText()
  readonly #dst = new TelnetText()

  constructor(finder: Finder) {
    this.#login = new TelnetLogin(finder)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (fromSrc) this.#login.typed(this.#src.take(bytes), ts)
    else this.#login.shown(this.#dst.take(bytes), ts)
    return !this.#login.over
  }

  gap(): boolean {
    return true
  }

  end(ts: number): void {
    this.#login.finish(ts)
  }
}
