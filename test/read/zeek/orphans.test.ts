import { expect, test } from 'vitest'
import { connColumns, connRows, inputOf, readInputs, readZeek, tsv } from './read-zeek.ts'

const ends = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p'
const conn = tsv('conn', connColumns, ...connRows)
const ssh = tsv('ssh', `${ends} auth_success auth_attempts`,
  '1791890001.0 CssH1xxxxxxxxxxxx1 10.0.0.1 50001 10.0.0.2 22 T 1',
  '1791890009.5 Clost 10.0.0.1 50009 10.0.0.9 2222 F 3') // prettier-ignore
const rpc = tsv('dce_rpc', `${ends} rtt named_pipe endpoint operation`,
  '1791890005.0 Crpc 10.0.0.1 50010 10.0.0.8 445 - \\pipe\\svcctl svcctl OpenSCManagerW',
  '1791890004.0 Crpc 10.0.0.1 50010 10.0.0.8 445 - \\pipe\\svcctl svcctl CreateServiceW') // prettier-ignore
const share = tsv(
  'smb_mapping',
  `${ends} path share_type`,
  '1791890007.5 Crpc 10.0.0.1 50010 10.0.0.8 445 \\\\x\\C$ DISK',
)
const kerberos = tsv(
  'kerberos',
  `${ends} request_type client till`,
  '1791890007.5 Ckrb 10.0.0.1 50010 10.0.0.8 88 AS a/B 0',
)

test('events whose flow conn.log has make no flow; one a uid where it has none', async () => {
  const read = await readZeek({
    'conn.log': conn,
    'ssh.log': ssh,
    'dce_rpc.log': rpc,
    'smb_mapping.log': share,
    'kerberos.log': kerberos,
  })
  expect(read.flows).toHaveLength(connRows.length + 2)
  expect(read.flows.filter(flow => flow.uid === 'Clost')).toMatchObject([
    { start: 1791890009.5, duration: 0, src: '10.0.0.1', dst: '10.0.0.9', dstPort: 2222, service: 'ssh', serviceBy: 'sensor', state: 'established', direction: 'known', protocol: 6 },
  ]) // prettier-ignore
  expect(read.flows.filter(flow => flow.uid === 'Crpc')).toMatchObject([
    { start: 1791890004, duration: 3.5, service: 'smb', srcBytes: 0, srcPackets: 0, history: '' },
  ])
  expect(read.notes).toMatchObject([
    { text: expect.stringContaining('without a row in conn.log') as string, count: 2 },
  ])
})

test('the order of the files, and their names, make no difference', async () => {
  const logs = [conn, ssh, rpc, share, kerberos]
  const results = []
  for (let turn = 0; turn < logs.length; turn++) {
    const turned = [...logs.slice(turn), ...logs.slice(0, turn)]
    results.push(await readInputs(turned.map((log, i) => inputOf(`${i}.log`, log))))
    results.push(await readInputs(turned.map((log, i) => inputOf(`${9 - i}.log`, log)).reverse()))
  }
  for (const { flows, events } of results)
    expect({ flows, events }).toEqual({ flows: results[0]!.flows, events: results[0]!.events })
})

test('in one file of all logs, rows of conn.log may come after the events in them', async () => {
  const text = ssh + rpc + conn
  const read = await readZeek({ 'all.log': text })
  expect(read.flows.filter(flow => flow.uid === 'CssH1xxxxxxxxxxxx1')).toHaveLength(1)
  expect(read.flows).toHaveLength(connRows.length + 2)
})

test('conn.log rotated by hour reads as one', async () => {
  const hours = connRows.map((row, i) => [`conn.${i}.log`, tsv('conn', connColumns, row)])
  const read = await readZeek(Object.fromEntries(hours) as Record<string, string>)
  expect(read.flows).toEqual((await readZeek({ 'conn.log': conn })).flows)
})
