/** Every field that is read from any Zeek log, or tells what log a row is of, by Zeek's name. The index in the list is the field's slot in a record. */
export const fields = [
  'ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', '_path',
  'proto', 'ip_proto', 'service', 'duration', 'orig_bytes', 'resp_bytes', 'conn_state', 'history',
  'orig_pkts', 'orig_ip_bytes', 'resp_pkts', 'resp_ip_bytes', 'tunnel_parents', 'vlan', 'orig_l2_addr', 'resp_l2_addr',
  'auth_success', 'auth_attempts', 'client', 'server', 'kex_alg', 'host_key_alg',
  'cookie', 'result', 'security_protocol', 'client_build', 'client_name', 'keyboard_layout',
  'authentication_method', 'auth', 'desktop_name', 'share_flag', 'client_major_version', 'client_minor_version',
  'path', 'share_type', 'action', 'name', 'size', 'prev_name', 'times.modified',
  'named_pipe', 'endpoint', 'operation',
  'username', 'hostname', 'domainname', 'server_nb_computer_name', 'server_dns_computer_name', 'success', 'status',
  'request_type', 'error_msg', 'cipher', 'till', 'renewable',
  'mac', 'assigned_ip', 'assigned_addr', 'requested_addr', 'client_addr', 'host_name', 'client_fqdn', 'lease_time', 'msg_types',
  'note', 'msg', 'sub', 'src', 'dst', 'p',
  'uids', 'tunnel_type', 'query', 'qtype_name', 'rcode', 'answers', 'trans_depth', 'server_name', 'established', 'cert_chain_fuids',
  'seen_bytes', 'certificate.serial', 'software_type', 'filter', 'port_num', 'port_proto', 'gaps', 'percent_lost', 'pkts_proc', 'pkts_dropped', 'location', 'mailfrom', 'helo',
  'user', 'client_user', 'confused',
  'peer', 'host', 'uri', 'user_agent', 'status_code', 'version',
] as const // prettier-ignore
export type Field = (typeof fields)[number]

/** Other spellings of the same fields: of exporters that may not put dots into names, and those of Zeek's manual for renaming. */
const aliases: Record<string, Field> = {
  id_orig_h: 'id.orig_h',
  id_orig_p: 'id.orig_p',
  id_resp_h: 'id.resp_h',
  id_resp_p: 'id.resp_p',
  src_port: 'id.orig_p',
  dst_port: 'id.resp_p',
  _stream: '_path',
  '@stream': '_path',
}

/** Slots by name, in all spellings. */
export const fieldSlots: ReadonlyMap<string, number> = new Map<string, number>([
  ...fields.map((field, slot): [string, number] => [field, slot]),
  ...Object.entries(aliases).map(([alias, field]): [string, number] => [alias, fields.indexOf(field)]),
])

/** The slot of a field, for code that names it. */
export const slotOf = (field: Field): number => fieldSlots.get(field)!

/** The slot of a name found in a log; -1 for fields that nobody reads. */
export const findSlot = (name: string): number => fieldSlots.get(name) ?? -1
