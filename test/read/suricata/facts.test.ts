import { expect, test } from 'vitest'
import { suricata } from '../../../src/read/suricata.ts'
import { readWords } from '../text/read-words.ts'
import { record } from './records.ts'

const smb = (more: object) =>
  record('smb', 1, { smb: { dialect: '3.11', status: 'STATUS_SUCCESS', ...more } }, { dest_port: 445 })
const krb5 = (more: object) =>
  record(
    'krb5',
    2,
    { krb5: { cname: '<empty>', realm: '<empty>', sname: '<empty>', ...more } },
    { dest_port: 88, proto: 'UDP' },
  )
const ntlmssp = { domain: 'CORP', user: 'amy', host: 'PC7', version: '10.0' }
const atsvc = [{ uuid: '1ff70682-0a51-30e8-076d-740be8cee98b', version: '1.0' }]

const cases: readonly (readonly [string, string, object[]])[] = [
  ['a log-in with NTLM', smb({ command: 'SMB2_COMMAND_SESSION_SETUP', ntlmssp }), [{ kind: 'login', user: 'amy', outcome: 'success', service: 'smb', detail: { method: 'ntlm', domain: 'CORP', client: 'PC7' } }]],
  ['a log-in that fails', smb({ command: 'SMB2_COMMAND_SESSION_SETUP', status: 'STATUS_LOGON_FAILURE', ntlmssp }), [{ kind: 'login', outcome: 'failure' }]],
  ['a log-in that goes on', smb({ command: 'SMB2_COMMAND_SESSION_SETUP', status: 'STATUS_MORE_PROCESSING_REQUIRED', ntlmssp }), []],
  ['a log-in with Kerberos', smb({ command: 'SMB2_COMMAND_SESSION_SETUP', kerberos: { realm: 'CORP', snames: ['cifs', 'dc1'] } }), [{ kind: 'login', user: '', outcome: 'success', detail: { method: 'kerberos', domain: 'CORP' } }]],
  ['a share', smb({ command: 'SMB2_COMMAND_TREE_CONNECT', share: '\\\\dc1\\ADMIN$', share_type: 'FILE' }), [{ kind: 'share', outcome: '', detail: { path: '\\\\dc1\\ADMIN$', type: 'FILE' } }]],
  ['a share that is refused', smb({ command: 'SMB1_COMMAND_TREE_CONNECT_ANDX', status: 'STATUS_ACCESS_DENIED', named_pipe: '\\\\dc1\\IPC$' }), [{ kind: 'share', outcome: 'failure', detail: { path: '\\\\dc1\\IPC$', type: 'PIPE' } }]],
  ['a file that is opened', smb({ command: 'SMB2_COMMAND_CREATE', filename: 'PSEXESVC.exe', disposition: 'FILE_OVERWRITE_IF', share: '\\\\dc1\\ADMIN$', size: 181064 }), [{ kind: 'file', detail: { action: 'open', name: 'PSEXESVC.exe', size: 181064, path: '\\\\dc1\\ADMIN$' } }]],
  ['a file that is not there', smb({ command: 'SMB2_COMMAND_CREATE', status: 'STATUS_OBJECT_NAME_NOT_FOUND', filename: 'desktop.ini' }), []],
  ['a file that is renamed', smb({ command: 'SMB2_COMMAND_SET_INFO', rename: { from: 'a.tmp', to: 'b.exe' } }), [{ kind: 'file', detail: { action: 'rename', name: 'b.exe', previous: 'a.tmp' } }]],
  ['a call through a pipe', smb({ command: 'SMB2_COMMAND_WRITE', filename: 'atsvc', dcerpc: { request: 'REQUEST', response: 'RESPONSE', opnum: 0, interfaces: atsvc } }), [{ kind: 'rpc', service: 'smb', detail: { interface: 'atsvc', operation: 'NetrJobAdd', pipe: 'atsvc' } }]],
  ['an AS-REP', krb5({ msg_type: 'KRB_AS_REP', cname: 'amy', realm: 'CORP', sname: 'krbtgt/CORP', ticket_encryption: 'rc4-hmac' }), [{ kind: 'login', user: 'amy', outcome: 'success', protocol: 17, service: 'kerberos', detail: { method: 'kerberos', domain: 'CORP', request: 'AS', service: 'krbtgt/CORP', cipher: 'rc4-hmac' } }]],
  ['a step of an ordinary log-in', krb5({ msg_type: 'KRB_ERROR', failed_request: 'KRB_AS_REQ', error_code: 'KDC_ERR_PREAUTH_REQUIRED' }), [{ outcome: 'unknown', detail: { request: 'AS', error: 'KDC_ERR_PREAUTH_REQUIRED' } }]],
  ['a Kerberos error', krb5({ msg_type: 'KRB_ERROR', failed_request: 'KRB_TGS_REQ', error_code: 'KDC_ERR_S_PRINCIPAL_UNKNOWN' }), [{ outcome: 'failure', detail: { request: 'TGS' } }]],
  ['a Kerberos answer in Suricata’s other spelling', krb5({ msg_type: 'KRB_TGS_REP', cname: 'amy', encryption: 'RC4_HMAC' }), [{ detail: { cipher: 'rc4-hmac' } }]],
  ['a share itself, opened', smb({ command: 'SMB2_COMMAND_CREATE', filename: '<share_root>', share: '\\\\dc1\\ADMIN$' }), []],
  ['VNC, whose failure Suricata spells with a minus sign', record('rfb', 3, { rfb: { authentication: { security_type: 2, 'security-result': 'FAIL' } } }, { dest_port: 5900 }), [{ kind: 'client' }, { kind: 'login', outcome: 'failure' }]],
  ['WinRM', record('http', 6, { tx_id: 0, http: { hostname: 'dc1', url: '/wsman', http_user_agent: 'Ruby WinRM Client', http_method: 'POST', status: 200 } }, { dest_port: 5985 }), [{ kind: 'client', service: 'winrm', detail: { software: 'Ruby WinRM Client', server: 'dc1' } }]],
  ['a later request of WinRM', record('http', 6, { tx_id: 1, http: { hostname: 'dc1', url: '/wsman' } }, { dest_port: 5985 }), []],
  ['other HTTP', record('http', 6, { tx_id: 0, http: { hostname: 'www', url: '/' } }, { dest_port: 80 }), []],
  ['TLS of RDP', record('tls', 7, { tls: { sni: 'srv1.example', version: 'TLS 1.2' } }, { dest_port: 3389 }), [{ kind: 'client', service: 'rdp', detail: { server: 'srv1.example', security: 'TLS 1.2' } }]],
  ['other TLS', record('tls', 7, { tls: { sni: 'www.example', version: 'TLS 1.3' } }, { dest_port: 443 }), []],
  ['a lease', record('dhcp', 5, { dhcp: { type: 'reply', client_mac: '00:0c:29:03:df:ad', assigned_ip: '10.0.0.7', dhcp_type: 'ack', hostname: 'PC7' } }, { proto: 'UDP', dest_port: 67 }), [{ kind: 'lease', detail: { address: '10.0.0.7', hardware: '00:0c:29:03:df:ad', name: 'PC7' } }]],
  ['a lease that is only offered', record('dhcp', 5, { dhcp: { type: 'reply', client_mac: '00:0c:29:03:df:ad', assigned_ip: '10.0.0.7', dhcp_type: 'offer' } }, { proto: 'UDP', dest_port: 67 }), []],
  ['VNC', record('rfb', 3, { rfb: { client_protocol_version: { major: '003', minor: '008' }, authentication: { security_type: 2, security_result: 'FAIL', vnc: { challenge: 'c', response: 'r' } }, framebuffer: { name: 'amy@pc' } } }, { dest_port: 5900 }), [
    { kind: 'client', service: 'vnc', detail: { dialect: '3.8', security: 'VNC', desktop: 'amy@pc' } },
    { kind: 'login', outcome: 'failure', detail: { method: 'VNC' } },
  ]],
] // prettier-ignore

test.each(cases)('%s', async (_, line, wanted) => {
  const { events, rejects } = await readWords(suricata, { 'eve.json': `${line}\n` })
  expect(rejects).toEqual([])
  expect(events).toHaveLength(wanted.length)
  expect(events).toMatchObject(wanted)
})

test('an RPC call that names no interface is of the one that was bound before it', async () => {
  const rpc = (dcerpc: object) => record('dcerpc', 4, { dcerpc }, { dest_port: 135 })
  const svcctl = { uuid: '367abb81-9844-35f1-ad32-98f038001003', version: '2.0', ack_result: 0 }
  const lines = [rpc({ request: 'BIND', response: 'BINDACK', interfaces: [svcctl, { uuid: '6cb71c2c-9812-4540-0300-000000000000', ack_result: 3 }] }), rpc({ request: 'REQUEST', response: 'RESPONSE', req: { opnum: 12 } }), rpc({ request: 'REQUEST', response: 'FAULT', req: { opnum: 99 } })] // prettier-ignore
  const { events } = await readWords(suricata, { 'eve.json': lines.join('\n') })
  expect(events).toMatchObject([
    {
      kind: 'rpc',
      service: 'rpc',
      outcome: '',
      detail: { interface: 'svcctl', operation: 'CreateServiceW' },
    },
    { kind: 'rpc', outcome: 'failure', detail: { operation: 'opnum-99' } },
  ])
})

test.each<[string, (line: string) => unknown]>([
  ['Fluentd', line => `2026-10-13T00:00:00+09:00\tsuricata\t${line}`],
  ['Fluent Bit', line => `suricata: [1791890000.123456789, ${line}]`],
  ['Filebeat', message => ({ '@timestamp': '2026-10-13T00:00:00Z', message, log: { file: { path: 'eve.json' } } })],
  ['Elastic, with the line kept', original => ({ event: { original, dataset: 'suricata.eve' }, source: {} })],
  ['Splunk', _raw => ({ preview: false, result: { _raw, sourcetype: 'suricata' } })],
])('a record that %s wrapped is the record', async (_, wrap) => {
  const line = record('ssh', 1, { ssh: { client: { proto_version: '2.0', software_version: 'libssh' } } })
  const wrapping = wrap(line)
  const wrapped = typeof wrapping === 'string' ? wrapping : JSON.stringify(wrapping)
  expect(suricata.sniff(Buffer.from(wrapped))).toBe(true)
  const plain = await readWords(suricata, { 'eve.json': line })
  expect(plain.events).toHaveLength(1)
  expect(await readWords(suricata, { 'eve.json': wrapped })).toEqual(plain)
}) // prettier-ignore
