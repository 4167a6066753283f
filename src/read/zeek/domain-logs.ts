import { details, firstText, outcome } from './details.ts'
import type { Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { has, text, type LogRecord } from './record.ts'

const success = slotOf('success')

/** A login with NTLM; before Zeek 2.6 its outcome is an NT status in words. */
export function ntlm(record: LogRecord): readonly Fact[] {
  const status = text(record, 'status')
  const told = has(record, success) || status === '' ? outcome(record, 'success') : ofStatus(status)
  const detail = details({
    method: 'ntlm',
    domain: text(record, 'domainname'),
    client: text(record, 'hostname'),
    server: firstText(record, 'server_dns_computer_name', 'server_nb_computer_name'),
  })
  return [{ kind: 'login', user: text(record, 'username'), outcome: told, detail }]
}

const ofStatus = (status: string) => (status === 'SUCCESS' ? 'success' : 'failure')

/** Errors that are a step of every ordinary login: the KDC asks for pre-authentication, or for TCP. */
const ordinary = /^KDC_ERR_PREAUTH_REQUIRED$|^KRB_ERR_RESPONSE_TOO_BIG$/

/** A ticket asked for (AS: a login at the domain; TGS: one for a service), or one shown to a service, which names nobody. */
export function kerberos(record: LogRecord): readonly Fact[] {
  const error = text(record, 'error_msg')
  const [user, domain] = principal(text(record, 'client'))
  const detail = details({
    method: 'kerberos',
    domain,
    request: text(record, 'request_type'),
    service: text(record, 'service'),
    error,
    cipher: text(record, 'cipher'),
  })
  return [
    { kind: 'login', user, outcome: ordinary.test(error) ? 'unknown' : outcome(record, 'success'), detail },
  ]
}

/** Zeek's `name/REALM`; the name may have parts of its own (`host/server/REALM`). */
function principal(client: string): [string, string] {
  const slash = client.lastIndexOf('/')
  return slash < 0 ? [client, ''] : [client.slice(0, slash), client.slice(slash + 1)]
}
