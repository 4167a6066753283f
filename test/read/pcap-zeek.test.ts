import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { stateCode } from '../../src/flow/codes.ts'
import { shared, testShared } from '../helpers.ts'
import { captureBytes, inputOf, readCaptures, type TextFlow } from './pcap-helpers.ts'

const root = shared('corpora/zeek-pairs')

type Row = Record<string, string>

/** The rows of a conn.log. */
function connLog(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const names = lines
    .find(line => line.startsWith('#fields'))!
    .split('\t')
    .slice(1)
  const rows = lines.filter(line => line !== '' && !line.startsWith('#'))
  return rows.map(row => Object.fromEntries(row.split('\t').map((value, i) => [names[i]!, value])))
}

const protocols: Record<string, number[]> = { tcp: [6], udp: [17], icmp: [1, 58] }
const keysOf = (row: Row): string[] =>
  protocols[row.proto!]!.map(
    protocol => `${protocol} ${row['id.orig_h']}:${row['id.orig_p']} ${row['id.resp_h']}:${row['id.resp_p']}`,
  )

const agrees: Record<string, (flow: TextFlow, row: Row) => boolean> = {
  state: (flow, row) => flow.state === stateCode(row.conn_state!),
  packets: (flow, row) => flow.srcPackets === +row.orig_pkts! && flow.dstPackets === +row.resp_pkts!,
  bytes: (flow, row) => flow.srcBytes === +row.orig_ip_bytes! && flow.dstBytes === +row.resp_ip_bytes!,
  history: (flow, row) => row.history === undefined || flow.history === row.history.replace(/^-$/, ''),
  duration: (flow, row) => Math.abs(flow.duration - (+row.duration! || 0)) < 1.5e-6,
}

/** Folders whose conn.log a plain reading of the capture should give. */
function* comparable(): Generator<{ capture: string; rows: Row[] }> {
  for (const name of readdirSync(root)) {
    const folder = `${root}/${name}`
    const label = JSON.parse(readFileSync(`${folder}/label.json`, 'utf8')) as { comparability: string }
    const log = `${folder}/expected/conn.log`
    if (label.comparability === 'script-alters' || !existsSync(log)) continue
    const capture = readdirSync(folder).find(file => file !== 'expected' && file !== 'label.json')!
    yield { capture: `${folder}/${capture}`, rows: connLog(log).filter(row => row.proto! in protocols) }
  }
}

/** Flows by what `keysOf` makes of a row. */
function grouped(flows: readonly TextFlow[]): Map<string, TextFlow[]> {
  const groups = new Map<string, TextFlow[]>()
  for (const flow of flows) {
    const key = `${flow.protocol} ${flow.from} ${flow.to}`
    const group = groups.get(key)
    if (group) group.push(flow)
    else groups.set(key, [flow])
  }
  return groups
}

/** How many rows of all comparable logs have a flow, and how many of these agree in each respect. */
async function compare(keep: (row: Row) => boolean): Promise<Record<string, number>> {
  const shares: Record<string, number> = { rows: 0, flow: 0 }
  for (const { capture, rows } of comparable()) {
    const { flows } = await readCaptures(inputOf(capture, captureBytes(capture)))
    const open = grouped(flows)
    for (const row of rows.filter(keep)) {
      shares.rows!++
      const same = keysOf(row).flatMap(key => open.get(key) ?? [])
      const score = (flow: TextFlow) => Object.values(agrees).filter(agree => agree(flow, row)).length
      const whole = Object.keys(agrees).length
      const best = same.find(flow => score(flow) === whole) ?? same.sort((a, b) => score(b) - score(a))[0]
      if (!best) continue
      const key = `${best.protocol} ${best.from} ${best.to}`
      open.get(key)!.splice(open.get(key)!.indexOf(best), 1)
      shares.flow!++
      for (const [what, agree] of Object.entries(agrees))
        shares[what] = (shares[what] ?? 0) + (agree(best, row) ? 1 : 0)
    }
  }
  for (const what of Object.keys(shares)) if (what !== 'rows') shares[what]! /= shares.rows!
  return shares
}

/** What is looked at, the least number of rows of it, and who is in it: one capture of lone resets has 1,333 rows. */
const parts: [what: string, rows: number, keep: (row: Row) => boolean][] = [
  ['all', 1500, () => true],
  ['all but one capture of lone resets', 150, row => !(row['id.orig_h'] === '128.3.140.132' && row.history === 'R')],
  ['UDP', 90, row => row.proto === 'udp'],
] // prettier-ignore

testShared.each(parts)(
  'Flows are those of Zeek’s own conn.log: originator, state, packets, bytes and history of %s.',
  { timeout: 60_000 },
  async (_, rows, keep) => {
    const shares = await compare(keep)
    expect(shares.rows).toBeGreaterThan(rows)
    expect(shares.flow).toBeGreaterThanOrEqual(0.97)
    for (const what of Object.keys(agrees)) expect(shares[what], what).toBeGreaterThanOrEqual(0.95)
  },
)

/** Zeek's names of services as ours; a row has several where one carries another, the last of which is inside. */
const services: Record<string, string> = {
  ssh: 'ssh', rdp: 'rdp', rdpeudp: 'rdp', rfb: 'vnc', smb: 'smb', dce_rpc: 'rpc', krb: 'kerberos', krb_tcp: 'kerberos',
  krb_udp: 'kerberos', ldap_tcp: 'ldap', ldap_udp: 'ldap', dhcp: 'dhcp', socks: 'socks', ssl: 'tls', http: 'http',
} // prettier-ignore

testShared(
  'Every flow in which Zeek finds a remote service, or what carries its log-ins, has that service.',
  { timeout: 60_000 },
  async () => {
    const missed: string[] = []
    let compared = 0
    for (const { capture, rows } of comparable()) {
      const named = rows.filter(({ service = '-' }) => service.split(',').some(name => name in services))
      if (named.length === 0) continue
      const { flows } = await readCaptures(inputOf(capture, captureBytes(capture)))
      const open = grouped(flows)
      for (const row of named) {
        compared++
        const wanted = row.service!.split(',').map(name => services[name])
        const found = keysOf(row).flatMap(key => open.get(key) ?? [])
        if (!found.some(({ serviceText }) => wanted.includes(serviceText)))
          missed.push(`${row.service} ${keysOf(row)}`)
      }
    }
    expect(compared).toBeGreaterThan(30)
    // TLS that begins inside a database's or a mail server's own protocol is not looked for.
    expect(missed.map(row => row.split(' ')[0])).toEqual(['mysql,ssl', 'pop3,ssl'])
  },
)
