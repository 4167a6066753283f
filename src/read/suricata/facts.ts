import { details } from '../zeek/details.ts'
import type { Fact } from '../zeek/events.ts'
import { management } from '../zeek/web-logs.ts'
import { numberAt, objectAt, textAt, valueAt, type JsonObject } from '../text/values.ts'
import { dcerpc, smb } from './smb-facts.ts'
import { table } from '../../lib/table.ts'

/** One type of record that says something of a flow's application. */
export interface FactType {
  /** The service of its flows; '' where the port says. */
  readonly service: string
  /** Whether another remote service may carry it: then the one that is usual on the port is the flow's. */
  readonly carried: boolean
  /**
   * What the record says; undefined where it is not used. `part` is the object that is named after the type, `bound` remembers a
   * connection's RPC interface, `remote` says whether its port is usually a remote service's.
   */
  read(part: JsonObject, record: JsonObject, bound: Bound, remote: boolean): readonly Fact[] | undefined
}

/** The RPC interface that a connection was bound to. */
export interface Bound {
  get(): string
  set(uuid: string): void
}

/** A new type is one function and one row. */
export const factTypes = table<FactType>({
  ssh: { service: 'ssh', carried: false, read: ssh },
  rdp: { service: 'rdp', carried: false, read: rdp },
  rfb: { service: 'vnc', carried: false, read: rfb },
  smb: { service: 'smb', carried: false, read: smb },
  dcerpc: { service: 'rpc', carried: true, read: dcerpc },
  krb5: { service: 'kerberos', carried: true, read: krb5 },
  http: { service: 'winrm', carried: true, read: http },
  tls: { service: 'tls', carried: true, read: tls },
  dhcp: { service: 'dhcp', carried: false, read: dhcp },
  alert: { service: '', carried: true, read: alert },
})

/** Suricata takes a banner apart (`SSH-2.0-OpenSSH_9.6`). */
function sshBanner(part: JsonObject, side: 'client' | 'server'): string {
  const software = textAt(part, side, 'software_version')
  return software === '' ? '' : `SSH-${textAt(part, side, 'proto_version')}-${software}`
}

function ssh(part: JsonObject): readonly Fact[] {
  const detail = details({
    banner: sshBanner(part, 'client'),
    software: textAt(part, 'client', 'software_version').split(' ')[0],
    server: sshBanner(part, 'server'),
  })
  return [{ kind: 'client', detail }]
}

/** One record each for the messages of the handshake: the cookie, what the server chose, the client's names. */
function rdp(part: JsonObject): readonly Fact[] {
  const detail = details({
    name: textAt(part, 'client', 'client_name'),
    software: textAt(part, 'client', 'build'),
    security: textAt(part, 'protocol'),
    result: textAt(part, 'error_code') || textAt(part, 'reason'),
  })
  const client: readonly Fact[] = Object.keys(detail).length > 0 ? [{ kind: 'client', detail }] : []
  const user = textAt(part, 'cookie').replace(/^.*mstshash=/i, '')
  if (user === '') return client
  return [...client, { kind: 'login', user, outcome: 'unknown', detail: details({ method: 'cookie' }) }]
}

/** Security types of RFC 6143 and its registry; others keep their number. */
const vncSecurity = table<string>({ 1: 'None', 2: 'VNC', 5: 'RA2', 16: 'Tight', 18: 'TLS', 19: 'VeNCrypt', 30: 'Apple Remote Desktop' }) // prettier-ignore

function rfb(part: JsonObject): readonly Fact[] {
  const type = textAt(part, 'authentication', 'security_type')
  const method = vncSecurity.get(type) ?? type
  const version = ['major', 'minor'].map(name => Number(textAt(part, 'client_protocol_version', name)))
  const detail = details({
    dialect: version.every(number => number > 0) ? version.join('.') : '',
    security: method,
    desktop: textAt(part, 'framebuffer', 'name'),
  })
  const client: Fact = { kind: 'client', detail }
  // Suricata spells the name of a failure with a minus sign.
  const result =
    textAt(part, 'authentication', 'security_result') || textAt(part, 'authentication', 'security-result')
  if (result === '') return [client]
  const outcome = result === 'OK' ? 'success' : result === 'FAIL' ? 'failure' : 'unknown'
  return [client, { kind: 'login', outcome, detail: details({ method }) }]
}

const known = (text: string): string => (/^<(empty|none)>$/.test(text) ? '' : text)

/** The KDC asks for pre-authentication, or for TCP: a step of every ordinary login. */
const ordinary = /^(KDC_ERR_PREAUTH_REQUIRED|KRB_ERR_RESPONSE_TOO_BIG)$/

/** A ticket asked for (AS: a login at the domain; TGS: one for a service), or one shown to a service. */
function krb5(part: JsonObject): readonly Fact[] {
  const type = textAt(part, 'msg_type')
  const error = textAt(part, 'error_code')
  const failed = type === 'KRB_ERROR' || error !== ''
  const answered = /_REP$/.test(type)
  const detail = details({
    method: 'kerberos',
    domain: known(textAt(part, 'realm')),
    request: /KRB_(AS|TGS|AP)_/.exec(textAt(part, 'failed_request') || type)?.[1],
    service: known(textAt(part, 'sname')),
    error,
    cipher: known(textAt(part, 'ticket_encryption') || textAt(part, 'encryption'))
      .toLowerCase()
      .replaceAll('_', '-'),
  })
  const outcome = failed ? (ordinary.test(error) ? 'unknown' : 'failure') : answered ? 'success' : 'unknown'
  return [{ kind: 'login', user: known(textAt(part, 'cname')), outcome, detail }]
}

/** WinRM: which software asks. Other HTTP is not used, nor are later requests. */
function http(part: JsonObject, record: JsonObject): readonly Fact[] | undefined {
  if (!management.test(textAt(part, 'url')) || numberAt(record, 'tx_id') > 0) return undefined
  const detail = details({ software: textAt(part, 'http_user_agent'), server: textAt(part, 'hostname') })
  return [{ kind: 'client', detail }]
}

/** TLS on the port of a remote service: which server the client asked for, in which version. Other TLS is not used. */
function tls(
  part: JsonObject,
  _record: JsonObject,
  _bound: Bound,
  remote: boolean,
): readonly Fact[] | undefined {
  const server = textAt(part, 'sni')
  if (!remote || server === '') return undefined
  return [{ kind: 'client', detail: details({ server, security: textAt(part, 'version') }) }]
}

/** A lease: which hardware had which address. With `extended` on, Suricata logs the messages before it too. */
function dhcp(part: JsonObject): readonly Fact[] {
  const address = textAt(part, 'assigned_ip')
  if (textAt(part, 'dhcp_type') !== 'ack' || address === '' || address === '0.0.0.0') return []
  const detail = details({ address, hardware: textAt(part, 'client_mac'), name: textAt(part, 'hostname') })
  return [{ kind: 'lease', detail }]
}

/** A rule that matched: what it is called, and its class. */
function alert(part: JsonObject, record: JsonObject): readonly Fact[] {
  const detail = details({
    note: textAt(part, 'signature'),
    message: textAt(part, 'category'),
    rule: textAt(part, 'signature_id'),
    blocked: valueAt(part, 'action') === 'blocked' || undefined,
    application: objectAt(record, 'flow') ? textAt(record, 'app_proto') : '',
  })
  return [{ kind: 'notice', detail }]
}
