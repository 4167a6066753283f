import { AuthExchange } from '../auth/exchange.ts'
import type { Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { known } from '../text.ts'
import { parseHead, wantHead, type Head } from './headers.ts'

/** Ports on which an answer without its question is more likely WinRM's than another web server's. */
const winrmPorts = [5985, 5986, 47001]
/** Requests without a login after which no more is expected of a web client. */
const patience = 4
const maxMessages = 256

const latin1 = new TextDecoder('latin1')

/** One connection's requests and responses. */
export class HttpSession {
  readonly #finder: Finder
  readonly #auth = new AuthExchange()
  #messages = 0
  #isWinrm = false
  #sawRequest = false
  #agent = ''
  #scheme = ''
  #withoutLogin = 0
  #told = false

  constructor(finder: Finder) {
    this.#finder = finder
  }

  readonly requests: Framing = {
    want: wantHead,
    take: (bytes, at, have, ts) => this.#take(bytes, at, have, head => this.#request(head, ts)),
    starts: bytes => /^[A-Z_]{3,12} \S/.test(latin1.decode(bytes.subarray(0, 16))),
  }

  readonly responses: Framing = {
    want: wantHead,
    take: (bytes, at, have) => this.#take(bytes, at, have, head => this.#response(head)),
    starts: bytes => latin1.decode(bytes.subarray(0, 7)) === 'HTTP/1.',
  }

  #take(bytes: Uint8Array, at: number, have: number, handle: (head: Head) => boolean): number {
    const head = parseHead(latin1.decode(bytes.subarray(at, at + have)))
    if (!handle(head) || ++this.#messages > maxMessages) return -1
    return have + Math.max(0, head.bodyLength)
  }

  #request(head: Head, ts: number): boolean {
    const [method, target] = head.first.split(' ', 2)
    if (!this.#sawRequest) this.#begin(method === 'POST' && /^\/wsman(\W|$)/i.test(target ?? ''), head.agent)
    const tried = head.auth.some(value => this.#credentials(value, ts))
    if (!tried && ++this.#withoutLogin > patience) return this.#isWinrm
    return method !== undefined && /^[A-Z_]+$/.test(method)
  }

  #begin(isWinrm: boolean, agent: string): void {
    this.#sawRequest = true
    this.#isWinrm = isWinrm
    this.#agent = agent
    if (isWinrm) this.#finder.claim('winrm')
  }

  /** What a request shows of who sends it; a basic login's password is not read. */
  #credentials(value: string, ts: number): boolean {
    const [scheme = '', token = ''] = value.split(' ', 2)
    this.#scheme ||= scheme
    if (/^basic$/i.test(scheme)) {
      const decoded = latin1.decode(fromBase64(token))
      this.#auth.names('basic', decoded.slice(0, Math.max(0, decoded.indexOf(':'))), '', ts)
    } else if (/^(ntlm|negotiate|kerberos)$/i.test(scheme)) this.#auth.token(fromBase64(token), ts)
    return true
  }

  #response(head: Head): boolean {
    const status = Number(head.first.slice(9, 12))
    if (!(status >= 100)) return false
    if (!this.#sawRequest && winrmPorts.includes(this.#finder.dstPort)) this.#finder.claim('unknown')
    if (status < 200) return true
    if (this.#auth.open) this.#auth.settle(this.#finder, status === 401 ? 'failure' : 'success')
    else for (const value of head.auth) this.#auth.token(fromBase64(value.split(' ', 2)[1] ?? ''), 0)
    return true
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    this.#auth.settle(this.#finder, 'unknown')
    if (this.#told || !this.#isWinrm) return
    this.#told = true
    this.#finder.emit('client', ts, { detail: known({ software: this.#agent, security: this.#scheme }) })
  }
}

const fromBase64 = (text: string): Uint8Array => Buffer.from(text.slice(0, 16384), 'base64')
