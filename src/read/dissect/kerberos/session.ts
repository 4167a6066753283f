import type { Event } from '../../../flow/event.ts'
import { generalText, principalIn, ticketOf } from '../auth/ap-req.ts'
import { child, children, descend, element, integer, type Element } from '../der.ts'
import type { Finder } from '../dissector.ts'
import { known } from '../text.ts'
import { errors, ordinaryErrors } from './names.ts'

/** APPLICATION tags of the messages between a client and a KDC (RFC 4120, 5.10). */
export const asRequest = 0x6a
export const asReply = 0x6b
export const tgsRequest = 0x6c
export const tgsReply = 0x6d
export const krbError = 0x7e

const kinds: Readonly<Record<number, string>> = {
  [asRequest]: 'AS',
  [asReply]: 'AS',
  [tgsRequest]: 'TGS',
  [tgsReply]: 'TGS',
}

/** An encryption type whose key is the NT hash itself. */
const rc4 = 23
/** Kinds of pre-authentication (IANA's registry): a time stamp under the user's key, public keys, an armoured challenge. */
const timestamp = 2
const proofs = [timestamp, 16, 17, 136, 138]

interface Request {
  readonly kind: string
  readonly user: string
  readonly realm: string
  readonly service: string
  readonly ts: number
  /** RC4 is the only encryption type that the client takes: none chooses so by itself since Windows 2008. */
  readonly rc4Only?: boolean
  /** Kinds of pre-authentication data. */
  readonly proofs?: readonly number[]
}

/** Tickets asked for and given on one flow. */
export class KerberosSession {
  readonly #finder: Finder
  #request: Request | undefined

  constructor(finder: Finder) {
    this.#finder = finder
  }

  /** One whole message of either side. */
  message(bytes: Uint8Array, ts: number): void {
    const outer = element(bytes, 0, bytes.length)
    const inner = child(bytes, outer, 0x30)
    if (outer === undefined || inner === undefined) return
    if (outer.tag === asRequest || outer.tag === tgsRequest) this.#ask(bytes, outer.tag, inner, ts)
    else if (outer.tag === asReply || outer.tag === tgsReply) this.#reply(bytes, outer.tag, inner, ts)
    else if (outer.tag === krbError) this.#refuse(bytes, inner, ts)
  }

  /** KDC-REQ, 5.4.1: cname [1], realm [2] and sname [3] of the body [4]. */
  #ask(bytes: Uint8Array, tag: number, inner: Element, ts: number): void {
    this.finish()
    const body = descend(bytes, inner, 0xa4, 0x30)
    this.#request = {
      kind: kinds[tag]!,
      user: principalIn(bytes, child(bytes, body, 0xa1)),
      realm: generalText(bytes, child(bytes, body, 0xa2)),
      service: principalIn(bytes, child(bytes, body, 0xa3)),
      ts,
      rc4Only: isRc4Only(bytes, body),
      proofs: proofsOf(bytes, inner),
    }
  }

  /** KDC-REP, 5.4.2: crealm [3], cname [4], ticket [5]. */
  #reply(bytes: Uint8Array, tag: number, inner: Element, ts: number): void {
    const ticket = ticketOf(bytes, descend(bytes, inner, 0xa5, 0x61, 0x30))
    // A TGS-REQ does not name the client; an anonymous one is named otherwise in the reply.
    const asked = tag === asReply ? this.#request : undefined
    const reply: Request = {
      kind: kinds[tag]!,
      user: asked?.user || principalIn(bytes, child(bytes, inner, 0xa4)),
      realm: asked?.realm || generalText(bytes, child(bytes, inner, 0xa3)),
      service: this.#request?.service || ticket.service,
      ts: this.#request?.ts ?? ts,
    }
    this.#notice('success', this.#request, integer(bytes, descend(bytes, inner, 0xa6, 0x30, 0xa0, 0x02)))
    this.#say('success', reply, { cipher: ticket.cipher })
  }

  /** KRB-ERROR, 5.9.1: error-code [6]; crealm [7], cname [8] and sname [10] may be there. */
  #refuse(bytes: Uint8Array, inner: Element, ts: number): void {
    const code = integer(bytes, descend(bytes, inner, 0xa6, 0x02))
    const asked = this.#request ?? { kind: '', user: '', realm: '', service: '', ts }
    this.#request = undefined
    if (ordinaryErrors.includes(code)) return
    this.#notice('failure', asked, -1)
    const refused: Request = {
      ...asked,
      user: asked.user || principalIn(bytes, child(bytes, inner, 0xa8)),
      realm: asked.realm || generalText(bytes, child(bytes, inner, 0xa9)),
      service: asked.service || principalIn(bytes, child(bytes, inner, 0xaa)),
    }
    this.#say('failure', refused, { error: errors[code] ?? `error ${code}` })
  }

  /** What stands out in a request; `cipher` is the one under which the client's part of the answer is. */
  #notice(outcome: Event['outcome'], request: Request | undefined, cipher: number): void {
    if (request?.proofs === undefined) return
    const { kind, user, ts, service } = request
    const say = (note: string) =>
      this.#finder.emit('notice', ts, { user, outcome, detail: known({ note, service }) })
    const isProven = request.proofs.some(proof => proofs.includes(proof))
    if (kind === 'AS' && request.rc4Only && request.proofs.includes(timestamp)) say('RC4-only AS-REQ')
    else if (kind === 'AS' && !isProven && cipher === rc4) say('AS-REP without pre-authentication')
    else if (kind === 'TGS' && request.rc4Only && !/^krbtgt\b/i.test(service)) say('RC4-only TGS-REQ')
  }

  #say(outcome: Event['outcome'], request: Request, facts: Readonly<Record<string, string>>): void {
    this.#request = undefined
    const { kind, user, realm, service, ts } = request
    const detail = known({ method: 'kerberos', domain: realm, request: kind, service, ...facts })
    this.#finder.emit('login', ts, { user, outcome, detail })
  }

  /** Nothing more comes: a request without an answer is said as such. */
  finish(): void {
    if (this.#request === undefined) return
    this.#notice('unknown', this.#request, -1)
    this.#say('unknown', this.#request, {})
  }
}

/** The body's etype [8]: a list of numbers. */
function isRc4Only(bytes: Uint8Array, body: Element | undefined): boolean {
  const types = children(bytes, descend(bytes, body, 0xa8, 0x30)).map(type => integer(bytes, type))
  return types.length > 0 && types.every(type => type === rc4)
}

/** padata [3] of a KDC-REQ: a list of { padata-type [1], padata-value [2] }. */
const proofsOf = (bytes: Uint8Array, inner: Element): number[] =>
  children(bytes, descend(bytes, inner, 0xa3, 0x30)).map(data =>
    integer(bytes, descend(bytes, data, 0xa1, 0x02)),
  )
