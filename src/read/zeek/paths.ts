import { slotOf, type Field } from './fields.ts'

/**
 * Fields of which only one kind of log has any. Where a log names no path, or one that a site made up (`conn_local`),
 * they tell the kind.
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
  ['dhcp', ['lease_time', 'msg_types', 'assigned_addr', 'assigned_ip']],
  ['notice', ['note']],
]

/** Logs that are read past, by fields that they have together. */
const unused: readonly (readonly [string, readonly string[]])[] = [
  ['dns', ['query', 'qtype_name']],
  ['dns', ['trans_id', 'rcode']],
  ['http', ['trans_depth', 'request_body_len']],
  ['ssl', ['cipher', 'established']],
  ['files', ['seen_bytes', 'missing_bytes']],
  ['x509', ['certificate.serial']],
  ['weird', ['name', 'notice', 'peer']],
  ['software', ['software_type', 'host']],
  ['packet_filter', ['node', 'filter', 'init']],
  ['known_services', ['port_num', 'port_proto']],
  ['known_hosts', ['host', 'ts']],
  ['capture_loss', ['gaps', 'acks']],
  ['stats', ['pkts_proc', 'peer']],
  ['reporter', ['level', 'message', 'location']],
  ['tunnel', ['tunnel_type', 'action']],
  ['smtp', ['mailfrom', 'helo']],
]

/** Paths of logs that share fields with those above and are not the same thing. */
const others =
  /^(open_\w+|conn_(long|agg|burst)|conn-summary|weird|http|dns|ssl|files|x509|ftp|smtp|software|ntp|radius|sip|socks|tunnel|notice_alarm|intel|known_\w+|ldap\w*|snmp|modbus\w*|dnp3\w*|irc|mysql|quic|traceroute|capture_loss|stats|reporter|packet_filter|loaded_scripts|analyzer|dpd|pe|syslog|smb_cmd)$/

const kinds = new Set(used.map(([kind]) => kind))

/** Whether a path is one that Zeek itself or a well-known package writes. */
export const isKnownPath = (path: string): boolean => kinds.has(path) || others.test(path)

/** The kind of log whose rows are read, told by the fields that it has; '' where none is. */
export const usedKind = (has: (field: Field) => boolean): string =>
  used.find(([, fields]) => fields.some(has))?.[0] ?? ''

const marks = used.map(([kind, fields]) => ({ kind, slots: fields.map(slotOf) }))

/** The same for a record, given where its fields begin. */
export function markedKind(from: Int32Array): string {
  for (const { kind, slots } of marks) for (const slot of slots) if (from[slot]! >= 0) return kind
  return ''
}

/** The kind of log that is read past, told by its fields; '' where none is. */
export const unusedKind = (has: (field: string) => boolean): string =>
  unused.find(([, fields]) => fields.every(has))?.[0] ?? ''

/** The kind of log: by its path, or else by the fields that it has; a path that is none of ours comes back as it is. */
export function kindOf(path: string, has: (field: Field) => boolean): string {
  if (isKnownPath(path)) return path
  return usedKind(has) || (/^[\w-]{1,64}$/.test(path) ? path : '')
}
