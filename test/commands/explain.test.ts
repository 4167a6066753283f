import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Incident, Step } from '../../src/detect/finding.ts'
import { project, testPeer } from '../helpers.ts'
import { eastwest, type Ran } from './cli.ts'

const work = mkdtempSync(join(tmpdir(), 'explain-'))
const sensors = join(work, 'sensors')
const pcaps = join(work, 'pcaps')
const here = process.cwd()
const call = (...argv: string[]): Promise<Ran> => eastwest(argv)

beforeAll(async () => {
  process.chdir(project(''))
  await call('analyze', 'sensors', '--out', sensors, '-q')
  await call('analyze', 'pcaps/three-hop-chain', '--out', pcaps, '-q')
}, 60_000)
afterAll(() => {
  process.chdir(here)
  rmSync(work, { recursive: true })
})

const incidents = (out: string): Incident[] =>
  readFileSync(join(out, 'incidents.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Incident)

/** The first incident with a step of a sensor, and that sensor's steps. */
function seenBy(out: string, sensor: string): { id: string; steps: Step[] } {
  const found = incidents(out).find(({ steps }) => steps.some(step => step.sensor === sensor))
  expect(found, `an incident of ${sensor}`).toBeDefined()
  return { id: found!.id, steps: found!.steps.filter(step => step.sensor === sensor) }
}

/** The commands that are printed for an incident. */
async function commands(out: string, id: string): Promise<string[]> {
  const { out: text } = await call('explain', id, '--out', out)
  const after = text.slice(text.indexOf('What to check next'), text.indexOf('What would make it normal'))
  return after
    .split('\n')
    .filter(line => line.startsWith('    '))
    .map(line => line.trim())
}

const shell = (command: string): string =>
  execFileSync('sh', ['-c', command], {
    encoding: 'utf8',
    maxBuffer: 1 << 27,
    stdio: ['ignore', 'pipe', 'ignore'],
  })

/** Each of an incident's steps must be shown by the commands of a tool, whatever else it shows. */
async function expectShown(out: string, sensor: string, tool: RegExp, sign: (step: Step) => string) {
  const { id, steps } = seenBy(out, sensor)
  const chosen = (await commands(out, id)).filter(command => tool.test(command))
  expect(chosen.length).toBeGreaterThan(0)
  const shown = chosen.map(shell).join('\n')
  for (const step of steps)
    expect(shown, `${chosen.join('\n')}\n${step.src} to ${step.dst}`).toContain(sign(step))
}

describe('the printed commands show the records of each step', () => {
  testPeer('zgrep')('of Zeek logs', () => expectShown(sensors, 'hq-zeek', /^zgrep/, ({ uid }) => uid))
  // Debian packages no zeek-cut, so no environment can require it.
  test.skipIf(spawnSync('sh', ['-c', 'command -v zeek-cut']).status !== 0)(
    'of Zeek’s conn.log by columns',
    () => expectShown(sensors, 'hq-zeek', /zeek-cut/, ({ uid, dst }) => `${uid}\t${dst}`),
  )
  testPeer('nfdump')('of nfcapd files', () =>
    expectShown(sensors, 'branch-netflow', /nfdump/, ({ dst, port }) => `${dst}:${port}`),
  )
  testPeer('tshark')('of flow exports in captures', () =>
    expectShown(sensors, 'dc-ipfix', /^tshark.*cflow/, ({ dst }) => `DstAddr: ${dst}`),
  )
  testPeer('tshark')('of packets', () =>
    expectShown(pcaps, 'three-hop-chain', /tshark/, ({ src, dst }) => `${src} → ${dst}`),
  )
  test('of flow exports, by eastwest itself', async () => {
    const { id, steps } = seenBy(sensors, 'dc-ipfix')
    const own = (await commands(sensors, id)).filter(command => command.startsWith('eastwest '))
    const shown = await Promise.all(own.map(command => call(...command.split(' ').slice(1))))
    const uids = shown
      .flatMap(({ out: text }) => text.split('\n').filter(Boolean))
      .map(line => JSON.parse(line).uid)
    expect(uids).toEqual(expect.arrayContaining(steps.map(({ uid }) => uid)))
  })
})

test('an incident is told whole: every step, every reason with its numbers, and what would make it normal', async () => {
  const [first] = incidents(sensors)
  const { out: text } = await call('explain', first!.id, '--out', sensors)
  const flat = text.replace(/\s+/g, ' ')
  const end = (address: string, name?: string) => (name ? `${address} (${name})` : address)
  for (const { src, dst, srcName, dstName } of first!.steps)
    expect(flat).toContain(`${end(src, srcName)} -> ${end(dst, dstName)} by`)
  for (const { fact, observed, usual } of first!.because)
    for (const words of [fact, observed, usual]) expect(flat).toContain(words)
  expect(flat).toContain(first!.frequency)
  const entry = text.split('\n').find(line => line.startsWith('  {"trusted"'))!
  expect(JSON.parse(entry)).toMatchObject({ trusted: [{ source: first!.steps[0]!.src }, {}] })
})

test('the beginning of an id is enough, and a finding can be told alone', async () => {
  const [first] = incidents(sensors)
  const whole = await call('explain', first!.id, '--out', sensors)
  expect(await call('explain', first!.id.slice(0, 6), '--out', sensors)).toEqual(whole)
  const finding = await call('explain', first!.findings[0]!, '--out', sensors)
  expect(finding).toMatchObject({ code: 0, out: expect.stringContaining('What to check next') })
})

test('an unknown id gets a guess and exit code 2, a folder without results exit code 1', async () => {
  const [first] = incidents(sensors)
  const wrong = `${first!.id.slice(0, -1)}x`
  const unknown = await call('explain', wrong, '--out', sensors)
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining(`did you mean "${first!.id}"?`) })
  expect(await call('explain', wrong, '--out', join(work, 'none'))).toMatchObject({ code: 1 })
})

test('of many names a few come before what happened, and the file is told for the others', async () => {
  const many = join(work, 'many')
  cpSync(pcaps, many, { recursive: true })
  const [incident] = incidents(pcaps)
  const hosts = Array.from({ length: 45 }, (_, i) => `10.9.9.${i}`)
  const names = Object.fromEntries(hosts.map((host, i) => [host, { name: `ws${i}`, by: 'dhcp', others: 0 }]))
  writeFileSync(join(many, 'incidents.jsonl'), `${JSON.stringify({ ...incident, hosts, names })}\n`)
  const { out } = await call('explain', incident!.id, '--out', many)
  const before = out.slice(0, out.indexOf('What happened'))
  expect(before.match(/ is ws\d+ \(by DHCP\)/g)).toHaveLength(12)
  expect(before).toContain('and 33 more (incidents.jsonl has all)')
})
