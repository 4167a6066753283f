import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Event } from '../../../src/flow/event.ts'
import { shared, testShared } from '../../helpers.ts'
import { captureBytes, inputOf, readCaptures } from '../pcap-helpers.ts'

type Row = Record<string, string>
type Words = readonly (string | number | boolean | undefined)[]

const pairs = shared('corpora/zeek-pairs/')
const login = (events: readonly Event[]) => events.find(event => event.kind === 'login')

/** What of a row of a log is compared, and the same of a flow's events. Errors have other words there: the server's own. */
const logs: Record<string, { row: (row: Row) => Words; events: (events: readonly Event[]) => Words[] }> = {
  ssh: {
    row: row => [row.client, row.server],
    events: all => of(all, 'client', ({ detail }) => [detail.banner, detail.server]),
  },
  rdp: {
    row: row => [row.client_name, row.client_build, row.security_protocol, row.cookie!.trimEnd()],
    events: all => of(all, 'client', ({ detail }) => [detail.name, detail.software, detail.security, login(all)?.user]),
  },
  rfb: {
    row: row => [row.authentication_method, row.auth],
    events: all => of(all, 'client', ({ detail }) => [detail.security, flag(login(all)?.outcome)]),
  },
  smb_mapping: {
    row: row => [row.path, row.share_type],
    events: all => of(all, 'share', ({ detail }) => [detail.path, detail.type]),
  },
  smb_files: {
    row: row => [row.action!.replace(/^SMB::FILE_/, '').toLowerCase(), row.name, row.size, row.path],
    events: all => of(all, 'file', ({ detail }) => [detail.action, detail.name, detail.size, detail.path]),
  },
  dce_rpc: {
    row: row => [row.endpoint, row.operation, row.named_pipe],
    events: all => of(all, 'rpc', ({ detail, dstPort }) => [detail.interface, detail.operation, detail.pipe ?? dstPort]),
  },
  kerberos: {
    row: row => [row.request_type, row.client, row.service, row.success, row.cipher],
    events: all =>
      of(all, 'login', ({ user, outcome, detail }) =>
        detail.method === 'kerberos'
          ? [detail.request ?? 'AP', `${user}/${detail.domain}`, detail.service, flag(outcome), detail.cipher]
          : undefined,
      ),
  },
  ntlm: {
    row: row => [row.username, row.hostname, row.domainname, row.server_dns_computer_name, row.success],
    events: all =>
      of(all, 'login', ({ user, outcome, detail: { method, client, domain, server } }) =>
        method === 'ntlm' ? [user, client, domain, server, outcome === 'unknown' ? '' : flag(outcome)] : undefined,
      ),
  },
  ldap: {
    row: row => [row.object, { success: 'T', 'SASL bind in progress': '' }[row.result!] ?? 'F'],
    events: all =>
      of(all, 'login', ({ user, outcome, detail }) =>
        detail.request === undefined ? [user, outcome === 'unknown' ? '' : flag(outcome)] : undefined,
      ),
  },
} // prettier-ignore

/** Folder and log, rows that Zeek has, of those the ones that we do not say, and what we say beside them. */
const measured = [
  ['core.tunnels.gre', 'ssh', 1, 0, 0],
  ['scripts.base.protocols.dce-rpc.dce_rpc_netlogon', 'dce_rpc', 1, 0, 0],
  ['scripts.base.protocols.dce-rpc.spnego-gssapi-kerberos.135', 'kerberos', 1, 0, 0],
  ['scripts.base.protocols.dce-rpc.spnego-gssapi-kerberos.445', 'kerberos', 1, 0, 0],
  ['scripts.base.protocols.krb.kinit', 'kerberos', 85, 0, 0],
  ['scripts.base.protocols.krb.krb-service-name', 'kerberos', 1, 0, 0],
  // The ticket names nobody, the LDAP bind around it does: that name is said.
  ['scripts.base.protocols.ldap.aduser1.krb', 'kerberos', 1, 1, 3],
  ['scripts.base.protocols.ldap.aduser1.krb', 'ldap', 1, 0, 1],
  ['scripts.base.protocols.ldap.sasl-gss-spnego-ntlm', 'ntlm', 2, 0, 0],
  ['scripts.base.protocols.ldap.add', 'ldap', 1, 0, 0],
  ['scripts.base.protocols.ldap.attributes', 'ldap', 2, 0, 0],
  ['scripts.base.protocols.ldap.basic', 'ldap', 2, 0, 0],
  ['scripts.base.protocols.ldap.diff_port', 'ldap', 2, 0, 0],
  ['scripts.base.protocols.ldap.gap', 'ldap', 1, 0, 0],
  ['scripts.base.protocols.ldap.sasl-encrypted', 'ldap', 1, 0, 0],
  ['scripts.base.protocols.ldap.spnego-ntlmssp', 'ldap', 2, 0, 0],
  // Zeek takes the first sender for the responder when a capture begins amid a flow, and sees half of the log-in.
  ['scripts.base.protocols.dce-rpc.dce_rpc_ntlm', 'ntlm', 1, 1, 1],
  ['scripts.base.protocols.ldap.starttls', 'ldap', 0, 0, 0],
  ['scripts.base.protocols.rdp.rdp-no-cookie-msthash', 'rdp', 1, 0, 0],
  ['scripts.base.protocols.rdp.rdp-to-ssl', 'rdp', 2, 0, 0],
  ['scripts.base.protocols.rdp.rdp-unknown-keyboard', 'rdp', 1, 0, 0],
  ['scripts.base.protocols.rfb.rfb-apple-remote-desktop', 'rfb', 3, 0, 0],
  ['scripts.base.protocols.rfb.vnc-scanner', 'rfb', 1, 0, 0],
  // Reads and writes are said with their sizes, which Zeek's log leaves out.
  ['scripts.base.protocols.smb.smb1', 'smb_files', 3, 0, 1],
  ['scripts.base.protocols.smb.smb1-transaction-dcerpc', 'dce_rpc', 1, 0, 0],
  ['scripts.base.protocols.smb.smb3', 'smb_mapping', 2, 0, 0],
  // The share's root is opened thrice with other times, which tells Zeek to write it again.
  ['scripts.base.protocols.smb.smb3-multichannel', 'smb_files', 65, 2, 31],
  ['scripts.base.protocols.ssh.curve25519_kex', 'ssh', 1, 0, 0],
  ['scripts.base.protocols.ssh.mlkem_kex', 'ssh', 1, 0, 0],
  ['scripts.base.protocols.ssh.pre-banner', 'ssh', 1, 0, 0],
] as const

testShared.each(measured)("%s: what Zeek's %s.log says is said", async (folder, log, rows, missing, beside) => {
  const { row, events } = logs[log]!
  const wanted = rowsOf(logOf(folder, log)!).filter(fields => fields.opcode?.startsWith('bind') ?? true).map(fields => `${ends(fields)} ${line(row(fields))}`)
  const said = [...(await eventsOf(folder))].flatMap(([flow, all]) => events(all).map(words => `${flow} ${line(words)}`))
  const absent = without(wanted, said)
  expect(wanted.length).toBe(rows)
  expect(absent.length, absent[0]).toBeLessThanOrEqual(missing)
  expect(without(said, wanted).length).toBeLessThanOrEqual(beside)
}) // prettier-ignore

testShared('every folder with such a log is compared', () => {
  const found = readdirSync(pairs).flatMap(folder =>
    Object.keys(logs).flatMap(log => (logOf(folder, log) ? [`${folder} ${log}`] : [])),
  )
  expect(measured.map(([folder, log]) => `${folder} ${log}`).sort()).toEqual(found.sort())
}) // prettier-ignore

testShared.each([
  // As Zeek infers them: attempts, with the one that succeeded.
  ['scripts.base.protocols.ssh.curve25519_kex', ['success 2']],
  ['scripts.base.protocols.ssh.mlkem_kex', ['success 1']],
  ['core.tunnels.gre', []],
  ['scripts.base.protocols.ssh.one-auth-fail-only', [4, 2, 2, 2, 3, 4, 2, 2, 3, 2, 2].map(n => `failure ${n}`)],
] as [string, string[]][])('%s: SSH logins are inferred as Zeek infers them', async (folder, wanted) => {
  const logins = [...(await eventsOf(folder)).values()].flat().filter(event => event.kind === 'login')
  expect(logins.map(({ outcome, detail }) => `${outcome} ${detail.attempts}`)).toEqual(wanted)
  for (const { detail } of logins) expect(detail.inferred).toBe('packet sizes')
}) // prettier-ignore

function of(events: readonly Event[], kind: string, words: (event: Event) => Words | undefined): Words[] {
  return events.flatMap(event => {
    const found = event.kind === kind ? words(event) : undefined
    return found === undefined ? [] : [found]
  })
}

/** A folder's log of this kind, whole or with the columns that Zeek's own tests compare, where these tell the flow. */
const logOf = (folder: string, log: string): string | undefined =>
  ['.log', '.log.cut']
    .map(end => `${pairs}${folder}/expected/${log}${end}`)
    .find(file => existsSync(file) && readFileSync(file, 'utf8').includes('id.orig_h'))

const flag = (outcome: string | undefined): string =>
  outcome === undefined ? '' : outcome === 'success' ? 'T' : 'F'
const ends = (row: Row): string =>
  `${row['id.orig_h']}:${row['id.orig_p']} ${row['id.resp_h']}:${row['id.resp_p']}`
const line = (words: Words): string => words.map(word => String(word ?? '')).join(' | ')

/** What of `list` is not in `other`, each as often as it is there. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other]
  return list.filter(item => {
    const at = rest.indexOf(item)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
}

async function eventsOf(folder: string): Promise<Map<string, Event[]>> {
  const name = readdirSync(pairs + folder).find(file => !/^(expected|label\.json)$/.test(file))!
  const { events, context } = await readCaptures(inputOf(name, captureBytes(`${pairs}${folder}/${name}`)))
  const flows = new Map<string, Event[]>()
  for (const event of events) {
    const [src, dst] = [context.hosts.text(event.src), context.hosts.text(event.dst)]
    const key = `${src}:${event.srcPort} ${dst}:${event.dstPort}`
    flows.set(key, [...(flows.get(key) ?? []), event])
  }
  return flows
}

function rowsOf(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const named = lines.find(text => /^(#fields|ts)\t/.test(text))!
  const fields = named.replace('#fields\t', '').split('\t')
  return lines
    .filter(text => text !== '' && text !== named && !text.startsWith('#'))
    .map(text => Object.fromEntries(text.split('\t').map((value, i) => [fields[i], plain(value)])))
}

/** A value without Zeek's marks for nothing, and without its escapes. */
function plain(value: string): string {
  if (value === '-' || value === '(empty)') return ''
  return value
    .replace(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    .replace(/\\\\/g, '\\')
}

testShared.each([
  ['scripts.base.protocols.dhcp.dhcp-all-msg-types', 1],
  ['scripts.base.protocols.dhcp.inform', 0],
])('%s: the leases of Zeek’s dhcp.log are told', async (folder, rows) => {
  const leases = rowsOf(`${pairs}${folder}/expected/dhcp.log`).filter(row => row.assigned_addr !== '')
  const said = [...(await eventsOf(folder)).values()].flat().filter(event => event.kind === 'lease')
  expect(leases.length).toBe(rows)
  for (const row of leases)
    expect(said.map(({ detail }) => line([detail.address, detail.hardware, detail.name]))).toContain(
      line([row.assigned_addr, row.mac, row.host_name]),
    )
})

testShared.each([
  ['scripts.base.protocols.rdp.rdp-no-cookie-msthash', 1],
  ['scripts.base.protocols.rdp.rdp-to-ssl', 2],
])('%s: the certificates of Zeek’s ssl.log are told', async (folder, rows) => {
  const wanted = rowsOf(`${pairs}${folder}/expected/ssl.log`).map(row => line([row.subject, row.server_name]))
  const said = [...(await eventsOf(folder)).values()].flatMap(events =>
    of(events, 'client', ({ detail }) => [detail.certificate, detail.sni]),
  )
  expect(wanted.length).toBe(rows)
  expect(said.map(line)).toEqual(wanted)
})

testShared('SSH inside a WebSocket is told as Zeek tells it', async () => {
  const events = [...(await eventsOf('scripts.base.protocols.websocket.wstunnel-ssh')).values()]
  const said = events.map(all => [login(all)?.outcome, login(all)?.detail.attempts, all[1]?.detail.kex])
  expect(said.map(line).sort()).toEqual([
    'failure | 4 | curve25519-sha256',
    'success | 5 | curve25519-sha256',
  ])
})
