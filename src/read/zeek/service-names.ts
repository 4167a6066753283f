import { byPort, bySensor } from '../../flow/codes.ts'
import type { Services } from '../../flow/services.ts'
import { slotOf } from './fields.ts'
import { Intern } from './intern.ts'
import type { LogRecord } from './record.ts'
import { table } from '../../lib/table.ts'

/** Zeek's analyzers whose service has another name here. */
const names = table<string>({
  rfb: 'vnc',
  dce_rpc: 'rpc',
  ssl: 'tls',
  dtls: 'tls',
  krb: 'kerberos',
  krb_tcp: 'kerberos',
  krb_udp: 'kerberos',
  ldap_tcp: 'ldap',
  ldap_udp: 'ldap',
  spicy_ldap_tcp: 'ldap',
  spicy_ldap_udp: 'ldap',
})

/** Protocols that carry others or run inside others: beside them a remote service's port says more. */
const carriers = new Set(['tls', 'gssapi', 'spnego', 'ntlm', 'kerberos', 'http', 'socks', 'xmpp'])

/** Carriers that a remote service's port outweighs only for this service: HTTP on 22 stays HTTP, on 5985 it is WinRM. */
const onlyOn = table<string>({ http: 'winrm' })

/** The service of a connection and how it was told. */
export interface Verdict {
  readonly service: number
  readonly by: number
  readonly remote: boolean
}

const serviceField = slotOf('service')

/** Verdicts by a row's service field, each made once. */
export class Verdicts {
  readonly #services: Services
  /** Where the field is unset: by the service that is usual on the port. */
  readonly #unset: Verdict[] = []
  readonly #lists = new Intern<{ list: string; byUsual: Verdict[] }>(1 << 10, list => ({ list, byUsual: [] }))

  constructor(services: Services) {
    this.#services = services
  }

  of({ bytes, from, to }: LogRecord, usual: number): Verdict {
    const start = from[serviceField]!
    if (start < 0) return (this.#unset[usual] ??= verdict('', usual, this.#services))
    const { list, byUsual } = this.#lists.get(bytes, start, to[serviceField]!)
    return (byUsual[usual] ??= verdict(list, usual, this.#services))
  }
}

/** What Zeek's service field (`gssapi,smb,ntlm`; '' where unset) says beside the service that is usual on the responder's port. */
export function verdict(list: string, usual: number, services: Services): Verdict {
  // A name after a minus sign is an analyzer that Zeek had tried and given up.
  const found = [...new Set(list.split(','))].filter(name => name !== '' && !name.startsWith('-'))
  const named = found.map(name => names.get(name) ?? name)
  const best = preferred(named, services)
  const told = (service: number, by: number) => ({ service, by, remote: services.isRemote(service) })
  if (best === undefined) return told(usual, byPort)
  const code = services.code(best)
  if (code === usual || services.isRemote(code)) return told(code, bySensor)
  const yields = carriers.has(best) && (onlyOn.get(best) ?? services.name(usual)) === services.name(usual)
  return yields && services.isRemote(usual) ? told(usual, byPort) : told(code, bySensor)
}

/** One of several names, whatever their order: a remote service first, then one that carries nothing else, then by name. */
function preferred(found: readonly string[], services: Services): string | undefined {
  const rank = (name: string): number => {
    const code = services.code(name)
    return services.isRemote(code) ? code : carriers.has(name) ? 3000 : 2000
  }
  return found.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0]
}
