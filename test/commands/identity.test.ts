import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connLog, eastwest, folder, rows, type Conn } from './cli.ts'

const start = Date.UTC(2026, 2, 2) / 1000
const day = 86_400
const days = 12
const hosts = 6

/** The address that a host has on a day: the same ones go round, another to everybody every night. */
const address = (host: number, night: number): string => `10.0.0.${10 + ((host + night) % hosts)}`
const hardware = (host: number): string => `02:00:00:00:00:0${host}`

/** A conn.log with the hardware addresses of both ends as Zeek's mac-logging adds them: servers are behind a router. */
function withHardware(log: string, hardwareOf: (address: string, ts: number) => string): string {
  const added = (line: string): string => {
    if (line.startsWith('#fields')) return '\torig_l2_addr\tresp_l2_addr'
    if (line.startsWith('#types')) return '\tstring\tstring'
    const [ts, , src] = line.split('\t')
    return line === '' || line.startsWith('#') ? '' : `\t${hardwareOf(src!, Number(ts))}\t02:00:00:00:00:ff`
  }
  return log.split('\n').map(line => line + added(line)).join('\n') // prettier-ignore
}

/** Every host uses its own server every day; on the last day host 0 uses six others' as well. */
function site(): { conns: Conn[]; dhcp: string; kerberos: string } {
  const conns: Conn[] = []
  const leases: string[] = []
  const logins: string[] = []
  for (let night = 0; night < days; night++)
    for (let host = 0; host < hosts; host++) {
      const ts = start + night * day
      const src = address(host, night)
      const name = host === 0 ? 'pc0\\x1b[31m' : `pc${host}`
      leases.push([ts + 60 + host, hardware(host), src, src, name].join('\t'))
      for (const hour of [7.9, 16])
        logins.push(
          [ts + hour * 3600 + host, src, 50000, '10.0.1.99', 88, `PC${host}$/EXAMPLE`, 'T'].join('\t'),
        )
      for (let hour = 8; hour < 17; hour += 2)
        conns.push({ ts: ts + hour * 3600 + host, src, dst: `10.0.1.${host}` })
    }
  const last = start + (days - 1) * day
  for (let i = 1; i < hosts; i++)
    conns.push({ ts: last + 14 * 3600 + i, src: address(0, days - 1), dst: `10.0.1.${i}` })
  const head = '#separator \\x09\n#path\tdhcp\n#fields\tts\tmac\tclient_addr\tassigned_addr\thost_name\n'
  const kerberos =
    '#separator \\x09\n#path\tkerberos\n#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tclient\tsuccess\n'
  return {
    conns,
    dhcp: `${head}#types\ttime\tstring\taddr\taddr\tstring\n${leases.join('\n')}\n`,
    kerberos: `${kerberos}${logins.join('\n')}\n`,
  }
}

test('Where addresses go round every night, history follows the device, its name stands beside its address, and what was joined is said.', async () => {
  const { conns, dhcp } = site()
  const work = folder({ 'in/conn.log': connLog(conns), 'in/dhcp.log': dhcp })
  const out = join(work, 'out')
  const ran = await eastwest(['analyze', join(work, 'in'), '--out', out, '-q'])
  expect(ran.code).toBe(0)
  expect(ran.out.replace(/\s+/g, ' ')).toContain(
    'DHCP leases tell 6 devices at 6 addresses (identity.jsonl): 6 had more than one address, and 6 addresses more than one device',
  )
  const joined = rows(readFileSync(join(out, 'identity.jsonl'), 'utf8'))
  expect(joined).toHaveLength(hosts * hosts)
  expect(joined[0]).toMatchObject({ device: hardware(0), address: '10.0.0.10', leases: 2, evidence: 'DHCP' })
  const findings = rows(readFileSync(join(out, 'findings.jsonl'), 'utf8'))
  expect(new Set(findings.map(({ src }) => src))).toEqual(new Set([address(0, days - 1)]))
  const [incident] = rows(readFileSync(join(out, 'incidents.jsonl'), 'utf8'))
  const src = address(0, days - 1)
  expect(incident!.names).toMatchObject({ [src]: { name: 'pc0[31m', by: 'dhcp', others: 0 } })
  expect(incident!.steps).toMatchObject([{ src, srcName: 'pc0[31m' }, {}, {}, {}, {}])
  const explained = await eastwest(['explain', String(incident!.id), '--out', out])
  expect(explained.out).toContain(`${src} (pc0[31m) -> 10.0.1.1 by ssh`)
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain(`${src} is pc0[31m (by DHCP)`)

  const alone = await eastwest([
    'analyze',
    join(work, 'in'),
    '--no-identity',
    '--out',
    join(work, 'alone'),
    '-q',
  ])
  expect(alone.out).not.toMatch(/DHCP|pc0/)
  expect(readFileSync(join(work, 'alone/identity.jsonl'), 'utf8')).toBe('')
})

test('Where no lease is seen, the hosts that log in by their own names are joined as well.', async () => {
  const { conns, kerberos } = site()
  const work = folder({ 'in/conn.log': connLog(conns), 'in/kerberos.log': kerberos })
  const out = join(work, 'out')
  const ran = await eastwest(['analyze', join(work, 'in'), '--out', out, '-q'])
  expect(ran.code).toBe(0)
  expect(ran.out.replace(/\s+/g, ' ')).toContain(
    'log-ins by host names tell 6 devices at 6 addresses (identity.jsonl): 6 had more',
  )
  const joined = rows(readFileSync(join(out, 'identity.jsonl'), 'utf8'))
  expect(joined).toHaveLength(hosts * hosts)
  expect(joined[0]).toMatchObject({ device: 'pc0', name: 'PC0', address: '10.0.0.10', leases: 2, evidence: 'machine account' }) // prettier-ignore
  const findings = rows(readFileSync(join(out, 'findings.jsonl'), 'utf8'))
  expect(new Set(findings.map(({ src }) => src))).toEqual(new Set([address(0, days - 1)]))
})

test('Where only frames tell, the hosts that keep their hardware addresses are joined, and not what is behind a router.', async () => {
  const { conns } = site()
  const hardwareOf = (src: string, ts: number) => {
    const night = Math.floor((ts - start) / day)
    return hardware(
      Array.from({ length: hosts }, (_, host) => host).find(host => address(host, night) === src)!,
    )
  }
  const work = folder({ 'in/conn.log': withHardware(connLog(conns), hardwareOf) })
  const out = join(work, 'out')
  const ran = await eastwest(['analyze', join(work, 'in'), '--out', out, '-q'])
  expect(ran.code).toBe(0)
  expect(ran.out.replace(/\s+/g, ' ')).toContain('hardware addresses tell 6 devices at 6 addresses')
  const joined = rows(readFileSync(join(out, 'identity.jsonl'), 'utf8'))
  expect(joined).toHaveLength(hosts * hosts)
  expect(joined[0]).toMatchObject({ device: hardware(0), address: '10.0.0.10', evidence: 'hardware address' })
  const findings = rows(readFileSync(join(out, 'findings.jsonl'), 'utf8'))
  expect(new Set(findings.map(({ src }) => src))).toEqual(new Set([address(0, days - 1)]))
})
