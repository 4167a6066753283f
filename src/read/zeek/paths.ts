import { slotOf, type Field } from './fields.ts'
import { has, text, type LogRecord } from './record.ts'

/**
 * Fields of which only one kind of log has any. Where a log names no path, or one that a site made up (`conn_local`),
 * they tell the kind, in this order.
 */
const used: readonly (readonly [string, readonly Field[]])[] = [
  ['conn', ['conn_state', 'orig_ip_bytes', 'history']],
  ['ssh', ['auth_attempts', 'auth_success', 'host_key_alg', 'kex_alg']],
  ['rdp', ['security_protocol', 'client_build', 'keyboard_layout', 'cookie']],
  ['rfb', ['authentication_method', 'desktop_name', 'share_flag', 'client_major_version']],
  ['smb_mapping', ['share_type']],
  ['smb_files', ['times.modified', 'prev_name']],
  ['dce_rpc', ['endpoint', 'named_pipe']],
  ['ntlm', ['domainname', 'server_nb_computer_name', 'server_dns_computer_name']],
  ['kerberos', ['request_type', 'till', 'renewable', 'error_msg']],
  ['login', ['client_user', 'confused']],
  ['dhcp', ['lease_time', 'msg_types', 'assigned_addr', 'assigned_ip']],
  ['notice', ['note']],
]

/** The same for logs that are read past, or of which little is read; the last ones' fields are in logs above them too. */
const unused: readonly (readonly [string, readonly Field[]])[] = [
  ['dns', ['query', 'qtype_name', 'rcode']],
  ['smtp', ['mailfrom', 'helo']],
  ['http', ['trans_depth']],
  ['ssl', ['server_name', 'established', 'cert_chain_fuids']],
  ['files', ['seen_bytes']],
  ['x509', ['certificate.serial']],
  ['software', ['software_type']],
  ['packet_filter', ['filter']],
  ['known_services', ['port_proto']],
  ['capture_loss', ['gaps']],
  ['stats', ['pkts_proc']],
  ['reporter', ['location']],
  ['tunnel', ['tunnel_type']],
  ['weird', ['peer']],
  ['known_hosts', ['host']],
]

/** Paths of logs that share fields with those above and are not the same thing. */
const others =
  /^(open_\w+|conn_(long|agg|burst)|conn-summary|weird|http|dns|ssl|files|x509|ftp|smtp|software|ntp|radius|sip|socks|tunnel|notice_alarm|intel|known_\w+|ldap\w*|snmp|modbus\w*|dnp3\w*|irc|mysql|quic|traceroute|capture_loss|stats|reporter|packet_filter|loaded_scripts|analyzer|dpd|pe|syslog|smb_cmd)$/

const kinds = new Set(used.map(([kind]) => kind))

/** Whether a path is one that Zeek itself or a well-known package writes. */
export const isKnownPath = (path: string): boolean => kinds.has(path) || others.test(path)

/** The kind of log that a file, a program or a container is of by its name (`conn.00:00:00-01:00:00.log`, `zeek_ssh[7]`); '' where it does not tell. */
export function pathIn(name: string): string {
  const last = name.split(/[/\\]/).at(-1)!
  const word = /^(?:(?:zeek|bro|corelight)[-_.])?([a-z][a-z0-9]*(?:_[a-z]+)*)/.exec(last)?.[1] ?? ''
  // A file of that name is more often the daemon's own.
  return isKnownPath(word) && word !== 'syslog' ? word : ''
}

const marks = [...used, ...unused]
const slotMarks = marks.map(([kind, fields]) => ({ kind, slots: fields.map(slotOf) }))

/** The kind of a row, told by the fields that it has (`from` of its record); '' where none tells. */
export function kindOfRow(from: Int32Array): string {
  for (const { kind, slots } of slotMarks) for (const slot of slots) if (from[slot]! >= 0) return kind
  return ''
}

const path = slotOf('_path')

/** The kind of a row in JSON: `stream` is what wraps it, '' where nothing does, and `otherwise` what it is where it does not tell. */
export function kindOfJson(record: LogRecord, stream: string, otherwise: string): string {
  const told = stream || (has(record, path) ? text(record, '_path') : '')
  return isKnownPath(told) ? told : ourOwn(kindOfRow(record.from), told) || told || otherwise
}

/** The kind of log: by its path, or else by its columns; a path that is none of ours comes back as it is. */
export function kindOf(path: string, columns: readonly string[]): string {
  if (isKnownPath(path)) return path
  const there = new Set(columns)
  const byField = marks.find(([, fields]) => fields.some(field => there.has(field)))
  return ourOwn(byField?.[0], path) ?? (/^[\w-]{1,64}$/.test(path) ? path : '')
}

/** Logs among the `unused` of which something is read. */
const partlyRead = new Set(['dns', 'http', 'ssl', 'capture_loss', 'stats', 'tunnel', 'known_services'])

/** A site's own path keeps its name where its fields are those of a log that is read past. */
const ourOwn = (kind: string | undefined, path: string): string | undefined =>
  path === '' || kinds.has(kind ?? '') || partlyRead.has(kind ?? '') ? kind : undefined
