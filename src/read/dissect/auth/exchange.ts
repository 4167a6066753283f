import type { Event } from '../../../flow/event.ts'
import type { Finder } from '../dissector.ts'
import { known } from '../text.ts'
import { ticketIn } from './ap-req.ts'
import { ntlmMessage } from './ntlmssp.ts'

/** One login with tokens of SPNEGO, NTLM or Kerberos, whatever protocol carries them. */
export class AuthExchange {
  #method = ''
  #user = ''
  #domain = ''
  #client = ''
  #server = ''
  #target = ''
  #cipher = ''
  #ts = 0
  /** How what follows is protected, where the carrier says so. */
  level = ''

  /** A token of either side. */
  token(bytes: Uint8Array, ts: number): void {
    const message = ntlmMessage(bytes)
    if (message === undefined) this.#ticket(bytes, ts)
    else if (message.type === 'challenge') {
      // Who breaks off here has learnt the server's names: a log-in all the same, by nobody.
      this.#server = message.server
      this.#user = this.#domain = this.#client = ''
      this.#begin('ntlm', ts)
    } else if (message.type === 'authenticate') {
      ;({ user: this.#user, domain: this.#domain, client: this.#client } = message)
      this.#begin(this.#user === '' ? 'anonymous' : 'ntlm', ts)
    }
  }

  #ticket(bytes: Uint8Array, ts: number): void {
    const ticket = ticketIn(bytes)
    if (ticket === undefined) return
    this.#domain = ticket.realm
    this.#target = ticket.service
    this.#cipher = ticket.cipher
    this.#begin('kerberos', ts)
  }

  /** A login that shows its names outside any token. */
  names(method: string, user: string, domain: string, ts: number): void {
    this.#user = user
    this.#domain = domain
    this.#begin(user === '' ? 'anonymous' : method, ts)
  }

  /** A name that the carrier gives beside tokens that name nobody. */
  claim(user: string): void {
    if (this.#method === 'kerberos') this.#user = user
  }

  #begin(method: string, ts: number): void {
    this.#method = method
    this.#ts = ts
  }

  /** Whether somebody tries to log in, and how that ends is not said yet. */
  get open(): boolean {
    return this.#method !== ''
  }

  /** Says the login, once. */
  settle(finder: Finder, outcome: Event['outcome'], error = ''): void {
    if (this.#method === '') return
    const detail = known({
      method: this.#method,
      domain: this.#domain,
      client: this.#client,
      server: this.#server,
      service: this.#target,
      cipher: this.#cipher,
      level: this.level,
      error,
    })
    finder.emit('login', this.#ts, { user: this.#user, outcome, detail })
    this.#method = ''
  }
}
