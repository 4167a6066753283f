import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { analyze, monday, story } from './analyzed.ts'
import { connLog, eastwest, folder, rows, type Conn } from './cli.ts'
import { project } from '../helpers.ts'

vi.setConfig({ testTimeout: 60_000 })

test('analyze writes its files, lists the incidents, and sums up on standard error', async () => {
  const at = folder({ 'hq/conn.log': connLog(story()) })
  const { code, out, err, read, results } = await analyze(at, [join(at, 'hq')])
  expect(code).toBe(0)
  expect(results()).toEqual(expect.arrayContaining(['findings.jsonl', 'incidents.jsonl', 'rejects.jsonl', 'report.html'])) // prettier-ignore
  const incidents = rows(read('incidents.jsonl'))
  expect(incidents[0]).toMatchObject({ site: 'hq', hosts: expect.arrayContaining(['10.0.0.2']) })
  expect(out).toMatch(/judged 2026-03-11 on 9 days of history/)
  expect(err).toMatch(/^eastwest: 340 flows of 1 sensor, \d+ incidents?, 0 rejects; results in \S+results\n$/)
})

test('a flow at a time that is none makes no day, and is said', async () => {
  const at = folder({ 'hq/conn.log': connLog([...story(), { ts: 17_000_000_000 }, { ts: 18_000_000_000 }]) })
  const { out } = await analyze(at, [join(at, 'hq')])
  expect(out).toMatch(/judged 2026-03-11 on 9 days of history/)
  expect(out.replace(/\s+/g, ' ')).toContain(
    'hq: 2 flows of hq at times before 1970 or after 2199: not judged',
  )
})

test('what was decoded between strangers is judged no more than their flows', async () => {
  const strangers = Array.from({ length: 40 }, (_, i) => ({ ts: monday + i * 5, src: '203.0.113.5', dst: '198.51.100.7' })) // prettier-ignore
  const fields = '#fields ts uid id.orig_h id.orig_p id.resp_h id.resp_p auth_success auth_attempts'
  const failed = strangers.map(({ ts, src, dst }, i) =>
    [ts, `C${i}`, src, 40000 + i, dst, 22, 'F', 3].join('\t'),
  )
  const ssh = ['#separator \\x09', '#path\tssh', fields.replaceAll(' ', '\t'), ...failed, ''].join('\n')
  const hosts = async (conns: Conn[]) => {
    const at = folder({ 'hq/conn.log': connLog(conns), 'hq/ssh.log': ssh })
    return rows((await analyze(at, [join(at, 'hq')])).read('incidents.jsonl')).flatMap(({ hosts }) => hosts)
  }
  expect(await hosts([...strangers, { ts: monday + 10 }])).toEqual([])
  expect(await hosts(strangers)).toContain('203.0.113.5')
})

test('the same input gives the same bytes, whatever the order of PATHs, and results are no input', async () => {
  const [early, late] = [story().filter((_, i) => i % 2), story().filter((_, i) => !(i % 2))]
  const at = folder({ 'in/a/conn.log': connLog(early), 'in/b/conn.log': connLog(late) })
  const paths = [join(at, 'in', 'a'), join(at, 'in', 'b')]
  const texts = []
  for (const argv of [paths, paths.toReversed(), [...paths, ...paths]]) {
    const { out, read, results } = await analyze(at, argv)
    texts.push([out, ...results().map(read)].join('\n'))
  }
  expect(texts[1]).toBe(texts[0])
  expect(texts[2]).toBe(texts[0])
  const first = await analyze(at, [at])
  const page = first.read('report.html')
  const again = await analyze(at, [at])
  expect(again.read('report.html')).toBe(page)
})

test('a copy of a file under another name counts once', async () => {
  const log = connLog(story())
  const at = folder({ 'once/conn.log': log, 'twice/conn.log': log, 'twice/copy.log': log })
  const ids = async (name: string) =>
    rows((await analyze(at, [join(at, name)])).read('incidents.jsonl')).map(({ site: _, ...incident }) => {
      return JSON.stringify(incident).replaceAll(`"sensor":"${name}"`, '')
    })
  expect(await ids('twice')).toEqual(await ids('once'))
})

test('a copy in the same folder is no more traffic, where counters are added up', async () => {
  const netflow = readFileSync(project('sensors/branch-nfcapd/nfcapd.202603180000'))
  const at = folder({ 'once/a': netflow, 'twice/a': netflow, 'twice/old/b': netflow })
  const flows = async (name: string) => {
    const { out, err } = await eastwest(['flows', '--all', join(at, name)])
    return { out: out.replaceAll(`"sensor":"${name}"`, ''), err }
  }
  const [once, twice] = [await flows('once'), await flows('twice')]
  expect(twice.out).toBe(once.out)
  expect(twice.err).toBe(
    `eastwest: 1 file skipped (no records, or a copy), first ${join(at, 'twice/old/b')}\n`,
  )
})

test('a site.json at the root of a PATH names its sensors and networks, and makes it a site of its own', async () => {
  const config = {
    internal: ['203.0.0.0/16'],
    timezone: 'Europe/Oslo',
    sensors: [
      { name: 'north', path: 'a' },
      { name: 'south', path: 'b' },
    ],
  }
  const at = folder({
    'own/site.json': JSON.stringify(config),
    'own/a/conn.log': connLog(story('203.0')),
    'own/README.md': 'what is here',
    'other/conn.log': connLog(story()),
  })
  const { code, out, err, read } = await analyze(at, [
    join(at, 'own'),
    join(at, 'other'),
    '--format',
    'jsonl',
  ])
  expect(code).toBe(1)
  expect(err).toContain(`the path of sensor "south": ${join(at, 'own/b')}: there is no such file or folder`)
  expect(out).toBe(read('incidents.jsonl'))
  const sites = new Map(
    rows(out).map(({ site, steps }) => [site, (steps as { sensor: string }[])[0]!.sensor]),
  )
  expect([...sites].sort()).toEqual(
    [
      ['other', 'other'],
      [join(at, 'own'), 'north'],
    ].sort(),
  )
  const shown = (await analyze(at, [join(at, 'own')])).out.replace(/\s+/g, ' ')
  expect(shown).toContain('times in Europe/Oslo')
  expect(shown).toContain('nothing to read came from the sensor "south" that site.json names')
})

test('what is ordinary for an address in one address plan is not for the same address in another', async () => {
  const sensors = (space: string) => [
    { name: 'north', path: 'a', space: '' },
    { name: 'south', path: 'b', space },
  ]
  // In the north, the workstation that sweeps in the south does so every day.
  const daily = Array.from({ length: 10 }, (_, day) =>
    story()
      .slice(-40)
      .map(flow => ({ ...flow, ts: flow.ts - 86_400 * day })),
  ).flat()
  const site = (space: string) => ({
    'site.json': JSON.stringify({ sensors: sensors(space) }),
    'a/conn.log': connLog(daily),
    'b/conn.log': connLog(story().map(flow => ({ ...flow, ts: flow.ts + 1 }))),
  })
  const scores = async (space: string) => {
    const at = folder(site(space))
    const found = rows((await analyze(at, [at])).read('findings.jsonl'))
    return found.filter(({ src, detector }) => src === '10.0.0.2' && detector === 'fan-out').length
  }
  expect(await scores('')).toBe(0)
  expect(await scores('south')).toBe(1)
})

test('--site configures all PATHs as one site, with sensors by where its own folder is', async () => {
  const at = folder({
    'plan/site.json': JSON.stringify({ sensors: [{ name: 'edge', path: '../logs/b' }] }),
    'logs/a/conn.log': connLog(story()),
    'logs/b/conn.log': connLog([{ ts: monday }]),
    'logs/b/site.json': '{"internal": "this one is not read"}',
  })
  const paths = ['a', 'b'].map(name => join(at, 'logs', name))
  const { code, out } = await eastwest([
    'flows',
    ...paths,
    '--site',
    join(at, 'plan', 'site.json'),
    '--quiet',
  ])
  expect(code).toBe(0)
  expect(new Set(rows(out).map(({ sensor }) => sensor))).toEqual(new Set(['a', 'edge']))
})

test('flows without an internal end are judged only where no flow has one', async () => {
  const outside = story('203.0')
  const at = folder({ 'out/conn.log': connLog(outside), 'both/conn.log': connLog([...outside, { ts: monday, service: 'dns', port: 53 }]) }) // prettier-ignore
  const none = await analyze(at, [join(at, 'out')])
  expect(none.out.replace(/\s+/g, ' ')).toContain('no address of these flows is internal: all were judged')
  expect(rows(none.read('incidents.jsonl')).length).toBeGreaterThan(0)
  const some = await analyze(at, [join(at, 'both')])
  expect(some.out).not.toContain('no address of these flows is internal')
  expect(some.read('incidents.jsonl')).toBe('')
})

test('a day with traffic but no remote service is the last day: yesterday is not judged again', async () => {
  const dns = Array.from({ length: 30 }, (_, i) => ({
    ts: monday + 10 * 86_400 + 600 * i,
    service: 'dns',
    port: 53,
  }))
  const at = folder({ 'hq/conn.log': connLog([...story(), ...dns]) })
  const { out, read } = await analyze(at, [join(at, 'hq')])
  expect(out).toMatch(/judged 2026-03-12 on 10 days of history/)
  expect(read('incidents.jsonl')).toBe('')
})

test('a lease of what is no address ends no run', async () => {
  const lease = {
    _path: 'dhcp',
    ts: monday,
    assigned_addr: 'nowhere',
    mac: '02:00:00:00:00:01',
    msg_types: ['ACK'],
  }
  const at = folder({ 'hq/conn.log': connLog(story()), 'hq/dhcp.log': `${JSON.stringify(lease)}\n` })
  const { code, out } = await analyze(at, [join(at, 'hq')])
  expect(code).toBe(0)
  expect(out).toContain('a lease of what is no address: not used')
})

test('a source with a lease, that was noticed and has no flow, can be trusted by its address', async () => {
  const mac = '02:00:00:00:00:01'
  const lease = { _path: 'dhcp', ts: monday, assigned_addr: '10.0.0.77', mac, msg_types: ['ACK'] }
  const noticed = (day: number) => ({
    _path: 'notice', ts: monday + 86_400 * day, uid: `N${day}`, 'id.orig_h': '10.0.0.77', 'id.orig_p': 50_000,
    'id.resp_h': '10.0.0.3', 'id.resp_p': 445, proto: 'tcp', note: 'Zerologon::Attempt', msg: 'x',
  }) // prettier-ignore
  const lines = [lease, ...[0, 3, 9].map(noticed)].map(row => `${JSON.stringify(row)}\n`)
  const at = folder({
    'hq/site.json': JSON.stringify({ trusted: ['10.0.0.77'] }),
    'hq/conn.log': connLog(story()),
    'hq/dhcp.log': lines[0]!,
    'hq/notice.log': lines.slice(1).join(''),
  })
  const { code, out } = await analyze(at, [join(at, 'hq')])
  expect({ code, trusted: /trusted 10\.0\.0\.77 hid \d+ finding/.test(out) }).toEqual({
    code: 0,
    trusted: true,
  })
})
