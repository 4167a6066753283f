import { join } from 'node:path'
import { expect, test } from 'vitest'
import { analyze, monday, story } from './analyzed.ts'
import { connLog, folder, rows, type Conn } from './cli.ts'

const day = 86_400
/** Ten days, the last as quiet as the others. */
const quiet = story().slice(0, 300)

interface Told {
  readonly day: string
  readonly severity: string
  readonly because: readonly { fact: string }[]
}

async function told(records: readonly Conn[], days = '2026-03-11'): Promise<Told[]> {
  const at = folder({ 'hq/conn.log': connLog(records) })
  const { read } = await analyze(at, [join(at, 'hq'), '--evaluate', days])
  return rows(read('incidents.jsonl')) as unknown as Told[]
}

/** Opened on the tenth at two, closed on the eleventh. */
const overnight = {
  ts: monday + 8 * day + 6 * 3600, src: '10.0.0.3', dst: '10.0.1.1', port: 5985, service: '-', duration: 19 * 3600,
} // prettier-ignore

test('the first session of its kind is judged with the day on which it ended, and says when it began', async () => {
  const all = await told([...quiet, overnight], '2026-03-09..2026-03-11')
  expect(all).toHaveLength(1)
  expect(all[0]).toMatchObject({ day: '2026-03-11', severity: expect.stringMatching(/medium|high|critical/) })
  expect(all[0]!.because[0]!.fact).toContain('(began on 2026-03-10, seen when it ended)')
  expect(await told([...quiet, overnight], '2026-03-10')).toEqual([])
})

test('a tunnel of every night is a habit', async () => {
  const nights = Array.from({ length: 9 }, (_, i) => ({ ...overnight, ts: monday + i * day + 6 * 3600 }))
  expect(await told([...quiet, ...nights])).toEqual([])
})

test('what came after a day changes nothing of it', async () => {
  const nights = [2, 5, 6, 7, 8].map(i => ({ ...overnight, ts: monday + i * day + 6 * 3600 }))
  const whole = [...quiet, ...nights]
  const until = (end: number) => whole.filter(({ ts }) => ts < monday - 8 * 3600 + end * day)
  for (const [end, date] of [[8, '2026-03-09'], [9, '2026-03-10']] as const)
    expect(await told(until(end), date)).toEqual(await told(whole, date))
}) // prettier-ignore

test('a session that goes on for days teaches nothing until it has ended, and changes nothing of the days between', async () => {
  const long = { ...overnight, ts: monday + 7 * day + 6 * 3600, duration: 60 * 3600 }
  const onTheTenth = { ...overnight, duration: 600 }
  const whole = [...quiet, onTheTenth, long]
  const alone = await told([...quiet, onTheTenth], '2026-03-10')
  expect(alone).toHaveLength(1)
  expect(await told(whole, '2026-03-10')).toEqual(alone)
})
