import { expect, test } from 'vitest'
import { readZeek, tsv } from './read-zeek.ts'

const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const row = (port: number, rest: string) => `1791890000.5 Cabc 10.0.0.1 50001 10.0.0.2 ${port} ${rest}`

/** Path, columns after the ends, the row's end, and what its events are. */
const cases: [string, string, string, ({ detail?: object } & Record<string, unknown>)[]][] = [
  ['ssh', 'version auth_success auth_attempts direction client server host_key', row(22, '2 T 2 - SSH-2.0-OpenSSH_9.6 SSH-2.0-dropbear aa:bb'), [
    { kind: 'client', service: 'ssh', user: '', outcome: '', detail: { banner: 'SSH-2.0-OpenSSH_9.6', software: 'OpenSSH_9.6', server: 'SSH-2.0-dropbear' } },
    { kind: 'login', service: 'ssh', outcome: 'success', detail: { attempts: 2 } },
  ]],
  ['ssh', 'auth_success auth_attempts client', row(2222, 'F 6 -'), [
    { kind: 'client', service: 'ssh', dstPort: 2222, detail: {} },
    { kind: 'login', outcome: 'failure', detail: { attempts: 6 } },
  ]],
  ['ssh', 'auth_success auth_attempts client', row(22, '- 0 SSH-2.0-Go'), [{ kind: 'client', detail: { banner: 'SSH-2.0-Go', software: 'Go' } }]],
  ['ssh', 'auth_success auth_attempts client', row(22, '- 1 SSH-1.5-x'), [
    { kind: 'client', detail: { banner: 'SSH-1.5-x', software: 'x' } },
    { kind: 'login', outcome: 'unknown', detail: { attempts: 1 } },
  ]],
  ['ssh', 'status direction client server', row(22, 'failure INBOUND SSH-2.0-x SSH-2.0-y'), [
    { kind: 'client', detail: { banner: 'SSH-2.0-x', software: 'x', server: 'SSH-2.0-y' } },
    { kind: 'login', outcome: 'failure', detail: {} },
  ]],
  ['ssh', 'status direction client server', row(22, 'undetermined INBOUND SSH-2.0-x -'), [{ kind: 'client' }]],
  ['login', 'proto success confused user client_user password', row(23, 'telnet T F root - secret'), [
    { kind: 'login', service: 'telnet', user: 'root', outcome: 'success', detail: { method: 'password' } },
  ]],
  ['login', 'proto success confused user client_user password', row(513, 'rlogin F F ann bob -'), [
    { kind: 'login', service: 'rlogin', user: 'ann', outcome: 'failure', detail: { method: 'password', client: 'bob' } },
  ]],
  ['login', 'proto success confused user client_user password', row(514, 'rsh F T ann - -'), [{ kind: 'login', service: 'rsh', outcome: 'unknown' }]],
  ['login', 'proto success confused user client_user password', row(23, 'telnet F F - - -'), [{ kind: 'login', user: '', outcome: 'unknown' }]],
  ['rdp', 'cookie result security_protocol client_build client_name', row(3389, 'mstshash=bob encrypted HYBRID RDP_10.x WS7'), [
    { kind: 'client', service: 'rdp', detail: { name: 'WS7', software: 'RDP_10.x', security: 'HYBRID', result: 'encrypted' } },
    { kind: 'login', user: 'bob', outcome: 'unknown', detail: { method: 'cookie', client: 'WS7' } },
  ]],
  ['rdp', 'cookie result security_protocol', row(3389, '- encrypted RDP'), [{ kind: 'client', detail: { security: 'RDP', result: 'encrypted' } }]],
  ['rfb', 'client_major_version client_minor_version authentication_method auth desktop_name', row(5900, '003 008 VNC F office'), [
    { kind: 'client', service: 'vnc', detail: { dialect: '3.8', security: 'VNC', desktop: 'office' } },
    { kind: 'login', outcome: 'failure', detail: { method: 'VNC' } },
  ]],
  ['smb_mapping', 'path service share_type', row(445, '\\\\\\\\fs1\\\\C$ - DISK'), [
    { kind: 'share', service: 'smb', detail: { path: '\\\\fs1\\C$', type: 'DISK' } },
  ]],
  ['smb_files', 'action path name size prev_name', row(445, 'SMB::FILE_RENAME \\\\\\\\fs1\\\\C$ new.exe 12 old.exe'), [
    { kind: 'file', service: 'smb', detail: { action: 'rename', name: 'new.exe', size: 12, path: '\\\\fs1\\C$', previous: 'old.exe' } },
  ]],
  ['dce_rpc', 'rtt named_pipe endpoint operation', row(445, '0.1 \\\\pipe\\\\svcctl svcctl CreateServiceW'), [
    { kind: 'rpc', service: 'smb', detail: { interface: 'svcctl', operation: 'CreateServiceW', pipe: 'svcctl' } },
  ]],
  ['dce_rpc', 'rtt named_pipe endpoint operation', row(49667, '0.1 49667 unknown-11220835-5b26-4d94-ae86-c3e475a809de unknown-7'), [
    { kind: 'rpc', service: 'rpc', detail: { interface: '11220835-5b26-4d94-ae86-c3e475a809de', operation: 'opnum-7' } },
  ]],
  ['ntlm', 'username hostname domainname server_nb_computer_name server_dns_computer_name success', row(445, 'eve WS1 CORP SRV srv.corp F'), [
    { kind: 'login', service: 'smb', user: 'eve', outcome: 'failure', detail: { method: 'ntlm', domain: 'CORP', client: 'WS1', server: 'srv.corp' } },
  ]],
  ['ntlm', 'username hostname domainname success', row(389, 'eve - - T'), [
    { kind: 'login', service: 'ntlm', user: 'eve', outcome: 'success', detail: { method: 'ntlm' } },
  ]],
  ['ntlm', 'username hostname domainname success status', row(445, 'eve - - - LOGON_FAILURE'), [{ kind: 'login', outcome: 'failure' }]],
  ['kerberos', 'request_type client service success error_msg till cipher', row(88, 'TGS eve/CORP.LOCAL cifs/fs1 T - 1 rc4-hmac'), [
    { kind: 'login', service: 'kerberos', user: 'eve', outcome: 'success', detail: { method: 'kerberos', domain: 'CORP.LOCAL', request: 'TGS', service: 'cifs/fs1', cipher: 'rc4-hmac' } },
  ]],
  ['kerberos', 'request_type client service success error_msg till', row(88, 'AS host/ws1/CORP krbtgt/CORP F KDC_ERR_PREAUTH_FAILED 1'), [
    { kind: 'login', user: 'host/ws1', outcome: 'failure', detail: { method: 'kerberos', domain: 'CORP', request: 'AS', service: 'krbtgt/CORP', error: 'KDC_ERR_PREAUTH_FAILED' } },
  ]],
  ['kerberos', 'request_type client service success error_msg till', row(88, 'AS eve/CORP krbtgt/CORP F KDC_ERR_PREAUTH_REQUIRED 1'), [
    { kind: 'login', user: 'eve', outcome: 'unknown' },
  ]],
  ['kerberos', 'request_type client service success error_msg till', row(445, '- - - - - -'), [{ kind: 'login', service: 'smb', user: '', outcome: 'unknown' }]],
  ['dhcp', 'mac assigned_ip lease_time', row(67, '00:0b:db:63:58:a6 10.0.0.9 3600'), [
    { kind: 'lease', service: 'dhcp', src: '', dst: '', srcPort: -1, dstPort: -1, protocol: 17, detail: { address: '10.0.0.9', hardware: '00:0b:db:63:58:a6' } },
  ]],
  ['notice', 'proto note msg sub src dst', row(22, 'tcp SSH::Password_Guessing many - 10.9.9.9 -'), [
    { kind: 'notice', src: '10.0.0.1', dst: '10.0.0.2', service: 'ssh', detail: { note: 'SSH::Password_Guessing', message: 'many' } },
  ]],
] // prettier-ignore

const known: [path: string, columns: string, cells: string, expected: object | undefined][] = [
  ['known_hosts', 'host', '10.0.0.9', { address: '10.0.0.9' }],
  ['known_hosts', 'host', '2001:db8::9', { address: '2001:db8::9' }],
  ['known_hosts', 'host', 'nobody', undefined],
  ['known_services', 'host port_num port_proto service', '10.0.0.9 2222 tcp ssh', { address: '10.0.0.9', port: 2222, transport: 'tcp', services: 'ssh' }],
  ['known_services', 'host port_num port_proto service', '10.0.0.9 49667 udp -', { address: '10.0.0.9', port: 49667, transport: 'udp' }],
] // prettier-ignore
test.each(known)('%s (%s): %s is a host that the sensor knows', async (path, columns, cells, detail) => {
  const read = await readZeek({ [`${path}.log`]: tsv(path, `ts ${columns}`, `1791890000.5 ${cells}`) })
  expect({ flows: read.flows, rejects: read.rejects }).toEqual({ flows: [], rejects: [] })
  if (!detail)
    return expect(read.notes).toMatchObject([{ text: `${path}.log: rows that say nothing`, count: 1 }])
  expect(read.events).toMatchObject([{ kind: 'host', ts: 1791890000.5, src: '', uid: '' }])
  expect(read.events[0]).toMatchObject({ dst: Object.values(detail)[0] as string })
  expect(read.events[0]!.detail).toEqual(detail)
})

test('a log of the site itself whose rows name a host is none of hosts that Zeek knows', async () => {
  const line = '{"_path":"my_own","ts":1791890000.5,"id.orig_h":"10.0.0.1","host":"10.0.0.9"}'
  const read = await readZeek({ 'my_own.json': line })
  expect(read.events).toEqual([])
  expect(read.notes).toMatchObject([{ text: 'my_own.log: rows not used' }])
})

test.each(cases)('%s (%s): %s', async (path, columns, line, expected) => {
  const read = await readZeek({ [`${path}.log`]: tsv(path, `${ends} ${columns}`, line) })
  expect(read.rejects).toEqual([])
  expect(read.events).toMatchObject(expected)
  for (const event of read.events)
    expect(event).toMatchObject({ sensor: 's1', uid: 'Cabc', ts: 1791890000.5 })
  read.events.forEach((event, i) => expected[i]!.detail && expect(event.detail).toEqual(expected[i]!.detail))
  const names = `${ends} ${columns}`.split(' ')
  const cells = line.split(' ').map((cell, i) => [names[i], cell.replaceAll('\\\\', '\\')])
  const json = JSON.stringify(Object.fromEntries(cells.filter(([, cell]) => cell !== '-')))
  const same = await readZeek({ [`${path}.json`]: json.replace('{', `{"_path":"${path}",`) })
  expect({ ...same, notes: [] }).toEqual({ ...read, notes: [] })
})

test("today's dhcp.log, which has no ends, gives leases; a client that only asked gives none, and that is noted", async () => {
  const read = await readZeek({
    'dhcp.log': [
      '{"ts":1791890000.5,"uids":["C1","C2"],"client_addr":"10.0.0.9","server_addr":"10.0.0.1","mac":"00:11:22:33:44:55","host_name":"ws9","assigned_addr":"10.0.0.9","lease_time":600.0,"msg_types":["DISCOVER","ACK"]}',
      '{"ts":1791890001.5,"uids":["C3"],"mac":"00:11:22:33:44:66","msg_types":["DISCOVER"]}',
    ].join('\n'),
  })
  expect(read.events).toMatchObject([
    {
      kind: 'lease',
      uid: '',
      src: '',
      detail: { address: '10.0.0.9', hardware: '00:11:22:33:44:55', name: 'ws9' },
    },
  ])
  expect(read.notes).toMatchObject([{ text: 'dhcp.log: rows that say nothing', count: 1 }])
  expect(read.flows).toEqual([])
})

test('a notice about a source alone has that source', async () => {
  const line = '1791890000.5 - - - - - - Scan::Address_Scan many local 10.9.9.9 -'
  const read = await readZeek({ 'notice.log': tsv('notice', `${ends} proto note msg sub src dst`, line) })
  expect(read.events).toMatchObject([
    { kind: 'notice', uid: '', src: '10.9.9.9', dst: '', srcPort: -1, service: 'unknown' },
  ])
})

const noticed = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto note msg sub src dst p'
test.each<[what: string, cells: readonly string[], expected: readonly object[]]>([
  ['log-ins that were counted, with servers in its words', ['-', 'SSH::Password_Guessing', '10.9.9.9 appears to be guessing SSH passwords.', 'Sampled servers:  10.0.0.5, 2001:db8::7, 10.0.0.5', '10.9.9.9', '-', '-'], [
    { src: '10.9.9.9', dst: '10.0.0.5', service: 'ssh', dstPort: -1 }, { src: '10.9.9.9', dst: '2001:db8::7', service: 'ssh' }]],
  ['a scan of ports', ['-', 'Scan::Port_Scan', '10.9.9.9 scanned at least 15 unique ports of host 10.0.0.5 in 0m3s', 'local', '10.9.9.9', '10.0.0.5', '-'], [
    { src: '10.9.9.9', dst: '10.0.0.5', service: 'unknown' }]],
  ['a scan of addresses', ['tcp', 'Scan::Address_Scan', '10.9.9.9 scanned at least 25 unique hosts on port 3389/tcp in 0m1s', 'local', '10.9.9.9', '-', '3389'], [
    { src: '10.9.9.9', dst: '', service: 'rdp', dstPort: 3389 }]],
  ['shares that were counted, with the source in its words', ['-', 'ATTACK::Lateral_Movement_Multiple_Attempts', 'Detected T1021.002 Admin File Share activity from host 10.9.9.9, total attempts 5 within timeframe 5m', '-', '-', '-', '-'], [
    { src: '10.9.9.9', dst: '' }]],
  ['deeds that were counted, with the target in its words', ['-', 'ATTACK::Lateral_Movement_and_Execution', 'Detected activity against host 10.0.0.5, total score 1001 within timeframe 10m', '-', '-', '-', '-'], [
    { src: '', dst: '10.0.0.5' }]],
  ['log-ins over FTP', ['-', 'FTP::Bruteforcing', '10.9.9.9 had 20 failed logins on 1 FTP server in 15m3s', '-', '-', '-', '-'], [
    { src: '10.9.9.9', dst: '', service: 'unknown' }]],
  ['no address at all', ['-', 'CaptureLoss::Too_Much_Loss', 'A loss rate above 10.0%', '-', '-', '-', '-'], [
    { src: '', dst: '' }]],
  ['an address that is none', ['-', 'constructor::Own', '10.9.9.999 did something of host 1:2:3', '-', '-', '-', '-'], [
    { src: '', dst: '' }]],
])('a notice of %s', async (_, cells, expected) => {
  const row = ['1791890000.5', ...'-----', ...cells].join('\t')
  const { events, rejects } = await readZeek({ 'notice.log': `${tsv('notice', noticed)}${row}\n` })
  expect(rejects).toEqual([])
  expect(events).toMatchObject(expected.map(event => ({ kind: 'notice', uid: '', ...event })))
}) // prettier-ignore

test('logs that are not used are counted by their path', async () => {
  const read = await readZeek({
    'dns.log': tsv('dns', `${ends} query`, row(53, 'a'), row(53, 'b')),
    'x.log': tsv('my_own', 'a b', '1 2'),
    'http.log': '{"ts":1791890000.5,"uid":"Cabc","id.orig_h":"10.0.0.1","trans_depth":1}\n',
  })
  expect(read.total).toBe(0)
  expect(read.notes.map(({ text, count }) => [text, count])).toEqual([
    ['dns.log: rows not used', 2],
    ['http.log: rows not used', 1],
    ['my_own.log: rows not used', 1],
  ])
})

test('what dns.log calls private addresses is said once a day, by who answers, and other rows are counted', async () => {
  const names = `${ends} query qtype_name answers`
  const log = tsv(
    'dns',
    names,
    row(53, 'fs.corp.example A 10.0.0.9,8.8.8.8'),
    row(53, 'fs.corp.example A 10.0.0.9,8.8.8.8'),
    row(53, 'www.corp.example A web1.corp.example,10.0.0.10,10.0.0.11'),
    row(5353, '12.0.0.10.in-addr.arpa PTR printer.local'),
    row(5355, 'pc1 AAAA fd00::1'),
    row(53, '8.8.8.8.in-addr.arpa PTR dns.example'),
    row(53, 'x.example TXT 10.0.0.13'),
    row(53, '_ldap._tcp.corp.example A 10.0.0.14'),
    row(80, 'x.example A 10.0.0.15'),
    row(53, 'x.example A -'),
  )
  const { events, notes, flows, total } = await readZeek({ 'dns.log': log })
  expect(flows).toEqual([])
  expect(total).toBe(0)
  expect(events.map(({ kind, detail }) => [kind, detail.address, detail.name, detail.by]).sort()).toEqual([
    ['name', '10.0.0.10', 'web1.corp.example', 'dns'],
    ['name', '10.0.0.11', 'web1.corp.example', 'dns'],
    ['name', '10.0.0.12', 'printer.local', 'mdns'],
    ['name', '10.0.0.9', 'fs.corp.example', 'dns'],
    ['name', 'fd00::1', 'pc1', 'llmnr'],
  ])
  expect(notes).toMatchObject([{ text: 'dns.log: rows not used', count: 6 }])
})

test('what the sensor missed is noted', async () => {
  const log = tsv(
    'capture_loss',
    'ts ts_delta peer gaps acks percent_lost',
    '1.0 900.0 zeek 0 9 0.0',
    '2.0 900.0 zeek 3 9 33.3',
  )
  const { notes, total } = await readZeek({ 'capture_loss.log': log })
  expect(total).toBe(0)
  expect(notes).toMatchObject([{ text: expect.stringContaining('missed 1 %') as string, count: 1 }])
})

test('endless texts are cut', async () => {
  const read = await readZeek({
    'ssh.log': tsv(
      'ssh',
      `${ends} client server kex_alg`,
      row(22, `${'x'.repeat(50_000)} é\\x ${'\\\\'.repeat(9000)}`),
    ),
  })
  expect(read.events[0]!.detail.banner).toHaveLength(1024)
  expect(read.events[0]!.detail.server).toBe('é\\x')
})
