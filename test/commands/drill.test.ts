import { expect, test } from 'vitest'
import { kinds } from '../../src/drill/kinds.ts'
import type { DrillReport } from '../../src/report/drill.ts'
import { project } from '../helpers.ts'
import { connLog, eastwest, folder } from './cli.ts'

/** The days before the demo site's own campaigns. */
const ordinary = [project('sensors'), '--to', '2026-03-16T23:00:00Z', '-q']
/** Of the demo site's kinds of campaign, one each on its last ordinary day: those that were found when this was written. */
const floor = 16

test('a drill on the demo site finds no less than it did, and says of each kind what became of it', async () => {
  const { code, out } = await eastwest(['drill', ...ordinary, '--days', '1', '--format', 'json'])
  expect(code).toBe(0)
  const report = JSON.parse(out) as DrillReport
  expect(report).toMatchObject({ budget: 5, days: ['2026-03-16'], seeds: [1] })
  expect(report.kinds.map(({ kind }) => kind)).toEqual(kinds.map(({ name }) => name))
  const sum = (of: (kind: DrillReport['kinds'][number]) => number) =>
    report.kinds.reduce((n, kind) => n + of(kind), 0)
  expect(sum(({ planted }) => planted)).toBeGreaterThanOrEqual(16)
  expect(
    sum(({ found }) => found),
    JSON.stringify(report.kinds),
  ).toBeGreaterThanOrEqual(floor)
  for (const { planted, found, from, to, hidden, lacking } of report.kinds) {
    expect(hidden.reduce((n, { count }) => n + count, 0)).toBe(planted - found)
    expect(lacking.length > 0).toBe(planted === 0)
    expect(from).toBeLessThanOrEqual(found / Math.max(1, planted))
    expect(to).toBeGreaterThanOrEqual(found / Math.max(1, planted))
  }
})

const day = 86_400
/** Twelve days on which ten hosts each use three of six servers by SSH in office hours. */
const small = connLog(
  Array.from({ length: 12 * 10 * 3 }, (_, i) => {
    const [days, host, turn] = [Math.floor(i / 30), Math.floor(i / 3) % 10, i % 3]
    const ts = 1772442000 + days * day + host * 1800 + turn * 600
    return { ts, src: `10.0.0.${10 + host}`, dst: `10.0.1.${1 + ((host + turn) % 6)}` }
  }),
)

test('the same seed gives the same drill, and another seed another', async () => {
  const path = folder({ 'conn.log': small })
  const drill = async (...options: string[]) =>
    (await eastwest(['drill', path, '--days', '2', '--format', 'jsonl', ...options])).out
  const first = await drill()
  expect(first.split('\n').length).toBeGreaterThan(5)
  expect(await drill()).toBe(first)
  expect(await drill('--seed', '2')).not.toBe(first)
})

test('people read how many of each kind were found, with an interval, and what the network lacks for others', async () => {
  const { out } = await eastwest(['drill', folder({ 'conn.log': small }), '--seeds', '2', '--days', '1'])
  expect(out.replace(/\s+/g, ' ')).toMatch(
    /: \d+ of \d+ planted campaigns found among the first 5 incidents of their day/,
  )
  expect(out).toMatch(/big-pull: reads twenty to eighty.*\n.*\n? *found \d of 2 \(95% sure of \d+% to \d+%\)/)
  expect(out).toMatch(/Not planted[^]*winrm-fan-out-fast: nobody uses winrm/)
})

const short = connLog([0, 1, 2].map(i => ({ ts: 1772442000 + i * day })))

test.each([
  [['--kinds', 'smb-sweeps'], 2, 'did you mean "smb-sweep"?'],
  [['--format', 'xml'], 2, 'there is no format "xml"'],
  [[], 1, 'at least three days of history'],
])('drill %j cannot be done, and the message says why', async (options, code, words) => {
  const ran = await eastwest(['drill', folder({ 'conn.log': short }), ...options])
  expect(ran).toMatchObject({ code, err: expect.stringContaining(words) })
})
