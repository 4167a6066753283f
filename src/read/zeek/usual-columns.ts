const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const conn = `${ends} proto service duration orig_bytes resp_bytes conn_state local_orig local_resp missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents`

/** The columns of logs as Zeek writes them without further scripts, from version 3 on. */
const usual: readonly (readonly [path: string, columns: string])[] = [
  ['conn', conn],
  ['conn', `${conn} ip_proto`],
  ['ssh', `${ends} version auth_success auth_attempts direction client server cipher_alg mac_alg compression_alg kex_alg host_key_alg host_key`],
  ['rdp', `${ends} cookie result security_protocol client_channels keyboard_layout client_build client_name client_dig_product_id desktop_width desktop_height requested_color_depth cert_type cert_count cert_permanent encryption_level encryption_method`],
  ['rfb', `${ends} client_major_version client_minor_version server_major_version server_minor_version authentication_method auth share_flag desktop_name width height`],
  ['smb_mapping', `${ends} path service native_file_system share_type`],
  ['smb_files', `${ends} fuid action path name size prev_name times.modified times.accessed times.created times.changed`],
  ['dce_rpc', `${ends} rtt named_pipe endpoint operation`],
  ['ntlm', `${ends} username hostname domainname server_nb_computer_name server_dns_computer_name server_tree_name success`],
  ['kerberos', `${ends} request_type client service success error_msg from till cipher forwardable renewable client_cert_subject client_cert_fuid server_cert_subject server_cert_fuid`],
  ['dhcp', 'ts uids client_addr server_addr mac host_name client_fqdn domain requested_addr assigned_addr lease_time client_message server_message msg_types duration'],
] // prettier-ignore

const byCount = new Map(
  usual.map(([path, columns]) => {
    const names = columns.split(' ')
    return [`${path} ${names.length}`, names]
  }),
)

/** What so many columns of that log are called, where nobody has added any. */
export const usualColumns = (path: string, count: number): readonly string[] | undefined =>
  byCount.get(`${path} ${count}`)
