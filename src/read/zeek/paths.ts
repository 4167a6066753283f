import type { Field } from './fields.ts'

/**
 * Fields that only one kind of log has. Where a log names no path, or one that a site made up (`conn_local`),
 * the first row with one of its fields there tells the kind.
 */
const marks: readonly (readonly [string, readonly Field[]])[] = [
  ['conn', ['conn_state', 'orig_ip_bytes', 'history']],
  ['ssh', ['auth_attempts', 'auth_success', 'host_key_alg', 'kex_alg']],
  ['rdp', ['security_protocol', 'client_build', 'keyboard_layout', 'cookie']],
  ['rfb', ['authentication_method', 'desktop_name', 'share_flag', 'client_major_version']],
  ['smb_mapping', ['share_type']],
  ['smb_files', ['times.modified', 'prev_name']],
  ['dce_rpc', ['endpoint', 'operation', 'named_pipe']],
  ['ntlm', ['domainname', 'server_nb_computer_name', 'server_dns_computer_name']],
  ['kerberos', ['request_type', 'till', 'renewable', 'error_msg']],
  ['dhcp', ['lease_time', 'msg_types', 'assigned_addr', 'assigned_ip']],
  ['notice', ['note']],
]

/** Logs that share those fields and are not the same thing. */
const others =
  /^(open_conn|conn_long|conn-summary|conn_burst|weird|http|dns|ssl|files|x509|ftp|smtp|software|ntp|radius|sip|socks|tunnel|notice_alarm|intel|known_\w+|ldap\w*|snmp|sqlite|modbus\w*|dnp3\w*|irc|mysql|quic|traceroute|capture_loss|stats|reporter|packet_filter|loaded_scripts|analyzer|dpd|pe|syslog)$/

const kinds = new Set(marks.map(([kind]) => kind))

/**
 * The kind of log: by its path, or else by the fields that it has.
 * A path that is no kind of ours comes back as it is; '' where nothing tells.
 */
export function kindOf(path: string, has: (field: Field) => boolean): string {
  if (kinds.has(path) || others.test(path)) return path
  const byField = marks.find(([, fields]) => fields.some(has))
  return byField ? byField[0] : /^[\w-]{1,64}$/.test(path) ? path : ''
}
