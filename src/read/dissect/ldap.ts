import type { Dissection, Dissector, Finder } from './dissector.ts'
import { LdapSession, operationAt } from './ldap/session.ts'
import { Messages } from './messages.ts'
import { both, signature } from './signature.ts'

/** LDAP (RFC 4511): who binds, and whether the server lets them. */
export const ldap: Dissector = {
  name: 'ldap',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isMessage(fromSrc), isMessage(fromDst)),
  start: finder => new LdapDissection(finder),
}

/** Over UDP (MS-ADTS 6.3.3) a search asks a domain controller who it is. */
export const ldapUdp = signature(
  'ldap',
  'udp',
  (fromSrc, fromDst) => isMessage(fromSrc.length > 0 ? fromSrc : fromDst) === true,
)

function isMessage(bytes: Uint8Array): boolean | undefined {
  if (bytes.length === 0) return undefined
  const operation = operationAt(bytes, 0, bytes.length)
  return operation === undefined ? undefined : operation >= 0
}

class LdapDissection implements Dissection {
  readonly #session: LdapSession
  readonly #src: Messages
  readonly #dst: Messages

  constructor(finder: Finder) {
    this.#session = new LdapSession(finder)
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
