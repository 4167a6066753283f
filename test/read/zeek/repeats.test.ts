import { expect, test } from 'vitest'
import { connColumns, connRows, readZeek, tsv } from './read-zeek.ts'

const names = connColumns.split(' ')
const sshColumns = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success auth_attempts'
const sshRow = (uid: string, ts = '1791890001.5') => `${ts} ${uid} 10.0.0.1 50001 10.0.0.2 22 T 1`
const conn = tsv('conn', connColumns, ...connRows)
const ssh = tsv('ssh', sshColumns, sshRow('CssH1xxxxxxxxxxxx1'))
const once = await readZeek({ 'conn.log': conn, 'ssh.log': ssh })
const json = connRows
  .map(row =>
    row
      .split(/ +/)
      .map((cell, i) => [names[i]!, cell])
      .filter(([, cell]) => cell !== '-'),
  ) // prettier-ignore
  .map(row => `${JSON.stringify(Object.fromEntries(row))}\n`)
  .join('')
const texts = (notes: readonly { readonly text: string }[]) => notes.map(({ text }) => text)

test.each([
  ['in current and rotated', { 'current/conn.log': conn, '2026-10-13/conn.00:00:00-01:00:00.log': conn, 'current/ssh.log': ssh, '2026-10-13/ssh.00:00:00-01:00:00.log': ssh }],
  ['in TSV and JSON', { 'conn.log': conn, 'json_streaming_conn.log': json, 'ssh.log': ssh, 'ssh.1.log': ssh }],
  ['in conn_long and open_conn too', { 'conn.log': conn, 'conn_long.log': conn.replace('#path\tconn', '#path\tconn_long'), 'open_conn.log': conn.replace('#path\tconn', '#path\topen_conn'), 'ssh.log': ssh }],
  ['twice in one file', { 'conn.log': conn + conn, 'ssh.log': ssh + ssh }],
])('a connection that is %s counts once, and so do its log-ins', async (_, logs) => {
  const read = await readZeek(logs as Record<string, string>)
  expect(read.flows).toEqual(once.flows)
  expect(read.events).toEqual(once.events)
}) // prettier-ignore

test('that rows came before is said', async () => {
  const { notes } = await readZeek({ 'conn.log': conn + conn })
  expect(notes).toMatchObject([{ text: expect.stringContaining('came before') as string, count: connRows.length }]) // prettier-ignore
})

/** What a worker of a cluster makes of a row: a uid of its own, a time some milliseconds later. */
const worker = (row: string, number: number) =>
  row.replace(/^(\d+)(?:\.(\d+))? C(\w+)/, (_, whole: string, part = '', uid: string) => {
    const micros = Math.round(Number(`0.${part}`) * 1e6) + number * 1500
    return `${Number(whole) + Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')} C${number}${uid.slice(1)}`
  })

test('workers that each get all packets make one connection, one log-in, and a note on the sensor', async () => {
  const all = connRows.flatMap(row => [row, ...[1, 2, 3].map(number => worker(row, number))])
  const logins = [sshRow('CssH1xxxxxxxxxxxx1'), ...[1, 2, 3].map(number => worker(sshRow('CssH1xxxxxxxxxxxx1'), number))] // prettier-ignore
  for (const order of [all, all.toReversed()]) {
    const read = await readZeek({ 'conn.log': tsv('conn', connColumns, ...order), 'ssh.log': tsv('ssh', sshColumns, ...logins) }) // prettier-ignore
    expect(read.flows).toHaveLength(once.flows.length)
    expect(read.flows.filter(({ service }) => service === 'ssh')).toHaveLength(1)
    expect(read.events.filter(({ kind }) => kind === 'login')).toHaveLength(1)
    expect(texts(read.notes)).toContainEqual(expect.stringContaining('several workers of a cluster'))
  }
})

test('ports used again, a uid used again by another connection, and log-ins that say the same are no repeats', async () => {
  const later = connRows.map(row => row.replace(/^(\d+)/, ts => String(Number(ts) + 60)).replace(' C', ' D'))
  const seeded = connRows.map(row => row.replaceAll('10.0.0.1 5', '10.0.0.1 4'))
  const again = await readZeek({ 'conn.log': tsv('conn', connColumns, ...connRows, ...later) })
  expect(again.flows).toHaveLength(once.flows.length * 2)
  const other = await readZeek({ 'conn.log': tsv('conn', connColumns, ...connRows.slice(0, 4), ...seeded.slice(0, 4)) }) // prettier-ignore
  expect(other.flows).toHaveLength(8)
  const tries = [0, 1, 2].map(i => sshRow('CssH1xxxxxxxxxxxx1', `1791890001.50${i}`))
  const many = await readZeek({ 'conn.log': conn, 'ssh.log': tsv('ssh', sshColumns, ...tries) })
  expect(many.events.filter(({ kind }) => kind === 'login')).toHaveLength(3)
})

const columns = 'ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration conn_state'
const short = (ts: string, uid: string, duration: string) =>
  `${ts} ${uid} 10.0.0.1 50001 10.0.0.2 22 tcp ssh ${duration} SF`

test.each([
  ['a uid that a sensor with fixed seeds uses again a day later', [short('1000000000.0', 'C1', '600.0'), short('1000090000.0', 'C1', '600.0')], 2],
  ['one whose time is given in milliseconds in one form and in microseconds in the other', [short('1000000019.9995', 'C1', '600.0'), short('1000000019.999', 'C1', '600.0')], 1],
  ['two whose starts are rounded to either side of a minute', [short('1000000019.9999', 'C1', '600.0'), short('1000000020.000', 'C1', '600.0')], 1],
  ['copies of workers, 9 ms apart', [short('1000000000.0', 'C1', '600.0'), short('1000000000.009', 'C2', '600.0')], 1],
  ['a short connection, and a long one on the same ports 35 ms later', [short('1000000000.0', 'C1', '0.021'), short('1000000000.035', 'C2', '700.0')], 2],
])('%s', async (_, rows, count) => {
  const { flows } = await readZeek({ 'conn.log': tsv('conn', columns, ...rows) })
  expect(flows).toHaveLength(count)
}) // prettier-ignore
