import { join } from 'node:path'
import { expect, test } from 'vitest'
import { analyze, monday, story } from './analyzed.ts'
import { connLog, folder, type Conn } from './cli.ts'

const day = 86_400

interface Run {
  readonly judged: readonly string[]
  readonly incidents: string
  readonly out: string
}

async function judged(rows: readonly Conn[], more: readonly string[] = []): Promise<Run> {
  const at = folder({ 'hq/conn.log': connLog(rows) })
  const { out, read } = await analyze(at, [join(at, 'hq'), ...more])
  const [site] = JSON.parse(read('run.json')).sites
  return { judged: site.judged, incidents: read('incidents.jsonl'), out: out.replace(/\s+/g, ' ') }
}

let plain: Run | undefined
/** The same without an odd record. */
const expected = async (): Promise<Run> => (plain ??= await judged(story()))

test.each([
  ['the epoch', 0],
  ['the first microseconds of 1970', 0.000012],
  ['1980', 315_532_800],
  ['a year before', monday - 365 * day],
  ['the day before', monday - day],
  ['the hour before the first day', monday - 9 * 3600],
  ['tomorrow', monday + 10 * day + 3600],
  ['the day after', monday + 11 * day],
  ['next year', monday + 375 * day],
  ['the end of 31 bits', 2 ** 31 - 1],
  ['the turn of NTP', 2_085_978_496],
  ['the end of 32 bits', 2 ** 32 - 1],
])('records of %s move no judged day, teach nothing, and are told', async (_, ts) => {
  const { judged: days, incidents } = await expected()
  const rows = ['ssh', 'ssl'].map(service => ({ ts, src: '10.0.0.2', dst: '10.0.2.0', service }))
  const odd = await judged([...story(), ...rows])
  expect(odd).toMatchObject({ judged: days, incidents })
  expect(odd.out).toMatch(/2 flows of hq at times far from|hq has 2 flows of it/)
})

test('an hour of records by a clock of next year is as odd as one record', async () => {
  const { judged: days, incidents } = await expected()
  const rows = Array.from({ length: 25 }, (_, i) => ({
    ts: monday + 370 * day + 100 * i,
    src: '10.0.0.3',
    dst: `10.0.2.${i}`,
  }))
  const odd = await judged([...story(), ...rows])
  expect({ ...odd, out: '' }).toEqual({ judged: days, incidents, out: '' })
  expect(odd.out).toContain('25 flows of hq at times far from its other records')
})

test('days that are asked for are judged, however odd', async () => {
  const { judged: days } = await judged(
    [...story(), { ts: monday + 20 * day, src: '10.0.0.3', dst: '10.0.2.5' }],
    ['--evaluate', '2026-03-22..2026-03-22'],
  )
  expect(days).toEqual(['2026-03-22'])
})
