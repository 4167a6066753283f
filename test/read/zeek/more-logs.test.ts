import { expect, test } from 'vitest'
import { connColumns, connRows, readZeek, tsv } from './read-zeek.ts'

const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const conn = tsv('conn', connColumns, ...connRows)
const ssh1 = connRows[0]!

test.each(['conn_long', 'open_conn'])(
  'rows of %s.log count once, with the final row of conn.log or as the longest of them',
  async path => {
    const at = (row: string, uid: string, duration: string) => row.replace('CssH1xxxxxxxxxxxx1', uid).replace(' 12.5 ', ` ${duration} `) // prettier-ignore
    const long = tsv(path, connColumns,
    at(ssh1, 'CssH1xxxxxxxxxxxx1', '3.0'), at(ssh1, 'CssH1xxxxxxxxxxxx1', '6.0'),
    at(ssh1, 'Copen', '600.0'), at(ssh1, 'Copen', '3600.0'), at(ssh1, 'Copen', '1200.0'),
    connRows[5]!) // prettier-ignore
    const { flows, notes, rejects } = await readZeek({ 'conn.log': conn, [`${path}.log`]: long })
    expect(rejects).toEqual([])
    expect(flows).toHaveLength(connRows.length + 1)
    expect(flows.filter(flow => flow.uid === 'CssH1xxxxxxxxxxxx1')).toMatchObject([{ duration: 12.5 }])
    expect(flows.filter(flow => flow.uid === 'Copen')).toMatchObject([{ duration: 3600, srcBytes: 5200 }])
    expect(notes).toMatchObject([{ text: expect.stringContaining(`${path}.log`) as string, count: 1 }])
  },
)

test('an unfinished connection that other logs know too is one flow', async () => {
  const long = tsv('conn_long', connColumns, ssh1)
  const ssh = tsv('ssh', `${ends} auth_success`, '1791890000.5 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 T') // prettier-ignore
  const { flows } = await readZeek({ 'ssh.log': ssh, 'conn_long.log': long })
  expect(flows).toMatchObject([{ uid: 'CssH1xxxxxxxxxxxx1', srcBytes: 5200 }])
})

test('a reduced conn log is read as conn.log', async () => {
  const { flows } = await readZeek({ 'conn_red.log': conn.replace('#path\tconn', '#path\tconn_red') })
  expect(flows).toHaveLength(connRows.length)
})

test('a flow in a tunnel is told the type that tunnel.log has of it', async () => {
  const tunnel = tsv('tunnel', `${ends} tunnel_type action`,
    '1791890000.0 CtunXxxxxxxxxxxxx9 10.9.0.1 0 10.9.0.2 0 Tunnel::GRE Tunnel::DISCOVER',
    '1791890000.0 - 10.9.0.1 0 10.9.0.2 0 Tunnel::HTTP Tunnel::DISCOVER') // prettier-ignore
  const tunnels = ({ flows }: Awaited<ReturnType<typeof readZeek>>) => flows.map(flow => flow.tunnel).filter(Boolean) // prettier-ignore
  expect(tunnels(await readZeek({ 'conn.log': conn, 'tunnel.log': tunnel }))).toEqual(['gre'])
  expect(tunnels(await readZeek({ 'conn.log': conn }))).toEqual(['tunnel'])
})

test('WinRM in http.log is a client, and a log-in where its name went in the clear; other HTTP is not used', async () => {
  const http = tsv('http', `${ends} trans_depth method host uri user_agent status_code username`,
    '1791890008.0 Cwinrxxxxxxxxxxxx8 10.0.0.1 50008 10.0.0.7 5985 1 POST srv /wsman Microsoft-WinRM-Client 200 alice',
    '1791890008.1 Cwinrxxxxxxxxxxxx8 10.0.0.1 50008 10.0.0.7 5985 2 POST srv /wsman Microsoft-WinRM-Client 200 alice',
    '1791890009.0 Cproxy 10.0.0.1 50018 10.0.0.7 8080 1 POST srv /wsman?PSVersion=5.1 Ruby-WinRM 401 bob',
    '1791890009.0 Cweb 10.0.0.1 50019 10.0.0.7 80 1 GET srv /wsmanual curl 200 -') // prettier-ignore
  const { events, flows, notes } = await readZeek({ 'conn.log': conn, 'http.log': http })
  const told = events.map(event =>
    [event.uid, event.service, event.kind, event.user, event.outcome].join(' '),
  )
  expect(told.sort()).toEqual([
    'Cproxy winrm client  ',
    'Cproxy winrm login bob failure',
    'Cwinrxxxxxxxxxxxx8 winrm client  ',
    'Cwinrxxxxxxxxxxxx8 winrm login alice success',
  ])
  expect(flows.filter(flow => flow.uid === 'Cproxy')).toMatchObject([{ service: 'winrm', dstPort: 8080 }])
  expect(notes.find(note => note.text === 'http.log: rows not used')).toMatchObject({ count: 2 })
})

test('ssl.log says what the client of a remote service asked for; other TLS is not used', async () => {
  const ssl = tsv('ssl', `${ends} version server_name`,
    '1791890004.5 Cip61xxxxxxxxxxxx5 2001:db8::1 50005 fe80::2 3389 TLSv12 term.example',
    '1791890004.5 Cweb 10.0.0.1 50006 10.0.0.9 443 TLSv13 www.example') // prettier-ignore
  const { events } = await readZeek({ 'conn.log': conn, 'ssl.log': ssl })
  expect(events).toMatchObject([
    { uid: 'Cip61xxxxxxxxxxxx5', service: 'rdp', kind: 'client', detail: { server: 'term.example', security: 'TLSv12' } },
  ]) // prettier-ignore
})

test('stats.log says when the sensor dropped packets', async () => {
  const columns = 'ts peer mem pkts_proc bytes_recv pkts_dropped pkts_link'
  const rows = ['1 zeek 90 1000 90000 0 1000', '2 zeek 90 1000 90000 17 1017', '3 zeek 90 5 9 - -']
  const { notes, total } = await readZeek({ 'stats.log': tsv('stats', columns, ...rows) })
  expect(total).toBe(0)
  expect(notes).toMatchObject([
    { text: 'stats.log: intervals in which the sensor dropped packets', count: 1 },
  ])
})

test('weird.log says what the sensor did not see', async () => {
  const weird = tsv('weird', `${ends} name`, ...['possible_split_routing', 'possible_split_routing', 'dns_unmatched_msg']
    .map(name => `1791890004.5 Cx 10.0.0.1 50006 10.0.0.9 443 ${name}`)) // prettier-ignore
  const { notes, rejects } = await readZeek({ 'weird.log': weird })
  expect(rejects).toEqual([])
  expect(notes.map(({ text, count }) => [text, count])).toEqual([
    ['weird.log: flows of which one direction was not seen', 2],
    ['weird.log: rows not used', 1],
  ])
})

test('a flow that conn.log does not know is of the service that its events are of, with its own bytes', async () => {
  const row =
    '1791890009.5 Codd 10.0.0.1 50009 10.0.0.9 2222 tcp - 12.5 4000 5000 SF T T 0 ShADadFf 30 5200 28 6100 -'
  const ssh = tsv('ssh', `${ends} auth_success`, '1791890009.9 Codd 10.0.0.1 50009 10.0.0.9 2222 T')
  const { flows } = await readZeek({ 'conn.log': tsv('conn', connColumns, row), 'ssh.log': ssh })
  expect(flows).toMatchObject([{ uid: 'Codd', service: 'ssh', serviceBy: 'sensor', start: 1791890009.5, srcBytes: 5200, state: 'established' }]) // prettier-ignore
})
