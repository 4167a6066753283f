import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Step } from '../../src/detect/finding.ts'
import { checks } from '../../src/report/explain/checks.ts'
import type { SensorFiles } from '../../src/report/report.ts'

const ownUid = 'C0a1b2c3d4e5f60'
const zeekUid = 'CHhAvVGS1DHFjwGM9'

const step = (uid: string): Step =>
  ({
    uid,
    ts: 1_700_000_000,
    sensor: 'hq',
    src: '10.0.0.1',
    dst: '10.0.0.2',
    port: 22,
    service: 'ssh',
  }) as Step
const commands = (uids: readonly string[], inputs: readonly SensorFiles[]): string[] =>
  checks(uids.map(step), 1_700_000_010, {
    name: 'hq',
    timezone: 'UTC',
    judged: [],
    sensors: [{ name: 'hq', inputs }],
  }).flatMap(check => check.commands)

const logs: SensorFiles = { form: 'zeek-tsv', files: ['logs/conn.log'] }
const capture: SensorFiles = { form: 'packets', files: ['logs/a.pcap'] }

test('Logs are searched for the ids that they have, and for none of a capture beside them.', () => {
  const mixed = commands([ownUid, zeekUid], [logs, capture])
  expect(mixed[0]).toBe(`zgrep -h -F -e ${zeekUid} logs/conn.log`)
  expect(mixed[1]).toMatch(new RegExp(`grep -F -e ${zeekUid}$`))
  const captured = commands([ownUid], [logs, capture])
  expect(captured).toHaveLength(1)
  expect(captured[0]).toMatch(/^tshark -r logs\/a\.pcap /)
})

test('Of several forms of records those are shown first that told the steps.', () => {
  const exported: SensorFiles = { form: 'nfcapd', files: ['flows/nfcapd.202311142210'] }
  const programs = (uid: string) =>
    commands([uid], [exported, logs]).map(command => /nfdump|z\w+/.exec(command)![0])
  expect(programs(zeekUid)).toEqual(['zgrep', 'zcat', 'nfdump'])
  expect(programs(ownUid)).toEqual(['nfdump'])
  const told = commands([zeekUid], [capture, logs])
  expect(told[0]).toMatch(/^zgrep /)
})

test('Of many captures those are searched whose names end alike, not what else lies in their folder.', () => {
  const files = Array.from({ length: 30 }, (_, i) => `caps/${i}.pcap${i % 2 ? '.gz' : ''}`)
  const [command] = commands([ownUid], [{ form: 'packets', files }])
  expect(command).toContain("find caps/ -type f \\( -name '*.pcap' -o -name '*.pcap.gz' \\) -exec tshark")
})

test('A command that two forms of logs have in common is told once.', () => {
  const json: SensorFiles = { form: 'zeek-json', files: ['logs/x.log'] }
  const all = commands([zeekUid], [{ form: 'zeek-tsv', files: ['logs/x.log'] }, json])
  expect(all).toEqual([`zgrep -h -F -e ${zeekUid} logs/x.log`])
})

const hostile = [
  '"; rm -rf /',
  '$(x)',
  '`x`',
  "it's",
  '-rf',
  '*',
  '~',
  'a b',
  '\x1b[2J',
  '\u202eb',
  'a\nb',
  '\\',
  '',
]

/** The words that a shell gives to a program, which is none here but a function that prints them. */
const wordsOf = (program: string, command: string): string[] =>
  execFileSync('sh', ['-c', `${program}() { printf '%s\\0' "$@"; }\n${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

test.each(hostile)('A shell takes the id and path %j in commands for what they are.', value => {
  const [grep] = commands([value], [{ form: 'zeek-json', files: [value] }])
  const path = value.startsWith('-') ? `./${value}` : value
  expect(wordsOf('zgrep', grep!)).toEqual(['-h', '-F', '-e', value, path])
  const [packets] = commands([ownUid], [{ form: 'packets', files: [value] }])
  expect(wordsOf('tshark', packets!).slice(0, 3)).toEqual(['-r', path, '-Y'])
})
