import { expect, test } from 'vitest'
import { connColumns, connRows, inputOf, readZeek, tsv } from './read-zeek.ts'
import { zeek } from '../../../src/read/zeek.ts'

const rows = connRows.map(row => row.split(/ +/).join('\t'))
const first = tsv('conn', connColumns, ...connRows.slice(0, 4))
const rest = `${rows.slice(4).join('\n')}\n`.replace('1791890004\t', '1791890004.0\t')

test('a rotated file without a header takes the columns of the file before it, and says so', async () => {
  expect(zeek.sniff(inputOf('x', rest).head)).toBe(true)
  const other = tsv('conn', connColumns.replace('proto service', 'service proto'))
  const read = await readZeek({
    'conn.00:00:00-01:00:00.log': first,
    'conn.01:00:00-02:00:00.log': rest,
    '0/conn.log': other.replace(/\n$/, '\n'),
  })
  expect(read.flows).toEqual((await readZeek({ 'conn.log': tsv('conn', connColumns, ...connRows) })).flows)
  expect(read.notes).toMatchObject([{ text: expect.stringContaining('without a header') as string, where: 'conn.01:00:00-02:00:00.log' }]) // prettier-ignore
})

test('where no file of the log has a header, the cells show which of Zeek’s own columns they are, and that is said', async () => {
  const all = (await readZeek({ 'conn.log': tsv('conn', connColumns, ...connRows) })).flows
  const bare = (drop: readonly number[], more = '') =>
    rows.map(row => row.split('\t').filter((_, i) => !drop.includes(i)).join('\t') + more).join('\n') + '\n' // prettier-ignore
  for (const text of [bare([]), bare([], '\tsite\t7'), bare([13]), bare([12, 13]), bare([20])]) {
    const read = await readZeek({ 'conn.log': text })
    expect(read.total).toBe(0)
    expect(read.flows.map(({ tunnel: _, ...flow }) => flow)).toEqual(
      all.map(({ tunnel: _, ...flow }) => flow),
    )
    expect(read.notes.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('those that Zeek writes'),
    )
  }
})

test('rows whose cells are not those of Zeek’s own columns are rejects', async () => {
  const turned = rows.map(row => row.split('\t').toReversed().join('\t')).join('\n')
  const read = await readZeek({ 'conn.01.log': `${turned}\n` })
  expect(read.flows).toEqual([])
  expect(read.rejects).toMatchObject([{ reason: 'no #fields line before it', count: connRows.length }])
})

test('dhcp.log, whose rows have other columns, is known without a header too', async () => {
  const columns = 'ts uids client_addr server_addr mac host_name assigned_addr'
  const row = (uid: string, address: string) =>
    `1791890000.5 ${uid} - 10.0.0.1 aa:bb:cc:00:11:22 laptop ${address}`
  const bare = `${row('Cbbbbbbbbbbbb,Cccccccccccc', '10.0.0.9').split(' ').join('\t')}\n`
  expect(zeek.sniff(inputOf('x', bare).head)).toBe(true)
  const { events } = await readZeek({
    'dhcp.00.log': tsv('dhcp', columns, row('Caaaaaaaaaaaa', '10.0.0.8')),
    'dhcp.01.log': bare,
  })
  expect(events.map(event => event.detail.address)).toEqual(['10.0.0.8', '10.0.0.9'])
})
