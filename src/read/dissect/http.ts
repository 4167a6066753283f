import type { Dissection, Dissector, Finder } from './dissector.ts'
import { HttpSession } from './http/session.ts'
import { Messages } from './messages.ts'
import { beginsWith } from './text.ts'
import { both } from './signature.ts'

const methods = [
  'GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'PROPPATCH', 'MKCOL',
  'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'SEARCH', 'REPORT', 'RPC_IN_DATA', 'RPC_OUT_DATA', 'CCM_POST', 'BITS_POST',
] // prettier-ignore

/** HTTP/1 (RFC 9112), and WinRM in it (MS-WSMV): POST to /wsman; NTLM, Kerberos and basic logins of either. */
export const http: Dissector = {
  name: 'http',
  transport: 'tcp',
  recognise: (fromSrc, fromDst) => both(isRequest(fromSrc), beginsWith(fromDst, 'HTTP/1.')),
  start: finder => new HttpDissection(finder),
}

/** A method and the start of a target: a path, an http URL, "*", or a host for CONNECT. SIP, RTSP and ICAP name their own schemes. */
function isRequest(bytes: Uint8Array): boolean | undefined {
  if (bytes.length === 0) return undefined
  if (bytes[0]! < 65 || bytes[0]! > 85) return false
  let undecided = false
  for (const method of methods) {
    const starts = beginsWith(bytes, `${method} `)
    if (starts) return isTarget(bytes, method.length + 1, method === 'CONNECT')
    if (starts === undefined) undecided = true
  }
  return undecided ? undefined : false
}

function isTarget(bytes: Uint8Array, at: number, isHost: boolean): boolean | undefined {
  if (bytes.length <= at) return undefined
  if (isHost || bytes[at] === 0x2f || bytes[at] === 0x2a) return true
  return beginsWith(bytes.subarray(at, at + 4), 'http')
}

class HttpDissection implements Dissection {
  readonly #session: HttpSession
  readonly #src: Messages
  readonly #dst: Messages
  #answered = false

  constructor(finder: Finder) {
    this.#session = new HttpSession(finder)
    this.#src = new Messages(this.#session.requests)
    this.#dst = new Messages(this.#session.responses)
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    if (!fromSrc && !this.#answered) this.#answer(bytes)
    const more = (fromSrc ? this.#src : this.#dst).push(bytes, ts)
    if (!more) this.#session.finish(ts)
    return more
  }

  #answer(bytes: Uint8Array): void {
    this.#answered = true
    if (beginsWith(bytes, 'HTTP/') === false) this.#session.unspoken()
  }

  gap(fromSrc: boolean, length: number): boolean {
    const { inner } = this.#session
    if (inner !== undefined) return inner.gap(fromSrc, length)
    ;(fromSrc ? this.#src : this.#dst).gap(length)
    return true
  }

  end(ts: number): void {
    this.#session.finish(ts)
  }
}
