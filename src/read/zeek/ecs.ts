import { flatten, type JsonObject } from './json-object.ts'
import { table } from '../../lib/table.ts'

/**
 * Elastic Common Schema's names of what all Zeek logs have, and its names for fields of single logs, as Filebeat's and
 * Elastic Agent's Zeek modules write them (elastic.co/guide: "Zeek fields").
 */
const names = table<string>({
  '@timestamp': 'ts',
  'event.id': 'uid',
  'zeek.session_id': 'uid',
  'source.address': 'id.orig_h',
  'source.ip': 'id.orig_h',
  'source.port': 'id.orig_p',
  'destination.address': 'id.resp_h',
  'destination.ip': 'id.resp_h',
  'destination.port': 'id.resp_p',
  'network.transport': 'proto',
  'source.bytes': 'orig_ip_bytes',
  'source.packets': 'orig_pkts',
  'destination.bytes': 'resp_ip_bytes',
  'destination.packets': 'resp_pkts',
  'network.vlan.id': 'vlan',
  'zeek.connection.state': 'conn_state',
  'zeek.connection.icmp.type': 'id.orig_p',
  'zeek.connection.icmp.code': 'id.resp_p',
  'zeek.rfb.auth.method': 'authentication_method',
  'zeek.rfb.auth.success': 'auth',
  'zeek.rfb.version.client.major': 'client_major_version',
  'zeek.rfb.version.client.minor': 'client_minor_version',
  'zeek.smb_files.previous_name': 'prev_name',
  'zeek.ntlm.domain': 'domainname',
  'zeek.ntlm.server.name.dns': 'server_dns_computer_name',
  'zeek.ntlm.server.name.netbios': 'server_nb_computer_name',
  'zeek.dhcp.address.assigned': 'assigned_addr',
  'zeek.dhcp.address.client': 'client_addr',
  'zeek.dhcp.address.requested': 'requested_addr',
  'zeek.dhcp.address.mac': 'mac',
  'zeek.dhcp.hostname': 'host_name',
  'zeek.tunnel.type': 'tunnel_type',
  'url.original': 'uri',
  'url.domain': 'host',
  'url.username': 'username',
  'user_agent.original': 'user_agent',
  'http.response.status_code': 'status_code',
})

/** Names that say more of the same than another that may be there too. */
const better = new Set(['zeek.session_id', 'source.ip', 'destination.ip'])

/** The log that a document is of, as Elastic calls it; undefined where it is of none. Without the agent's fields, Zeek's own tell. */
function datasetOf(flat: Readonly<Record<string, unknown>>): string | undefined {
  const told = flat['event.dataset'] ?? flat['data_stream.dataset']
  if (told !== undefined) return /^zeek\.(\w+)$/.exec(String(told))?.[1]
  const own = Object.keys(flat).find(name => /^zeek\.\w+\./.test(name))
  return own === undefined || flat['@timestamp'] === undefined ? undefined : own.split('.')[1]
}

/** The kind of log and the row, under Zeek's names, of an ECS document of Zeek data; undefined for other objects. */
export function ecsRow(document: JsonObject): [string, JsonObject] | undefined {
  const flat = flatten(document)
  const dataset = datasetOf(flat)
  if (dataset === undefined) return undefined
  const own = `zeek.${dataset}.`
  const told = new Map<string, unknown>()
  for (const [name, value] of Object.entries(flat)) {
    const known = names.get(name)
    if (known !== undefined) {
      if (!told.has(known) || better.has(name)) told.set(known, value)
    } else if (name.startsWith(own)) told.set(name.slice(own.length).replaceAll('.', '_'), value)
  }
  const row: Record<string, unknown> = Object.fromEntries(told)
  if (Array.isArray(row.uid)) return [dataset, { ...row, uid: undefined, uids: row.uid }]
  if (dataset !== 'connection') return [dataset, row]
  row.service = flat['network.application'] ?? flat['network.protocol']
  const nanoseconds = Number(flat['event.duration'])
  if (nanoseconds >= 0) row.duration = nanoseconds / 1e9
  return ['conn', row]
}
