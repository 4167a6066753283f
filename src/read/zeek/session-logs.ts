import { details, outcome } from './details.ts'
import type { Fact } from './events.ts'
import { slotOf } from './fields.ts'
import { flag, has, number, text, type LogRecord } from './record.ts'

const attempts = slotOf('auth_attempts')
const success = slotOf('auth_success')
const auth = slotOf('auth')

/** `SSH-2.0-OpenSSH_9.6 Ubuntu-3` to `OpenSSH_9.6` (RFC 4253, 4.2). */
const sshSoftware = (banner: string): string => /^SSH-[^-]*-(\S+)/.exec(banner)?.[1] ?? ''

/** The banners of both sides, and a login where Zeek saw or inferred an attempt. */
export function ssh(record: LogRecord): readonly Fact[] {
  const banner = text(record, 'client')
  const detail = details({ banner, software: sshSoftware(banner), server: text(record, 'server') })
  const client: Fact = { kind: 'client', detail }
  const tries = number(record, attempts)
  const told = guessed.get(text(record, 'status')) ?? outcome(record, 'auth_success')
  if (told === 'unknown' && !has(record, success) && !(tries > 0)) return [client]
  return [client, { kind: 'login', outcome: told, detail: details({ attempts: tries }) }]
}

/** What Bro guessed of a log-in until 2.3; it was `undetermined` otherwise. */
const guessed: ReadonlyMap<string, 'success' | 'failure'> = new Map([
  ['success', 'success'],
  ['failure', 'failure'],
])

/** A log-in by telnet, rlogin or rsh, as Malcolm's script writes it. The password that it has too is not read. */
export function login(record: LogRecord): readonly Fact[] {
  const user = text(record, 'user')
  const client = text(record, 'client_user')
  const success = flag(record, 'success')
  // The script says that a log-in failed also where it saw no name, or did not understand what it saw.
  const told = success ? 'success' : user === '' || flag(record, 'confused') ? 'unknown' : 'failure'
  return [{ kind: 'login', user, outcome: told, detail: details({ method: 'password', client }) }]
}

/** The client's host name and build and the security agreed on, and a login where the cookie names a user. */
export function rdp(record: LogRecord): readonly Fact[] {
  const user = text(record, 'cookie').replace(/^mstshash=/i, '')
  const name = text(record, 'client_name')
  const detail = details({
    name,
    software: text(record, 'client_build'),
    security: text(record, 'security_protocol'),
    result: text(record, 'result'),
  })
  const client: Fact = { kind: 'client', detail }
  if (user === '') return [client]
  // The cookie is what the client asks with: whether the server let it in is encrypted.
  return [
    client,
    { kind: 'login', user, outcome: 'unknown', detail: details({ method: 'cookie', client: name }) },
  ]
}

/** What the client speaks and how it must authenticate, and a login where the server answered. */
export function rfb(record: LogRecord): readonly Fact[] {
  const method = text(record, 'authentication_method')
  const version = (['client_major_version', 'client_minor_version'] as const)
    .map(field => Number(text(record, field)))
    .join('.')
  const detail = details({
    dialect: version === '0.0' ? '' : version,
    security: method,
    desktop: text(record, 'desktop_name'),
  })
  const client: Fact = { kind: 'client', detail }
  if (!has(record, auth)) return [client]
  return [client, { kind: 'login', outcome: outcome(record, 'auth'), detail: details({ method }) }]
}
