/** SERVICE_ACCEPT carries 17 bytes, USERAUTH_SUCCESS one: with either padding rule the latter's packet is 16 shorter. */
const successIsShorterBy = 16
const maxReplies = 500
/**
 * Seconds after which a refusal is one of a password: servers hold those back (pam_faildelay, for 2 s or so), while the
 * question for the methods is answered at once.
 */
const heldBack = 1

/**
 * The outcome of an SSH login from the sizes of the server's encrypted packets, as Zeek infers it (RFC 4252):
 * the first answers the service request; the reply to the first request shows the size of a failure (clients ask
 * with method "none" to learn the others); later replies of that size are failed attempts. A first request is one too
 * where the server holds its refusal back and the client then leaves: tools that guess ask for nothing.
 */
export class SshLogin {
  outcome: '' | 'success' | 'failure' = ''
  attempts = 0
  /** `none` where the server let the client in without asking. */
  method: string | undefined
  /** Nothing more is to be learnt. */
  decided = false
  #clientSpoke = false
  #accept = 0
  #failure = 0
  #reply = 0
  #asked = 0
  #waited = 0
  #replies = 0

  /** A piece of encrypted data, as the sender wrote it. */
  packet(fromClient: boolean, length: number, ts: number): void {
    if (fromClient) {
      this.#answered()
      this.#asked = ts
    } else if (this.#clientSpoke) {
      this.#waited = ts - this.#asked
      this.#answer(length)
    }
    // What a server sends before the client's request are its extensions (RFC 8308).
  }

  #answer(length: number): void {
    if (++this.#replies > maxReplies) this.decided = true
    if (this.#accept === 0) this.#accept = length
    else if (length === this.#accept - successIsShorterBy) this.#succeed()
    else this.#reply = length
  }

  #succeed(): void {
    if (this.#failure === 0) this.method = 'none'
    this.outcome = 'success'
    this.attempts++
    this.decided = true
  }

  /** The client goes on: the last packet of the server's turn was its reply, after a pre-login banner perhaps. */
  #answered(): void {
    this.#clientSpoke = true
    if (this.#reply === 0) return
    if (this.#failure === 0) this.#failure = this.#reply
    else if (this.#reply === this.#failure) this.#fail()
    this.#reply = 0
  }

  #fail(): void {
    this.outcome = 'failure'
    this.attempts++
  }

  /** The flow is over: a last reply counts too, also where it is the only one and was held back. */
  finish(): void {
    if (this.decided) return
    const guessed = this.#failure === 0 && this.#reply > 0 && this.#waited > heldBack
    this.#answered()
    if (guessed) this.#fail()
  }
}
