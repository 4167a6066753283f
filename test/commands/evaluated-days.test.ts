import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evaluatedDays } from '../../src/commands/evaluated-days.ts'
import { dayText, localTime } from '../../src/lib/time.ts'
import { analyze, story } from './analyzed.ts'
import { connLog, folder } from './cli.ts'

/** Late in the evening of the 10th in UTC. */
const now = Date.parse('2026-03-10T22:30:00Z') / 1000

test.each([
  ['2026-03-01', 'UTC', '2026-03-01', '2026-03-01'],
  ['2026-03-01..2026-03-04', 'UTC', '2026-03-01', '2026-03-04'],
  ['yesterday', 'UTC', '2026-03-09', '2026-03-09'],
  ['yesterday', 'Europe/Helsinki', '2026-03-10', '2026-03-10'],
  ['yesterday', 'America/Los_Angeles', '2026-03-09', '2026-03-09'],
  ['2026-03-01..yesterday', 'Asia/Tokyo', '2026-03-01', '2026-03-10'],
])('--evaluate %s in %s is from %s to %s', (text, zone, from, to) => {
  const days = evaluatedDays(text, now)(localTime(zone))
  expect([dayText(days.from), dayText(days.to)]).toEqual([from, to])
})

test.each([
  '',
  'today',
  '2026-3-1',
  '2026-03-04..2026-03-01',
  'yesterday..2026-03-01',
  '2026-03-01..',
  'a..b..c',
])('--evaluate %s is refused', text => expect(() => evaluatedDays(text, now)).toThrow(/^--evaluate /))

test('one day is judged as a range of one', async () => {
  const at = folder({ 'hq/conn.log': connLog(story()) })
  const runs = ['2026-03-11', '2026-03-11..2026-03-11'].map(days =>
    analyze(at, [join(at, 'hq'), '--evaluate', days], join(at, days)),
  )
  const [one, range] = await Promise.all(runs)
  expect(one!.out).toContain('judged 2026-03-11 on 9 days of history')
  expect(one!.read('incidents.jsonl')).toBe(range!.read('incidents.jsonl'))
})
