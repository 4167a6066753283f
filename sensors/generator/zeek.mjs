/** A day's logs as Zeek 7.0 writes them: tab-separated, with its own headers (docs.zeek.org, "Log Formats"). */

const time = seconds => seconds.toFixed(6)
const internal = address => (address.startsWith('10.') ? 'T' : 'F')
const flag = value => (value === undefined ? '-' : value ? 'T' : 'F')
/** Zeek writes a backslash as two in its logs. */
const text = value => (value === undefined ? '-' : value.replaceAll('\\', '\\\\'))

/** A column: name, type, and how to write it from a row; a text in place of a function is always written. */
const column = (name, type, write) => ({ name, type, write: typeof write === 'string' ? () => write : write })

const endpoints = [
  column('ts', 'time', row => time(row.ts)),
  column('uid', 'string', row => row.flow.uid),
  column('id.orig_h', 'addr', row => row.flow.src),
  column('id.orig_p', 'port', row => String(row.flow.srcPort)),
  column('id.resp_h', 'addr', row => row.flow.dst),
  column('id.resp_p', 'port', row => String(row.flow.dstPort)),
]
const fixed = (type, ...pairs) => pairs.map(([name, value = '-']) => column(name, type, value))

const logs = {
  conn: [
    ...endpoints,
    column('proto', 'enum', row => row.flow.protocol),
    column('service', 'string', row => row.flow.service),
    column('duration', 'interval', row => time(row.flow.duration)),
    column('orig_bytes', 'count', row => String(row.flow.up)),
    column('resp_bytes', 'count', row => String(row.flow.down)),
    column('conn_state', 'string', row => row.flow.state),
    column('local_orig', 'bool', row => internal(row.flow.src)),
    column('local_resp', 'bool', row => internal(row.flow.dst)),
    column('missed_bytes', 'count', '0'),
    column('history', 'string', row => row.flow.history),
    column('orig_pkts', 'count', row => String(row.flow.upPackets)),
    column('orig_ip_bytes', 'count', row => String(row.flow.upTotal)),
    column('resp_pkts', 'count', row => String(row.flow.downPackets)),
    column('resp_ip_bytes', 'count', row => String(row.flow.downTotal)),
    column('tunnel_parents', 'set[string]', '-'),
  ],
  ssh: [
    ...endpoints,
    column('version', 'count', '2'),
    column('auth_success', 'bool', row => flag(row.success)),
    column('auth_attempts', 'count', row => String(row.attempts)),
    column('direction', 'enum', '-'),
    column('client', 'string', row => row.client),
    column('server', 'string', row => row.server),
    ...fixed(
      'string',
      ['cipher_alg', 'chacha20-poly1305@openssh.com'],
      ['mac_alg', 'umac-64-etm@openssh.com'],
      ['compression_alg', 'none'],
    ),
    ...fixed('string', ['kex_alg', 'curve25519-sha256'], ['host_key_alg', 'ssh-ed25519'], ['host_key']),
  ],
  rdp: [
    ...endpoints,
    column('cookie', 'string', row => row.cookie),
    ...fixed('string', ['result', 'encrypted'], ['security_protocol', 'HYBRID_EX']),
    column('client_channels', 'vector[string]', '-'),
    ...fixed('string', ['keyboard_layout'], ['client_build'], ['client_name'], ['client_dig_product_id']),
    ...fixed('count', ['desktop_width'], ['desktop_height']),
    ...fixed('string', ['requested_color_depth'], ['cert_type']),
    column('cert_count', 'count', '0'),
    column('cert_permanent', 'bool', '-'),
    ...fixed('string', ['encryption_level'], ['encryption_method']),
  ],
  smb_mapping: [
    ...endpoints,
    column('path', 'string', row => text(row.path)),
    ...fixed('string', ['service'], ['native_file_system']),
    column('share_type', 'string', row => row.type),
  ],
  smb_files: [
    ...endpoints,
    column('fuid', 'string', '-'),
    column('action', 'enum', 'SMB::FILE_OPEN'),
    column('path', 'string', row => text(row.path)),
    column('name', 'string', row => text(row.name)),
    column('size', 'count', row => String(row.size)),
    column('prev_name', 'string', '-'),
    ...['modified', 'accessed', 'created', 'changed'].map((name, i) =>
      column(`times.${name}`, 'time', row => time(row.ts - (row.size % 9e5) - [60, 0, 86400, 60][i])),
    ),
  ],
  dce_rpc: [
    ...endpoints,
    column('rtt', 'interval', row => time(0.0003 + (Math.round(row.ts * 1e6) % 997) / 1e6)),
    column('named_pipe', 'string', row => text(row.pipe)),
    column('endpoint', 'string', row => row.endpoint),
    column('operation', 'string', row => row.operation),
  ],
  ntlm: [
    ...endpoints,
    column('username', 'string', row => row.user),
    column('hostname', 'string', row => row.host),
    column('domainname', 'string', 'HARBOUR'),
    column('server_nb_computer_name', 'string', row => row.server),
    column('server_dns_computer_name', 'string', row =>
      row.server === '-' ? '-' : `${row.server.toLowerCase()}.harbour.example`,
    ),
    column('server_tree_name', 'string', row => (row.server === '-' ? '-' : 'harbour.example')),
    column('success', 'bool', row => flag(row.success)),
  ],
  kerberos: [
    ...endpoints,
    column('request_type', 'string', row => row.type),
    column('client', 'string', row => (row.client ? `${row.client}/HARBOUR.EXAMPLE` : '-')),
    column('service', 'string', row => text(row.service)),
    column('success', 'bool', row => flag(row.success)),
    column('error_msg', 'string', '-'),
    column('from', 'time', '-'),
    column('till', 'time', row => time(Math.floor(row.ts) + 36000)),
    column('cipher', 'string', 'aes256-cts-hmac-sha1-96'),
    ...fixed('bool', ['forwardable', 'T'], ['renewable', 'T']),
    ...fixed(
      'string',
      ['client_cert_subject'],
      ['client_cert_fuid'],
      ['server_cert_subject'],
      ['server_cert_fuid'],
    ),
  ],
  rfb: [
    ...endpoints,
    ...fixed(
      'string',
      ['client_major_version', '003'],
      ['client_minor_version', '008'],
      ['server_major_version', '003'],
      ['server_minor_version', '008'],
      ['authentication_method', 'VNC'],
    ),
    ...fixed('bool', ['auth', 'T'], ['share_flag', 'T']),
    column('desktop_name', 'string', row => row.desktop),
    ...fixed('count', ['width', '1920'], ['height', '1080']),
  ],
  dhcp: [
    column('ts', 'time', row => time(row.ts)),
    column('uids', 'set[string]', row => row.flow.uid),
    column('client_addr', 'addr', row => row.flow.src),
    column('server_addr', 'addr', row => row.flow.dst),
    column('mac', 'string', row => row.mac),
    column('host_name', 'string', row => row.name),
    column('client_fqdn', 'string', '-'),
    column('domain', 'string', 'harbour.example'),
    column('requested_addr', 'addr', '-'),
    column('assigned_addr', 'addr', row => row.flow.src),
    column('lease_time', 'interval', '691200.000000'),
    ...fixed('string', ['client_message'], ['server_message']),
    column('msg_types', 'vector[string]', 'REQUEST,ACK'),
    column('duration', 'interval', row => time(row.flow.duration)),
  ],
  notice: [
    column('ts', 'time', row => time(row.ts)),
    ...fixed('string', ['uid']),
    ...fixed('addr', ['id.orig_h']),
    ...fixed('port', ['id.orig_p']),
    ...fixed('addr', ['id.resp_h']),
    ...fixed('port', ['id.resp_p']),
    ...fixed('string', ['fuid'], ['file_mime_type'], ['file_desc']),
    ...fixed('enum', ['proto']),
    column('note', 'enum', row => row.note),
    column('msg', 'string', row => row.msg),
    column('sub', 'string', row => row.sub),
    column('src', 'addr', row => row.flow.src),
    ...fixed('addr', ['dst']),
    ...fixed('port', ['p']),
    ...fixed('count', ['n']),
    ...fixed('string', ['peer_descr', 'zeek']),
    column('actions', 'set[enum]', 'Notice::ACTION_LOG'),
    column('email_dest', 'set[string]', '(empty)'),
    column('suppress_for', 'interval', '3600.000000'),
    ...fixed(
      'string',
      ['remote_location.country_code'],
      ['remote_location.region'],
      ['remote_location.city'],
    ),
    ...fixed('double', ['remote_location.latitude'], ['remote_location.longitude']),
  ],
}

function write(date, path, rows) {
  const columns = logs[path]
  const head = [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    `#open\t${date}-00-00-00`,
    `#fields\t${columns.map(c => c.name).join('\t')}`,
    `#types\t${columns.map(c => c.type).join('\t')}`,
  ]
  const lines = rows.map(row => columns.map(c => c.write(row)).join('\t'))
  return [...head, ...lines, `#close\t${date}-23-59-59`, ''].join('\n')
}

/** The day's log texts by name. A connection is logged when it ends; everything else when it happens. */
export function zeekLogs(day) {
  const ended = day.flows
    .filter(flow => flow.sensor === 'hq-zeek')
    .sort((a, b) => a.ts + a.duration - b.ts - b.duration)
  const out = {
    conn: write(
      day.date,
      'conn',
      ended.map(flow => ({ ts: flow.ts, flow })),
    ),
  }
  for (const [path, rows] of Object.entries(day.logs))
    out[path] = write(
      day.date,
      path,
      rows.sort((a, b) => a.ts - b.ts),
    )
  return out
}
