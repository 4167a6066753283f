import { AuthExchange } from '../auth/exchange.ts'
import type { Dissection, Finder } from '../dissector.ts'
import type { Framing } from '../messages.ts'
import { beginsWith, known } from '../text.ts'
import { RpcSession } from '../rpc/session.ts'
import { parseHead, wantHead, type Head } from './headers.ts'
import { tunnelOf, type Tunnel } from './tunnel.ts'
import { maxBody, wsmanRequest } from './wsman.ts'

/** Ports on which an answer without its question is more likely WinRM's than another web server's. */
const winrmPorts = [5985, 5986, 47001]
/** Requests without a login after which no more is expected of a web client. */
const patience = 4
const maxMessages = 256

const latin1 = new TextDecoder('latin1')

/** Not found, method not allowed, not implemented: what a web server says to requests that only WinRM or RPC's proxy know. */
const noSuchService = new Set([404, 405, 501])

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
  #target = ''
  /** Of the request that waits for its answer. */
  #method = ''
  #rpc: RpcSession | undefined
  /** Bytes of the head of a WSMan request, whose body is wanted too; 0 elsewhere. */
  #head = 0
  #tunnel: Tunnel | undefined
  inner: Dissection | undefined

  constructor(finder: Finder) {
    this.#finder = finder
  }

  readonly requests: Framing = {
    want: (bytes, at, have) =>
      this.#tunnel?.requests?.want(bytes, at, have) ?? this.#wantOfRequest(bytes, at, have),
    take: (bytes, at, have, ts) =>
      this.#tunnel?.requests?.take(bytes, at, have, ts) ??
      this.#take(bytes, at, have, (head, body) => this.#request(head, body, ts)),
    starts: bytes => /^[A-Z_]{3,12} \S/.test(latin1.decode(bytes.subarray(0, 16))),
  }

  readonly responses: Framing = {
    want: (bytes, at, have) => this.#tunnel?.responses?.want(bytes, at, have) ?? wantHead(bytes, at, have),
    take: (bytes, at, have, ts) =>
      this.#tunnel?.responses?.take(bytes, at, have, ts) ??
      this.#take(bytes, at, have, head => this.#response(head)),
    starts: bytes => latin1.decode(bytes.subarray(0, 7)) === 'HTTP/1.',
  }

  /** A head; of a WSMan request the start of the body too. */
  #wantOfRequest(bytes: Uint8Array, at: number, have: number): number {
    // Of a message that was lost midway the head is no more than a number.
    if (have === 0) this.#head = 0
    if (this.#head > 0) return have
    const want = wantHead(bytes, at, have)
    if (want !== have || !beginsWith(bytes.subarray(at, at + 11), 'POST /wsman')) return want
    this.#head = have
    const { bodyLength } = parseHead(latin1.decode(bytes.subarray(at, at + have)))
    return have + Math.min(maxBody, Math.max(0, bodyLength))
  }

  #take(
    bytes: Uint8Array,
    at: number,
    have: number,
    handle: (head: Head, body: Uint8Array) => boolean,
  ): number {
    const length = this.#head || have
    this.#head = 0
    const head = parseHead(latin1.decode(bytes.subarray(at, at + length)))
    if (!handle(head, bytes.subarray(at + length, at + have)) || ++this.#messages > maxMessages) return -1
    return this.#tunnel ? length : length + Math.max(0, head.bodyLength)
  }

  #request(head: Head, body: Uint8Array, ts: number): boolean {
    const [method = '', target = ''] = head.first.split(' ', 2)
    this.#method = method
    if (!this.#sawRequest || method === 'CONNECT') this.#target = target.split('?', 1)[0]!
    if (!this.#sawRequest) this.#begin(method === 'POST' && /^\/wsman(\W|$)/i.test(target), head.agent)
    const asked = this.#isWinrm ? wsmanRequest(body) : undefined
    if (asked !== undefined)
      this.#finder.emit('rpc', ts, {
        detail: known({ interface: 'wsman', operation: asked.operation, resource: asked.resource }),
      })
    const tried = head.auth.some(value => this.#credentials(value, ts))
    if (/^RPC_(IN|OUT)_DATA$/.test(method)) return this.#channel(head.bodyLength)
    if (!tried && ++this.#withoutLogin > patience) return this.#isWinrm
    return /^[A-Z_]+$/.test(method)
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
    if (noSuchService.has(status)) this.unspoken()
    if (!this.#sawRequest && winrmPorts.includes(this.#finder.dstPort)) this.#finder.claim('unknown')
    if (status === 200 && this.#rpc && this.#method === 'RPC_OUT_DATA')
      this.#tunnel = { responses: this.#rpc }
    if (status === 101 || (this.#method === 'CONNECT' && status >= 200 && status < 300))
      return this.#become(head)
    if (status < 200) return true
    if (this.#auth.open) this.#auth.settle(this.#finder, status === 401 ? 'failure' : 'success')
    else for (const value of head.auth) this.#auth.token(fromBase64(value.split(' ', 2)[1] ?? ''), 0)
    return true
  }

  /**
   * RPC over HTTP (MS-RPCH): the client's calls are one long request's body, the server's answers another connection's
   * response. Requests without a body only log in.
   */
  #channel(bodyLength: number): boolean {
    this.#rpc ??= new RpcSession(this.#finder, '')
    this.#finder.claim('rpc')
    if (this.#method === 'RPC_IN_DATA' && bodyLength > 0) this.#tunnel = { requests: this.#rpc }
    return true
  }

  /** The connection carries something else from now on. */
  #become(head: Head): boolean {
    const isWebSocket = this.#method !== 'CONNECT'
    if (isWebSocket && head.upgrade !== 'websocket') return false
    const via = isWebSocket ? 'websocket' : 'http connect'
    this.inner = this.#finder.inner(known({ via, target: this.#target, software: this.#agent }))
    this.#tunnel = this.inner && tunnelOf(this.inner, isWebSocket)
    return this.#tunnel !== undefined
  }

  /** The server does not know WinRM or RPC over HTTP, or not even HTTP: the client only probed for it. */
  unspoken(): void {
    if (!this.#isWinrm && !this.#rpc) return
    this.#isWinrm = false
    this.#finder.claim(winrmPorts.includes(this.#finder.dstPort) ? 'unknown' : 'http')
  }

  /** Nothing more comes. */
  finish(ts: number): void {
    this.inner?.end(ts)
    this.#rpc?.finish()
    this.#auth.settle(this.#finder, 'unknown')
    if (this.#told || !this.#isWinrm) return
    this.#told = true
    this.#finder.emit('client', ts, {
      detail: known({ uri: this.#target, software: this.#agent, security: this.#scheme }),
    })
  }
}

const fromBase64 = (text: string): Uint8Array => Buffer.from(text.slice(0, 16384), 'base64')
