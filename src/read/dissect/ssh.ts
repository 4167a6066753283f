import type { Dissection, Dissector, Finder } from './dissector.ts'
import { Messages } from './messages.ts'
import { hassh, hasshServer, settled } from './ssh/key-exchange.ts'
import { SshLogin } from './ssh/login.ts'
import { SshSide } from './ssh/side.ts'
import { beginsWith, indexOfText, known } from './text.ts'

/** SSH (RFC 4253): both banners and the key exchange in clear, then the outcome of the login as packet sizes and directions tell it. */
export const ssh: Dissector = {
  name: 'ssh',
  transport: 'tcp',
  recognise(fromSrc, fromDst) {
    const src = isBanner(fromSrc)
    const dst = bannerIn(fromDst)
    return src || dst ? true : src === false || dst === false ? false : undefined
  },
  answers: bannerIn,
  start: finder => new SshDissection(finder),
}

/** Whether a server's first bytes have a banner; other lines of text may come before it (RFC 4253, 4.2). */
function bannerIn(head: Uint8Array): boolean | undefined {
  const start = isBanner(head)
  if (start !== false) return start
  const later = indexOfText(head, '\nSSH-')
  if (later >= 0) return isBanner(head.subarray(later + 1))
  return isText(head) ? undefined : false
}

const isBanner = (bytes: Uint8Array): boolean | undefined => {
  const two = beginsWith(bytes, 'SSH-2.0-')
  const one = beginsWith(bytes, 'SSH-1.')
  return two || one ? true : two === undefined || one === undefined ? undefined : false
}

function isText(bytes: Uint8Array): boolean {
  for (const byte of bytes)
    if ((byte < 32 && byte !== 10 && byte !== 13 && byte !== 9) || byte === 127) return false
  return true
}

class SshDissection implements Dissection {
  readonly #finder: Finder
  readonly #src = new SshSide()
  readonly #dst = new SshSide()
  readonly #srcMessages = new Messages(this.#src)
  readonly #dstMessages = new Messages(this.#dst)
  readonly #login = new SshLogin()
  #told = false
  #last = 0

  constructor(finder: Finder) {
    this.#finder = finder
  }

  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    this.#last = ts
    const side = fromSrc ? this.#src : this.#dst
    const clear = !side.encrypted
    if (clear && !(fromSrc ? this.#srcMessages : this.#dstMessages).push(bytes, ts)) return this.#give()
    this.#tell(ts, false)
    const length = clear ? side.takeEncrypted() : bytes.length
    if (length === 0 || !side.encrypted) return true
    const isServer = fromSrc ? this.#dst.isClient : !this.#dst.isClient
    this.#login.packet(!isServer, length, ts)
    return this.#login.decided ? this.#give() : true
  }

  gap(fromSrc: boolean): boolean {
    // Sizes cannot be told any more, and clear packets not be found.
    if ((fromSrc ? this.#src : this.#dst).banner === '') return true
    return this.#give()
  }

  end(): void {
    this.#give()
  }

  #give(): boolean {
    this.#tell(this.#last, true)
    this.#sayLogin(this.#last)
    return false
  }

  /** The banners, once it is clear whose is whose, or the flow is over. */
  #tell(ts: number, over: boolean): void {
    if (this.#told || (!over && !this.#src.isClient && !this.#dst.isClient)) return
    this.#told = true
    const [client, server] = this.#dst.isClient ? [this.#dst, this.#src] : [this.#src, this.#dst]
    const software = /^SSH-[^-]*-(\S+)/.exec(client.banner)?.[1]
    const detail = known({
      banner: client.banner,
      software,
      server: server.banner,
      hassh: hassh(client.offer),
      hasshServer: hasshServer(server.offer),
      kex: settled(client.offer, server.offer, 'kex'),
      cipher: settled(client.offer, server.offer, 'cipherC2s'),
      hostKey: settled(client.offer, server.offer, 'hostKey'),
    })
    this.#finder.emit('client', ts, { detail })
  }

  #sayLogin(ts: number): void {
    this.#login.finish()
    const { outcome, attempts, method } = this.#login
    if (outcome === '') return
    const detail = known({ method, attempts, inferred: 'packet sizes' })
    this.#finder.emit('login', ts, { outcome, detail })
  }
}
