import type { Event } from '../../../flow/event.ts'
import type { Wire } from '../wire.ts'

const netlogon = '12345678-1234-abcd-ef00-01234567cffb'
/** NetrServerAuthenticate, 2 and 3 (MS-NRPC 3.5.4.4): the client proves that it knows the secret. */
const authenticates: ReadonlySet<number> = new Set([5, 15, 26])
const credential = 8

/** Whether a call is a computer's log-in to a domain controller. */
export const isAuthenticate = (uuid: string, opnum: number): boolean =>
  uuid === netlogon && authenticates.has(opnum)

/**
 * Whether the credential is eight zeros, of which no client's is made: it ends the request, before the flags that
 * later versions add (4 bytes, on a boundary of 4).
 */
export function isZeroCredential(request: Wire, opnum: number): boolean {
  const ends = opnum === 5 ? [0] : [4, 6]
  return ends.some(end => {
    const at = request.length - end - credential
    return at >= 24 && request.slice(at, credential).every(byte => byte === 0)
  })
}

/** What log-ins with zeros came to on one connection: one that succeeds is enough. */
export class ZeroLogins {
  readonly #calls = new Set<number>()
  #ts = -1
  #outcome: Event['outcome'] = 'unknown'

  asked(id: number, ts: number): void {
    if (this.#ts < 0) this.#ts = ts
    if (this.#calls.size < 256) this.#calls.add(id)
  }

  answered(id: number, refused: boolean): void {
    if (!this.#calls.delete(id) || this.#outcome === 'success') return
    this.#outcome = refused ? 'failure' : 'success'
  }

  /** Says the log-ins of this connection, if there were any. */
  finish(say: (ts: number, outcome: Event['outcome']) => void): void {
    if (this.#ts >= 0) say(this.#ts, this.#outcome)
    this.#ts = -1
  }
}
