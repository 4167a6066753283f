import { table } from '../../lib/table.ts'

/**
 * What SIEMs call Zeek's fields. Sources: Elastic's Zeek module ("Zeek fields", elastic.co/guide), the ingest pipelines of Security Onion
 * (salt/elasticsearch/files/ingest: zeek.*, and bro_* before 2.0) and of Malcolm (logstash/pipelines/zeek; before 6 Moloch's names).
 */
type Rows = Readonly<Record<string, string>>
export type Names = ReadonlyMap<string, string>

const both = (field: string, ...names: readonly [string, string][]): Rows =>
  Object.fromEntries(names.flatMap(([orig, resp]) => [[orig, `orig_${field}`], [resp, `resp_${field}`]])) // prettier-ignore

/** Names of what all logs have, and of what conn.log has. */
export const commonNames: Names = table({
  '@timestamp': 'ts',
  firstPacket: 'ts',
  'zeek.ts': 'ts',
  'event.id': 'uid',
  'zeek.session_id': 'uid',
  'zeek.uid': 'uid',
  'log.id.uid': 'uid',
  'log.id.uids': 'uids',
  'log.id.tunnel_parents': 'tunnel_parents',
  'source.address': 'id.orig_h',
  'source.ip': 'id.orig_h',
  source_ip: 'id.orig_h',
  srcIp: 'id.orig_h',
  'zeek.orig_h': 'id.orig_h',
  'source.port': 'id.orig_p',
  source_port: 'id.orig_p',
  srcPort: 'id.orig_p',
  'zeek.orig_p': 'id.orig_p',
  'destination.address': 'id.resp_h',
  'destination.ip': 'id.resp_h',
  destination_ip: 'id.resp_h',
  dstIp: 'id.resp_h',
  'zeek.resp_h': 'id.resp_h',
  'destination.port': 'id.resp_p',
  destination_port: 'id.resp_p',
  dstPort: 'id.resp_p',
  'zeek.resp_p': 'id.resp_p',
  'network.transport': 'proto',
  'zeek.proto': 'proto',
  ipProtocol: 'ip_proto',
  'network.vlan.id': 'vlan',
  'zeek.connection.icmp.type': 'id.orig_p',
  'zeek.connection.icmp.code': 'id.resp_p',
  'url.original': 'uri',
  'url.domain': 'host',
  'url.username': 'username',
  'user.name': 'username',
  'user_agent.original': 'user_agent',
  'http.response.status_code': 'status_code',
  ...both('ip_bytes', ['source.bytes', 'destination.bytes'], ['client.ip_bytes', 'server.ip_bytes'], ['srcBytes', 'dstBytes'], ['original_ip_bytes', 'respond_ip_bytes']),
  ...both('bytes', ['client.bytes', 'server.bytes'], ['srcDataBytes', 'dstDataBytes'], ['original_bytes', 'respond_bytes']),
  ...both('pkts', ['source.packets', 'destination.packets'], ['client.packets', 'server.packets'], ['srcPackets', 'dstPackets'], ['original_packets', 'respond_packets']),
  ...both('l2_addr', ['source.mac', 'destination.mac']),
}) // prettier-ignore

/** Names that say more of the same than others that may be there too. */
export const betterNames: ReadonlySet<string> = new Set([
  'zeek.session_id',
  'zeek.uid',
  'log.id.uid',
  'source.ip',
  'destination.ip',
])

const kerberos: Rows = { error_message: 'error_msg', valid_till: 'till', 'valid.until': 'till', 'ticket.valid.until': 'till', 'ticket.cipher': 'cipher', 'ticket.renewable': 'renewable', cname: 'client', sname: 'service', kerberos_success: 'success' } // prettier-ignore
const conn: Rows = { state: 'conn_state', connection_state: 'conn_state', 'local.originator': 'local_orig', 'local.responder': 'local_resp', local_respond: 'local_resp', protocol: 'proto' } // prettier-ignore

const own: Readonly<Record<string, Rows>> = {
  conn,
  connection: conn,
  ssh: { 'authentication.success': 'auth_success', authentication_success: 'auth_success', 'authentication.attempts': 'auth_attempts', authentication_attempts: 'auth_attempts', kex_algorithm: 'kex_alg', 'algorithm.key_exchange': 'kex_alg', host_key_algorithm: 'host_key_alg', 'algorithm.host_key': 'host_key_alg' },
  rdp: { 'client.name': 'client_name' },
  rfb: { 'auth.method': 'authentication_method', 'authentication.method': 'authentication_method', 'auth.success': 'auth', 'authentication.success': 'auth', 'version.client.major': 'client_major_version', 'version.client.minor': 'client_minor_version', 'desktop.name': 'desktop_name' },
  ntlm: { domain: 'domainname', domain_name: 'domainname', 'host.domain': 'domainname', host: 'hostname', 'host.name': 'hostname', user: 'username', 'related.user': 'username', 'zeek.user': 'username', ntlm_success: 'success', server_dns_computer: 'server_dns_computer_name', 'server.name.dns': 'server_dns_computer_name', 'server.dns.name': 'server_dns_computer_name', server_nb_computer: 'server_nb_computer_name', 'server.name.netbios': 'server_nb_computer_name', 'server.nb.name': 'server_nb_computer_name' },
  kerberos,
  login: { 'related.user': 'user', 'zeek.user': 'user' },
  smb_files: { previous_name: 'prev_name', times_modified: 'times.modified' },
  dhcp: { 'address.assigned': 'assigned_addr', 'address.client': 'client_addr', 'client.address': 'client_addr', 'address.requested': 'requested_addr', requested_address: 'requested_addr', requested_ip: 'requested_addr', 'address.mac': 'mac', 'host.mac': 'mac', 'source.mac': 'mac', hostname: 'host_name', 'host.hostname': 'host_name', message_types: 'msg_types' },
  notice: { message: 'msg', sub_message: 'sub', p: 'p' },
  http: { virtual_host: 'host', useragent: 'user_agent', user: 'username', 'related.user': 'username', 'zeek.user': 'username' },
  dns: { 'query.name': 'query', 'query.type_name': 'qtype_name', 'response.code': 'rcode', 'answers.name': 'answers' },
  tunnel: { type: 'tunnel_type' },
} // prettier-ignore

/** By log, names of its own fields: behind what they are under (`zeek.LOG.`, `LOG.`), or as they are. */
export const ownNames = table(
  Object.fromEntries(Object.entries(own).map(([log, rows]): [string, Names] => [log, table(rows)])),
)

/** What a log's own fields are under, beside its name. */
export const ownPrefixes = table<readonly string[]>({
  conn: ['connection.'],
  smb_mapping: ['smb.'],
  smb_files: ['file.'],
})

/** The field of a log that says whether a log-in was let in. */
export const outcomeFields = table({
  ssh: 'auth_success',
  rfb: 'auth',
  ntlm: 'success',
  kerberos: 'success',
  login: 'success',
})
