import { table } from '../../lib/table.ts'

const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const counts = 'missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes'
const conn = `${ends} proto service duration orig_bytes resp_bytes conn_state`
const rdp =
  'keyboard_layout client_build client_name client_dig_product_id desktop_width desktop_height requested_color_depth cert_type cert_count cert_permanent encryption_level encryption_method'
const keys = 'direction client server cipher_alg mac_alg compression_alg kex_alg host_key_alg host_key'
const names = 'server_nb_computer_name server_dns_computer_name server_tree_name'

/** The columns that Zeek writes without further scripts, in its versions from Bro 2.0 on; at least as far as they are read. */
const usual: readonly (readonly [path: string, columns: string])[] = [
  ['conn', `${conn} local_orig local_resp ${counts} tunnel_parents`],
  ['conn', `${conn} local_orig local_resp ${counts} tunnel_parents ip_proto`],
  ['conn', `${conn} local_orig local_resp ${counts}`],
  ['conn', `${conn} local_orig ${counts} tunnel_parents`],
  ['conn', `${conn} local_orig ${counts}`],
  ['conn', `${conn} ${counts} tunnel_parents`],
  ['conn', `${conn} ${counts} tunnel_parents ip_proto`],
  ['ssh', `${ends} version auth_success auth_attempts ${keys}`],
  ['ssh', `${ends} version auth_success ${keys}`],
  ['ssh', `${ends} status direction client server`],
  ['rdp', `${ends} cookie result security_protocol client_channels ${rdp}`],
  ['rdp', `${ends} cookie result security_protocol ${rdp}`],
  ['login', `${ends} proto success confused user client_user password`],
  ['rfb', `${ends} client_major_version client_minor_version server_major_version server_minor_version authentication_method auth share_flag desktop_name width height`],
  ['smb_mapping', `${ends} path service native_file_system share_type`],
  ['smb_files', `${ends} fuid action path name size prev_name times.modified times.accessed times.created times.changed`],
  ['dce_rpc', `${ends} rtt named_pipe endpoint operation`],
  ['ntlm', `${ends} username hostname domainname ${names} success`],
  ['ntlm', `${ends} username hostname domainname success status`],
  ['kerberos', `${ends} request_type client service success error_msg from till cipher forwardable renewable client_cert_subject client_cert_fuid server_cert_subject server_cert_fuid`],
  ['dhcp', 'ts uids client_addr server_addr mac host_name client_fqdn domain requested_addr assigned_addr lease_time client_message server_message msg_types duration'],
  ['dhcp', `${ends} mac assigned_ip lease_time trans_id`],
  ['notice', `${ends} fuid file_mime_type file_desc proto note msg sub src dst p n`],
  ['notice', `${ends} proto note msg sub src dst p n`],
  ['notice', `${ends} note msg sub src dst p n`],
  ['dns', `${ends} proto trans_id rtt query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers`],
  ['dns', `${ends} proto trans_id query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers`],
  ['http', `${ends} trans_depth method host uri referrer version user_agent origin request_body_len response_body_len status_code status_msg info_code info_msg tags username`],
  ['http', `${ends} trans_depth method host uri referrer version user_agent request_body_len response_body_len status_code status_msg info_code info_msg tags username`],
  ['http', `${ends} trans_depth method host uri referrer user_agent request_body_len response_body_len status_code status_msg info_code info_msg filename tags username`],
  ['ssl', `${ends} version cipher curve server_name resumed last_alert next_protocol established`],
  ['ssl', `${ends} version cipher server_name`],
  ['tunnel', `${ends} tunnel_type action`],
  ['weird', `${ends} name addl notice peer`],
  ['known_services', 'ts host port_num port_proto service'],
  ['known_hosts', 'ts host'],
  ['capture_loss', 'ts ts_delta peer gaps acks percent_lost'],
  ['stats', 'ts peer mem pkts_proc bytes_recv pkts_dropped'],
] // prettier-ignore

/** Types of columns, where they are no text (`string`). Elements of sets and lists are of the type that is left. */
const typed: Readonly<Record<string, string>> = {
  time: 'ts times.modified times.accessed times.created times.changed from till',
  interval: 'duration rtt lease_time ts_delta',
  addr: 'id.orig_h id.resp_h client_addr server_addr requested_addr assigned_addr assigned_ip src dst host',
  port: 'id.orig_p id.resp_p p port_num',
  enum: 'proto direction action note tunnel_type port_proto tags',
  bool: 'local_orig local_resp auth_success auth share_flag success confused forwardable renewable cert_permanent notice AA TC RD RA resumed established',
  double: 'percent_lost',
  count: 'orig_bytes resp_bytes missed_bytes orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes ip_proto version auth_attempts size trans_id trans_depth request_body_len response_body_len status_code info_code desktop_width desktop_height cert_count width height n qclass qtype rcode Z gaps acks mem pkts_proc bytes_recv pkts_dropped',
} // prettier-ignore

const typeOf = new Map(
  Object.entries(typed).flatMap(([type, columns]) => columns.split(' ').map(name => [name, type] as const)),
)
/** The same names mean something else in these logs. */
const others = table({
  'http host': 'string',
  'http version': 'string',
  'ssl version': 'string',
  'login proto': 'string',
})

interface Columns {
  readonly path: string
  readonly names: readonly string[]
  readonly types: readonly string[]
}

const lists = usual.map(([path, columns]): Columns => {
  const names = columns.split(' ')
  const types = names.map(name => others.get(`${path} ${name}`) ?? typeOf.get(name) ?? 'string')
  return { path, names, types }
})

/** What the columns of a log of these types are called, as far as Zeek's own tell: '' for those around them. */
export function columnsOfTypes(path: string, told: readonly string[]): readonly string[] | undefined {
  const types = told.map(type => /\[(\w+)\]/.exec(type)?.[1] ?? type)
  let best: { readonly names: readonly string[]; readonly at: number } | undefined
  for (const { names, types: own } of lists.filter(list => list.path === path)) {
    const at = types.findIndex((_, from) => own.every((type, i) => types[from + i] === type))
    if (at >= 0 && names.length > (best?.names.length ?? 0)) best = { names, at }
  }
  return best && types.map((_, i) => best.names[i - best.at] ?? '')
}

/** What so many columns of that log are called, where nobody has added any. */
export const usualColumns = (path: string, count: number): readonly string[] | undefined =>
  lists.find(list => list.path === path && list.names.length === count)?.names

const counted = /^(\d+|-)$/
const shapes = table<RegExp>({
  time: /^(\d{1,10}\.\d{1,9}|-)$/,
  interval: /^(\d+(\.\d+)?|-)$/,
  double: /^(\d+(\.\d+)?|-)$/,
  addr: /^([\da-fA-F:]*:[\da-fA-F:.]*|\d+(\.\d+){3}|-)$/,
  port: /^(\d{1,5}|-)$/,
  bool: /^[TF-]$/,
  enum: /^([A-Za-z][\w:-]*|-)$/,
  count: counted,
})

/** What only one kind of text is. */
const named = table<RegExp>({
  history: /^(\^?[A-Za-z]+|-)$/,
  conn_state: /^(S[0-3FH]|SHR|REJ|RST(O|R|OS0|RH)|OTH|-)$/,
  uid: /^(\w{8,24}|-)$/,
})

/**
 * What the columns of a row without a header are called, by what its cells are: Zeek's own, and '' for those that a site has put
 * behind them. `path` is the log's, '' where nothing tells; then the row must be of one log, as Zeek writes it. Nothing where it fits none.
 */
export function columnsOfCells(
  path: string,
  cells: readonly string[],
): { readonly path: string; readonly names: readonly string[] } | undefined {
  const fitting = lists.filter(
    list =>
      (path === ''
        ? list.names.length === cells.length
        : list.path === path && list.names.length <= cells.length) &&
      list.names.every((name, i) => (named.get(name) ?? shapes.get(list.types[i]!))?.test(cells[i]!) ?? true),
  )
  const [best] = [...fitting].sort((a, b) => b.names.length - a.names.length)
  if (!best || fitting.some(list => list.path !== best.path)) return undefined
  return { path: best.path, names: cells.map((_, i) => best.names[i] ?? '') }
}
