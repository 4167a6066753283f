import { expect, test } from 'vitest'
import { cloud } from '../../src/read/cloud.ts'
import { flowText } from '../../src/read/flow-text.ts'
import type { Reader } from '../../src/read/reader.ts'
import { suricata } from '../../src/read/suricata.ts'
import { zeek } from '../../src/read/zeek.ts'
import { ecsDocument, shippers } from '../shippers.ts'
import { readWords } from './text/read-words.ts'
import { connColumns, connRows, tsv } from './zeek/read-zeek.ts'

/** Names that every object answers. */
const words = ['constructor', 'valueOf', 'hasOwnProperty', '__proto__', 'toString']

const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const row = (columns: string, cells: string) =>
  [`${ends} ${columns}`, `1791890000.5 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 ${cells}`] as const

/** A row of Zeek's logs: path, columns, cells. */
const zeekRows: readonly (readonly [string, string, string])[] = [
  ['conn', connColumns, connRows[1]!],
  ['ssh', ...row('version auth_success auth_attempts direction client server', '2 T 1 INBOUND SSH-2.0-a SSH-2.0-b')],
  ['dce_rpc', ...row('rtt named_pipe endpoint operation', '0.1 svcctl svcctl CreateServiceW')],
  ['smb_mapping', ...row('path service native_file_system share_type', '\\\\h\\ADMIN$ - NTFS DISK')],
  ['smb_files', ...row('fuid action path name size', 'F1 SMB::FILE_OPEN \\\\h\\C$ a.exe 10')],
  ['kerberos', ...row('request_type client service success error_msg cipher', 'TGS amy/X cifs/h T - aes256')],
  ['ntlm', ...row('username hostname domainname success status', 'amy H D T SUCCESS')],
  ['rdp', ...row('cookie result security_protocol client_name', 'amy encrypted HYBRID H')],
  ['rfb', ...row('client_major_version authentication_method auth', '003 VNC T')],
  ['http', ...row('method host uri user_agent status_code username', 'POST h /wsman WinRM 200 amy')],
  ['ssl', ...row('version cipher server_name established', 'TLSv12 x h T')],
  ['weird', ...row('name addl notice', 'bad_TCP_checksum - F')],
  ['notice', ...row('note msg src dst actions', 'SSH::Password_Guessing m 10.0.0.1 10.0.0.2 Notice::ACTION_LOG')],
] // prettier-ignore

const zeekObject = (columns: string, cells: string): Record<string, unknown> => {
  const values = cells.split(/ +/)
  return Object.fromEntries(columns.split(' ').map((name, i) => [name, /^\d+(\.\d+)?$/.test(values[i]!) ? Number(values[i]) : values[i]])) // prettier-ignore
}

const eve = (type: string, more: object) => ({ timestamp: '2026-10-05T12:00:00.5+0000', flow_id: 7, event_type: type, src_ip: '10.0.0.1', src_port: 50001, dest_ip: '10.0.0.2', dest_port: 22, proto: 'TCP', app_proto: 'ssh', ...more }) // prettier-ignore
const azure = { time: '2026-10-05T12:00:00Z', category: 'FlowLogFlowEvent', flowLogVersion: 4, flowRecords: { flows: [{ aclID: 'a', flowGroups: [{ rule: 'r', flowTuples: ['1791201600000,10.0.0.1,10.0.0.2,50001,22,6,I,E,NX,30,5200,28,6100'] }] }] } } // prettier-ignore

/** A record of each kind of JSON. */
const objects: readonly (readonly [string, Reader, object])[] = [
  ...zeekRows.flatMap(([log, columns, cells]) => {
    const object = zeekObject(columns, cells)
    return [
      [`zeek json ${log}`, zeek, object],
      [`zeek ecs ${log}`, zeek, ecsDocument(log, object, '2026-10-05T12:00:00.5Z')],
      [`zeek filebeat ${log}`, zeek, shippers.filebeat(log, JSON.stringify(object))],
    ] as const
  }),
  ['eve flow', suricata, eve('flow', { flow: { pkts_toserver: 3, pkts_toclient: 3, bytes_toserver: 300, bytes_toclient: 300, start: '2026-10-05T12:00:00.5+0000', end: '2026-10-05T12:00:01.5+0000', state: 'closed', reason: 'timeout' }, tcp: { tcp_flags_ts: '1b', tcp_flags_tc: '1b', state: 'closed' } })],
  ['eve smb', suricata, eve('smb', { smb: { dialect: '3.11', command: 'SMB2_COMMAND_TREE_CONNECT', status: 'STATUS_SUCCESS', share: '\\\\h\\ADMIN$', share_type: 'DISK', filename: 'a', ntlmssp: { user: 'amy', domain: 'D', host: 'H' }, dcerpc: { interface: { uuid: '367abb81-9844-35f1-ad32-98f038001003' }, opnum: 12, request: 'REQUEST', response: 'RESPONSE' } } })],
  ['eve ssh', suricata, eve('ssh', { ssh: { client: { proto_version: '2.0', software_version: 'a' }, server: { proto_version: '2.0', software_version: 'b' } } })],
  ['eve krb5', suricata, eve('krb5', { krb5: { msg_type: 'KRB_TGS_REP', cname: 'amy', realm: 'X', sname: 'cifs/h', encryption: 'rc4-hmac', weak_encryption: true, error_code: 'x' } })],
  ['eve rdp', suricata, eve('rdp', { rdp: { tx_id: 0, event_type: 'initial_request', cookie: 'amy' } })],
  ['eve rfb', suricata, eve('rfb', { rfb: { authentication: { security_type: 2, security_result: 'OK' } } })],
  ['eve alert', suricata, eve('alert', { alert: { action: 'allowed', signature_id: 1, signature: 's', category: 'c', severity: 1, metadata: { a: ['b'] } } })],
  ['azure', cloud, azure],
  ['gcp', cloud, { connection: { src_ip: '10.0.0.1', src_port: 50001, dest_ip: '10.0.0.2', dest_port: 22, protocol: 6 }, reporter: 'SRC', bytes_sent: '300', packets_sent: '3', start_time: '2026-10-05T12:00:00Z', end_time: '2026-10-05T12:00:12Z' }],
  ['cloudtrail', cloud, { eventVersion: '1.08', eventTime: '2026-10-05T12:00:00Z', eventName: 'ConsoleLogin', eventSource: 'signin.amazonaws.com', sourceIPAddress: '198.51.100.7', recipientAccountId: '1', userIdentity: { type: 'IAMUser', userName: 'amy' }, responseElements: { ConsoleLogin: 'Success' }, additionalEventData: { MFAUsed: 'No' } }],
  ['nfdump json', flowText, { type: 'FLOW', first: '2026-10-05T12:00:00.000', last: '2026-10-05T12:00:12.500', proto: 6, tcp_flags: '...AP.SF', src4_addr: '10.0.0.1', dst4_addr: '10.0.0.2', src_port: 50001, dst_port: 22, in_packets: 30, in_bytes: 5200 }],
] // prettier-ignore

/** An object with a word in the place of each value, of each key, and beside each key. */
function* mutants(value: unknown, word: string): Generator<unknown> {
  yield word
  if (Array.isArray(value))
    for (const [i, one] of value.entries())
      for (const mutant of mutants(one, word)) yield value.with(i, mutant)
  else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    yield Object.fromEntries([...entries, [word, word]])
    for (const [i, [key, one]] of entries.entries()) {
      yield Object.fromEntries(entries.with(i, [word, one]))
      for (const mutant of mutants(one, word)) yield Object.fromEntries(entries.with(i, [key, mutant]))
    }
  }
}

/** Tables: the header, a row, and what parts their cells. */
const tables: readonly (readonly [string, Reader, string, string, string])[] = [
  ...zeekRows.map(([log, columns, cells]) => {
    const [head, names, line] = /^(.*\n)(#fields.*)\n(.*)\n$/s.exec(tsv(log, columns, cells))!.slice(1)
    return [`zeek tsv ${log}`, zeek, `${head}${names}`, line!, '\t'] as const
  }),
  ['nfdump csv', flowText, 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,tr', '2026-10-05 12:00:00,2026-10-05 12:00:12,12.500,10.0.0.1,10.0.0.2,50001,22,TCP,...AP.SF,0,0,30,5200,0,0,1,2,2026-10-05 12:01:00.000', ','],
  ['nfdump line', flowText, 'Date first seen             Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Flags Tos  Packets    Bytes Flows', '2026-10-05 12:00:00.000    12.500 TCP 10.0.0.1:50001 -> 10.0.0.2:22 ...AP.SF 0 30 5200 1', ' '],
  ['rwcut', flowText, 'sIP|dIP|sPort|dPort|protocol|packets|bytes|flags|sTime|duration|sensor|initialFlags', '10.0.0.1|10.0.0.2|50001|22|6|30|5200|FS PA|1791201600.000|12.500|S0|S', '|'],
  ['argus', flowText, 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts', '2026/10/05 12:00:00.000000,12.5,tcp,10.0.0.1,50001,   ->,10.0.0.2,22,FSPA_FSPA,0,0,58,11300,5200,30', ','],
  ['aws vpc', cloud, 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status', '2 123456789010 eni-1 10.0.0.1 10.0.0.2 50001 22 6 30 3000 1791201600 1791201612 ACCEPT OK', ' '],
] // prettier-ignore

/** Each cell of a text in turn as a word. */
const replaced = (text: string, by: string, word: string): string[] =>
  text.split(by).map((_, i, cells) => cells.with(i, word).join(by))

/** Reads a file; what it holds, and what is rejected, has a place. */
async function read(reader: Reader, text: string): Promise<number> {
  const { flows, events, rejects } = await readWords(reader, { file: text })
  expect(rejects.filter(({ file, reason }) => file !== 'file' || reason === '')).toEqual([])
  return flows.length + events.length
}

test.each(objects)(
  '%s: names that every object answers, as any value or key, end no run',
  async (_, reader, object) => {
    const whole = JSON.stringify(object)
    expect(reader.sniff(Buffer.from(whole)) || (await read(reader, whole)) > 0).toBe(true)
    for (const word of words) {
      const lines = Array.from(mutants(object, word), mutant => JSON.stringify(mutant))
      for (const line of lines) reader.sniff(Buffer.from(line))
      await read(reader, `${[whole, ...lines].join('\n')}\n`)
    }
  },
)

test.each(tables)(
  '%s: names that every object answers, as any cell or column, end no run',
  async (_, reader, header, line, by) => {
    expect(reader.sniff(Buffer.from(`${header}\n${line}\n`))).toBe(true)
    for (const word of words) {
      const rows = replaced(line, by, word)
      const texts = [[header, line, ...rows], ...replaced(header, by, word).map(head => [head, line])]
      for (const lines of texts) {
        reader.sniff(Buffer.from(lines.join('\n')))
        await read(reader, `${lines.join('\n')}\n`)
      }
    }
  },
)
