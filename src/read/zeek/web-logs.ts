import { details } from './details.ts'
import type { Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { has, number, text, type LogRecord } from './record.ts'

const depth = slotOf('trans_depth')
const code = slotOf('status_code')

/** Where WS-Management listens (MS-WSMV, 2.1), beside PowerShell's own path behind a proxy. */
export const management = /^(https?:\/\/[^/]*)?\/wsman(\/|\?|$)/i

/** WinRM: once a connection, which software asks, and a log-in where the name went in the clear. Other HTTP is not used. */
export function http(record: LogRecord): readonly Fact[] | undefined {
  if (!management.test(text(record, 'uri')) || number(record, depth) > 1) return undefined
  const client: Fact = {
    kind: 'client',
    detail: details({ software: text(record, 'user_agent'), server: text(record, 'host') }),
  }
  const user = text(record, 'username')
  if (user === '') return [client]
  return [client, { kind: 'login', user, outcome: answered(record), detail: details({ method: 'basic' }) }]
}

const answered = (record: LogRecord) =>
  !has(record, code) ? 'unknown' : number(record, code) === 401 ? 'failure' : 'success'

/** TLS on the port of a remote service: which server the client asked for, in which version. Other TLS is not used. */
export function ssl(record: LogRecord, remote: boolean): readonly Fact[] | undefined {
  const server = text(record, 'server_name')
  if (!remote || server === '') return undefined
  return [{ kind: 'client', detail: details({ server, security: text(record, 'version') }) }]
}
