import { expect, test } from 'vitest'
import { connLog, eastwest, folder, rows } from './cli.ts'

const day = 86_400
const start = Date.UTC(2026, 2, 2, 9) / 1000
/** Three days: one target each day at nine, another from the second day on, and a client of its own. */
const log = connLog([
  { ts: start },
  { ts: start + day },
  { ts: start + day + 3600, dst: '10.0.0.3' },
  { ts: start + 2 * day },
  { ts: start + 2 * day + 60, dst: '10.0.0.3' },
  { ts: start + 2 * day + 120, src: '10.0.0.9', dst: '10.0.0.1', port: 3389, service: 'rdp' },
])

test('a profile says what a host does and who uses it, with days, hours, partners and sizes', async () => {
  const { code, out } = await eastwest([
    'profile',
    '10.0.0.1',
    folder({ 'conn.log': log }),
    '--format',
    'jsonl',
  ])
  expect(code).toBe(0)
  const [source, target] = rows(out)
  expect(source).toMatchObject({
    role: 'source',
    service: 'ssh',
    days: 3,
    first: '2026-03-02',
    last: '2026-03-04',
    flows: 5,
    established: 5,
    newPartners: { median: 1, most: 1 },
    partners: [
      { host: '10.0.0.2', days: 3, first: '2026-03-02', last: '2026-03-04', flows: 3 },
      { host: '10.0.0.3', days: 2, first: '2026-03-03', last: '2026-03-04', flows: 2 },
    ],
  })
  expect((source!.hours as number[]).flatMap((days, hour) => (days ? [[hour, days]] : []))).toEqual([
    [9, 3],
    [10, 1],
  ])
  expect(target).toMatchObject({ role: 'target', service: 'rdp', partners: [{ host: '10.0.0.9' }] })
})

test('people get the same in sentences', async () => {
  const { out } = await eastwest(['profile', '10.0.0.1', folder({ 'conn.log': log })])
  expect(out).toContain('10.0.0.1 as a source\n  ssh: 3 days from 2026-03-02 to 2026-03-04, 5 flows')
  expect(out).toContain('10.0.0.3: 2 days, 2026-03-03 to 2026-03-04, 2 flows')
  expect(out).toContain('10.0.0.1 as a target\n  rdp: 1 day')
})

test.each([
  [['10.0.0.11'], 'takes part in no flow'],
  [['nobody'], 'is no address'],
  [['10.0.0.0/24'], 'is no address'],
  [['10.0.0.1', '--format', 'json'], 'did you mean "jsonl"?'],
])('profile %s is wrong usage, and says why', async ([host, ...options], words) => {
  const ran = await eastwest(['profile', host!, folder({ 'conn.log': log }), ...options])
  expect(ran.code).toBe(2)
  expect(ran.err).toContain(words)
})

test('an address that two branches use is two hosts, and an external one is one', async () => {
  const outside = { ts: start + 60, src: '198.51.100.7', dst: '10.0.0.1' }
  const sensors = ['one', 'two'].map(space => ({ name: space, path: space, space }))
  const site = folder({
    'site.json': JSON.stringify({ sensors }),
    'one/conn.log': connLog([{ ts: start, dst: '10.0.0.2' }, outside]),
    'two/conn.log': connLog([{ ts: start, dst: '10.0.0.3' }, outside]),
  })
  const told = async (host: string) => {
    const { out } = await eastwest(['profile', host, site, '--format', 'jsonl'])
    return rows(out)
      .filter(({ role }) => role === 'source')
      .map(({ host, partners }) => [host, (partners as { host: string }[]).map(({ host }) => host).sort()])
  }
  expect(await told('10.0.0.1')).toEqual([
    ['10.0.0.1 in one', ['10.0.0.2 in one']],
    ['10.0.0.1 in two', ['10.0.0.3 in two']],
  ])
  expect(await told('198.51.100.7')).toEqual([['198.51.100.7', ['10.0.0.1 in one', '10.0.0.1 in two']]])
})
