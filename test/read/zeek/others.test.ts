import { expect, test } from 'vitest'
import { Hosts } from '../../../src/flow/hosts.ts'
import { Services } from '../../../src/flow/services.ts'
import { Notes } from '../../../src/lib/notes.ts'
import { Rejects } from '../../../src/lib/rejects.ts'
import { zeek } from '../../../src/read/zeek.ts'
import { connColumns, connRows, inputOf, tsv } from './read-zeek.ts'

const web =
  '1791890009.5 Cweb 10.0.0.1 50009 203.0.113.8 443 tcp ssl 1.5 40 50 SF T F 0 ShADadFf 3 200 2 100 -'
const odd = web.replace('Cweb', 'Codd').replace('.8 443', '.9 2222').replace('ssl', '-')
const bad = ['10.0.0.1 x', '10.0.0.256 50009', '- 50009'].map(ends => web.replace('10.0.0.1 50009', ends))
const short = '1791890009.5 Cweb 10.0.0.1 50009 203.0.113.8 443 tcp ssl'
const ssh = tsv(
  'ssh',
  'ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success',
  '1791890009.9 Codd 10.0.0.1 50009 203.0.113.9 2222 T',
)

async function read(logs: Readonly<Record<string, string>>, leaveOut: boolean) {
  const starts: number[] = []
  const hosts = new Hosts()
  const rejects = new Rejects()
  const others = { add: (start: number) => void starts.push(start) }
  const shared = { sensor: 's', space: '', hosts, services: new Services(), rejects, notes: new Notes() }
  const context = leaveOut ? { ...shared, others } : shared
  const uids: string[] = []
  const remote: string[] = []
  const inputs = Object.entries(logs).map(([path, text]) => inputOf(path, text))
  for await (const { flows } of zeek.read(inputs, context))
    for (let i = 0; i < (flows?.length ?? 0); i++) {
      uids.push(flows!.uid[i]!)
      if (shared.services.isRemote(flows!.service[i]!)) remote.push(flows!.uid[i]!)
    }
  return { uids, remote, starts, hosts, rejects: rejects.rows() }
}

const conn = tsv('conn', connColumns, ...connRows, web, odd, ...bad, short)
const json = (text: string): string => {
  const names = connColumns.split(' ')
  const rows = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  const words = /^(uid|id.*_h|proto|service|conn_state|history)$/
  const object = (row: string) =>
    row.split('\t').map((cell, i) => `"${names[i]}":${words.test(names[i]!) || cell === '-' ? `"${cell}"` : cell === 'T' || cell === 'F' ? cell === 'T' : Number(cell)}`) // prettier-ignore
  return `${rows.map(row => `{${object(row).join(',')}}`).join('\n')}\n`
}

test.each([
  ['TSV', conn],
  ['JSON', json(tsv('conn', connColumns, ...connRows, web, odd))],
])('%s: flows that are not wanted are counted, and the others are the same', async (_, text) => {
  const all = await read({ 'conn.log': text, 'ssh.log': ssh }, false)
  const wanted = await read({ 'conn.log': text, 'ssh.log': ssh }, true)
  expect(wanted.uids).toEqual(all.remote)
  expect(wanted.uids).toContain('Codd')
  expect(wanted.uids.length + wanted.starts.length).toBe(all.uids.length)
  expect(wanted.starts).toContain(1791890009.5)
  expect(wanted.rejects).toEqual(all.rejects)
  expect(wanted.hosts.size).toBeLessThan(all.hosts.size)
})

test('a wrong row is a reject whether its flow is wanted or not', async () => {
  const { rejects } = await read({ 'conn.log': conn }, true)
  expect(rejects.map(({ reason, count }) => [reason, count])).toEqual([
    ['a port is missing or wrong', 1],
    ['an address is missing or wrong', 2],
    ['fewer columns than #fields', 1],
  ])
})
