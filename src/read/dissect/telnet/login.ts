import type { Event } from '../../../flow/event.ts'
import type { Finder } from '../dissector.ts'

const maxLine = 256
/** Text shown without any prompt, after which no login is expected. */
const maxShown = 64 * 1024
const maxLogins = 100

const userPrompt = /(?:log ?in|user ?name|user|account)(?: name)?\s*:\s*$/i
const passwordPrompt = /(?:pass ?word|passcode|pass|pin)\b[^\n]{0,40}:\s*$/i
const refused =
  /incorrect|fail(?:ed|ure)|denied|invalid|bad (?:pass|user|login)|not allowed|unknown user|too many|rejected|try again/i
const granted = /last login|welcome|logged in|[$#>%]\s*$/i

/** Follows a login by its prompts. What is typed at a password prompt is passed over unread. */
export class TelnetLogin {
  readonly #finder: Finder
  /** What the client types now answers to. */
  #asked: 'user' | 'password' | 'nothing' = 'nothing'
  #user = ''
  #typed = ''
  /** The end of what the server has shown since the client last ended a line. */
  #shown = ''
  #shownLength = 0
  #tried = false
  #logins = 0
  #ts = 0
  over = false

  constructor(finder: Finder) {
    this.#finder = finder
  }

  /** Text from the client. */
  typed(text: string, ts: number): void {
    for (const character of text) {
      if (character === '\r' || character === '\n') this.#line(ts)
      else if (this.#asked === 'user') this.#edit(character)
    }
  }

  #edit(character: string): void {
    if (character === '\b' || character === '\x7f') this.#typed = this.#typed.slice(0, -1)
    else if (character >= ' ' && this.#typed.length < maxLine) this.#typed += character
  }

  /** The client has ended a line. CR LF and CR NUL end one line: the second character finds nothing asked. */
  #line(ts: number): void {
    if (this.#asked === 'user') {
      if (this.#typed === '') return
      this.#user = this.#typed
    } else if (this.#asked === 'password') {
      this.#tried = true
      this.#ts = ts
    } else return
    this.#typed = this.#shown = ''
    this.#asked = 'nothing'
  }

  /** Text from the server. */
  shown(text: string, ts: number): void {
    this.#shown = (this.#shown + text).slice(-4 * maxLine)
    this.#shownLength += text.length
    if (this.#tried) this.#judge(ts)
    const line = this.#shown.slice(this.#shown.trimEnd().lastIndexOf('\n') + 1)
    if (passwordPrompt.test(line)) this.#asked = 'password'
    else if (userPrompt.test(line) && this.#asked !== 'user') {
      this.#asked = 'user'
      this.#typed = ''
    }
    if (this.#shownLength > maxShown) this.over = true
  }

  /** What the server shows after a password: a complaint, or a new prompt for a name, or a session. */
  #judge(ts: number): void {
    const again = userPrompt.test(this.#shown) && !/last login/i.test(this.#shown)
    if (refused.test(this.#shown) || again || passwordPrompt.test(this.#shown)) this.#say('failure', ts)
    else if (granted.test(this.#shown)) {
      this.#say('success', ts)
      this.over = true
    }
  }

  #say(outcome: Event['outcome'], ts: number): void {
    this.#tried = false
    this.#finder.emit('login', ts, { user: this.#user, outcome, detail: { method: 'password' } })
    if (++this.#logins >= maxLogins) this.over = true
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    if (this.#tried) this.#say('unknown', Math.max(this.#ts, ts))
  }
}
