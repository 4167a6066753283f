import { join } from 'node:path'
import { expect, test } from 'vitest'
import { analyze, monday, story } from './analyzed.ts'
import { connLog, folder, rows } from './cli.ts'

const day = 86_400
const web = Array.from({ length: 10 }, (_, i) => ({ ts: monday + i * day, port: 443, service: 'ssl' }))

async function counts(...argv: string[]): Promise<string> {
  const at = folder({ 'hq/conn.log': connLog([...story(), ...web]) })
  const { out } = await analyze(at, [join(at, 'hq'), ...argv])
  return /[\d,]+ flows?, [\d,]+ of (a )?remote services?/.exec(out.replace(/\s+/g, ' '))![0]
}

test.each([
  ['350 flows, 340 of remote services', []],
  ['248 flows, 240 of remote services', ['--to', '2026-03-10']],
  ['71 flows, 70 of remote services', ['--from', '2026-03-11']],
  ['40 flows, 40 of remote services', ['--host', '10.0.2.0/24']],
  ['0 flows, 0 of remote services', ['--service', 'rdp']],
])('the header says %s of a run with %j', async (said, argv) => {
  expect(await counts(...argv)).toBe(said)
})

test('what an address sends to itself is no target', async () => {
  const self = { ts: monday + 9 * day + 20_100, src: '10.0.0.2', dst: '10.0.0.2' }
  const at = folder({ 'hq/conn.log': connLog([...story(), self]) })
  const { out, read } = await analyze(at, [join(at, 'hq')])
  expect(out).toContain('10.0.0.2 → 40 targets')
  expect(out).toContain('10.0.0.2 -> 40 hosts')
  const [{ steps }] = rows(read('incidents.jsonl')) as unknown as [{ steps: { src: string; dst: string }[] }]
  expect(steps.filter(({ src, dst }) => src === dst)).toEqual([])
})
