import { known } from '../text.ts'
import type { Certificate } from './certificate.ts'
import { Flight } from './flight.ts'
import { helloIn, ja3, ja4, sniIn } from './hello.ts'

/** Both directions of a TLS handshake as far as it is in clear: what the client offers, and whose the certificates are. */
export class TlsHandshake {
  readonly #src = new Flight()
  #dst: Flight | undefined
  #sni: string | undefined

  /** False where no more is in clear, or the bytes are no TLS. */
  data(fromSrc: boolean, bytes: Uint8Array, ts: number): boolean {
    return (fromSrc ? this.#src : (this.#dst ??= new Flight())).push(bytes, ts)
  }

  /** The name that the client asks for; '' while none is known. */
  get sni(): string {
    const { hello } = this.#src
    return hello === undefined ? '' : (this.#sni ??= sniIn(hello))
  }

  /** The responder's. */
  get certificate(): Certificate | undefined {
    return this.#dst?.certificate
  }

  /** The originator's, where it shows one. */
  get clientCertificate(): Certificate | undefined {
    return this.#src.certificate
  }

  /** What an event tells of it. */
  facts(): Record<string, string | number | boolean> {
    const hello = this.#src.hello && helloIn(this.#src.hello)
    const { certificate: server, clientCertificate: client } = this
    return known({
      sni: hello?.sni,
      ja3: hello && ja3(hello),
      ja4: hello && ja4(hello),
      certificate: server?.subject,
      issuer: server && server.issuer !== server.subject ? server.issuer : undefined,
      clientCertificate: client?.subject,
    })
  }
}
