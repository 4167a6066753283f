import { Dialogue } from './dialogue.ts'
import type { Dissector } from './dissector.ts'
import { LdapSession, operationAt } from './ldap/session.ts'
import { both, signature } from './signature.ts'

/** LDAP (RFC 4511): who binds, and whether the server lets them. */
export const ldap: Dissector = {
  name: 'ldap',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isMessage(fromSrc), isMessage(fromDst)),
  start: finder => new Dialogue(new LdapSession(finder)),
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
