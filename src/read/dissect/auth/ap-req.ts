import { child, children, descend, element, integer, type Element } from '../der.ts'
import { cipherName } from '../kerberos/names.ts'
import { textOf } from '../text.ts'

/** The service that a Kerberos ticket is for; whose ticket it is, is encrypted. */
export interface TicketFor {
  /** `cifs/HOST`. */
  readonly service: string
  readonly realm: string
  /** How it is encrypted, with the service's key. */
  readonly cipher: string
}

/** How the fields of an AP-REQ begin (RFC 4120, 5.5.1): pvno [0] 5, msg-type [1] 14. */
const start = [0xa0, 3, 2, 1, 5, 0xa1, 3, 2, 1, 14]

/** The ticket in a token, whichever of GSS-API, SPNEGO and DCE style wraps the AP-REQ; undefined where there is none. */
export function ticketIn(token: Uint8Array): TicketFor | undefined {
  // AP-REQ SEQUENCE { … ticket [3] Ticket [APPLICATION 1] SEQUENCE { … } }
  const ticket = descend(token, requestIn(token), 0xa3, 0x61, 0x30)
  return ticket === undefined ? undefined : ticketOf(token, ticket)
}

/** Ticket, 5.3: tkt-vno [0], realm [1], sname [2], enc-part [3], whose etype is [0]. */
export function ticketOf(bytes: Uint8Array, ticket: Element | undefined): TicketFor {
  return {
    service: principalIn(bytes, child(bytes, ticket, 0xa2)),
    realm: generalText(bytes, child(bytes, ticket, 0xa1)),
    cipher: cipherName(integer(bytes, descend(bytes, ticket, 0xa3, 0x30, 0xa0, 0x02))),
  }
}

/** The AP-REQ's SEQUENCE, whose header is two to four bytes before its first field. */
function requestIn(token: Uint8Array): Element | undefined {
  for (let at = token.indexOf(0xa0); at >= 0; at = token.indexOf(0xa0, at + 1)) {
    if (!start.every((byte, i) => token[at + i] === byte)) continue
    for (const header of [4, 3, 2]) {
      const found = element(token, at - header, token.length)
      if (found?.tag === 0x30 && found.at === at) return found
    }
  }
  return undefined
}

/** A field that holds one GeneralString. */
export function generalText(bytes: Uint8Array, field: Element | undefined): string {
  const text = child(bytes, field, 0x1b)
  return text === undefined ? '' : textOf(bytes, text.at, text.end)
}

/** The parts of a field that holds a PrincipalName, joined by slashes: `krbtgt/REALM`. */
export function principalIn(bytes: Uint8Array, field: Element | undefined): string {
  const parts = children(bytes, descend(bytes, field, 0x30, 0xa1, 0x30))
  return parts.map(part => textOf(bytes, part.at, part.end)).join('/')
}
