import { flatten, type JsonObject } from './json-object.ts'

/**
 * Elastic Common Schema's names of what all Zeek logs have, and its names for fields of single logs, as Filebeat's and
 * Elastic Agent's Zeek modules write them (elastic.co/guide: "Zeek fields").
 */
const names: Readonly<Record<string, string>> = {
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
  'zeek.connection.state': 'conn_state',
  'zeek.rfb.authentication.success': 'auth',
  'zeek.rfb.version.client.major': 'client_major_version',
  'zeek.rfb.version.client.minor': 'client_minor_version',
  'zeek.smb_files.previous_name': 'prev_name',
  'zeek.ntlm.domain': 'domainname',
  'zeek.ntlm.server.name.dns': 'server_dns_computer_name',
  'zeek.ntlm.server.name.netbios': 'server_nb_computer_name',
  'zeek.dhcp.address.assigned': 'assigned_addr',
  'zeek.dhcp.address.mac': 'mac',
  'zeek.dhcp.hostname': 'host_name',
}

/** Names that say more of the same than another that may be there too. */
const better = new Set(['zeek.session_id', 'source.ip', 'destination.ip'])

/** The kind of log and the row, under Zeek's names, of an ECS document of Zeek data; undefined for other objects. */
export function ecsRow(document: JsonObject): [string, JsonObject] | undefined {
  const flat = flatten(document)
  const dataset = /^zeek\.(\w+)$/.exec(String(flat['event.dataset'] ?? ''))?.[1]
  if (dataset === undefined) return undefined
  const own = `zeek.${dataset}.`
  const row: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(flat)) {
    const known = names[name]
    if (known !== undefined) {
      if (!(known in row) || better.has(name)) row[known] = value
    } else if (name.startsWith(own)) row[name.slice(own.length).replaceAll('.', '_')] = value
  }
  if (dataset !== 'connection') return [dataset, row]
  row.service = flat['network.application'] ?? flat['network.protocol']
  const nanoseconds = Number(flat['event.duration'])
  if (nanoseconds >= 0) row.duration = nanoseconds / 1e9
  return ['conn', row]
}
