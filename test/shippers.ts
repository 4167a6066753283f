/** A row of a Zeek log in JSON: Zeek's names and values. */
export type Row = Readonly<Record<string, unknown>>

/** What Elastic's Zeek integration calls the fields of single logs, under `zeek.LOG.`; others keep Zeek's names, with dots for objects. */
const elastic: Readonly<Record<string, string>> = {
  conn_state: 'state', auth_success: 'auth.success', auth_attempts: 'auth.attempts', authentication_method: 'auth.method', auth: 'auth.success',
  cipher_alg: 'algorithm.cipher', mac_alg: 'algorithm.mac', compression_alg: 'algorithm.compression', kex_alg: 'algorithm.key_exchange', host_key_alg: 'algorithm.host_key',
  client_build: 'client.build', client_name: 'client.name', cert_count: 'cert.count', desktop_width: 'desktop.width', desktop_height: 'desktop.height',
  client_major_version: 'version.client.major', client_minor_version: 'version.client.minor', server_major_version: 'version.server.major', server_minor_version: 'version.server.minor',
  prev_name: 'previous_name', domainname: 'domain', server_nb_computer_name: 'server.name.netbios', server_dns_computer_name: 'server.name.dns', server_tree_name: 'server.name.tree',
  client_addr: 'address.client', server_addr: 'address.server', mac: 'address.mac', requested_addr: 'address.requested', assigned_addr: 'address.assigned',
  host_name: 'hostname', msg_types: 'msg.types', till: 'valid.until', from: 'valid.from', error_msg: 'error.msg',
} // prettier-ignore

/** Its names of what all logs have, or conn.log, outside of `zeek.`. */
const common: Readonly<Record<string, string>> = {
  uid: 'zeek.session_id', uids: 'zeek.session_id', 'id.orig_h': 'source.ip', 'id.orig_p': 'source.port', 'id.resp_h': 'destination.ip', 'id.resp_p': 'destination.port',
  proto: 'network.transport', orig_ip_bytes: 'source.bytes', orig_pkts: 'source.packets', resp_ip_bytes: 'destination.bytes', resp_pkts: 'destination.packets',
} // prettier-ignore

/** Puts a value at the end of a path with dots. */
function put(object: Record<string, unknown>, path: string, value: unknown): void {
  const [first, ...rest] = path.split('.') as [string, ...string[]]
  if (rest.length === 0) object[first] = value
  else put((object[first] ??= {}) as Record<string, unknown>, rest.join('.'), value)
}

/** A row as the ECS document that Elastic Agent makes of it, at a time in text, without the original line. */
export function ecsDocument(log: string, row: Row, time: string): object {
  const dataset = log === 'conn' ? 'connection' : log
  const document = { '@timestamp': time, event: { dataset: `zeek.${dataset}` } }
  for (const [name, value] of Object.entries(row)) {
    if (name === 'ts' || (dataset === 'connection' && /^(orig|resp)_bytes$/.test(name))) continue
    if (dataset === 'connection' && name === 'service') put(document, 'network.protocol', value)
    else if (dataset === 'connection' && name === 'duration')
      put(document, 'event.duration', Math.round(Number(value) * 1e9))
    else put(document, common[name] ?? `zeek.${dataset}.${elastic[name] ?? name}`, value)
  }
  return document
}

/** What shippers make of a line of JSON of a log. */
export const shippers = {
  filebeat: (log: string, message: string) => ({
    '@timestamp': '2026-10-13T00:00:00.000Z',
    log: { offset: 1, file: { path: `/opt/zeek/logs/current/${log}.log` } },
    message,
    agent: { type: 'filebeat' },
  }),
  logstash: (log: string, original: string) => ({
    '@version': '1',
    '@timestamp': '2026-10-13T00:00:00.000Z',
    event: { original },
    path: `/opt/zeek/logs/current/${log}.log`,
    host: { name: 'sensor' },
  }),
  splunk: (log: string, _raw: string) => ({
    preview: false,
    offset: 0,
    result: {
      _raw,
      source: `/opt/zeek/logs/current/${log}.log`,
      sourcetype: `zeek:${log}:json`,
      host: 'sensor',
    },
  }),
} as const
