import { expect, test } from 'vitest'
import type { Incident } from '../../src/detect/finding.ts'
import { Scene } from './scene.ts'

/** Two weeks of office, judged on the Friday of the second. */
const friday = 11
const office = () => new Scene().office(12)
const first = async (scene: Scene) => (await scene.judge(friday)).incidents[0]

test('an ordinary day brings no incident of note', async () => {
  const { incidents } = await office().judge(friday)
  expect(incidents.filter(incident => incident.score > 4).map(incident => incident.title)).toEqual([])
})

test('a workstation that opens SSH to many servers is a fan-out, with every target shown', async () => {
  const scene = office()
  for (let i = 1; i <= 20; i++) scene.flow(friday, 13 + i / 120, '10.0.1.12', `10.0.7.${i}`, 'ssh')
  const incident = (await first(scene))!
  expect(incident.title).toMatch(/fan-out.* over ssh: 10\.0\.1\.12 → 20 targets/)
  expect(new Set(incident.steps.map(step => step.dst)).size).toBe(20)
  expect(incident.techniques).toContain('T1021.004')
  expect(incident.because.every(({ bits, historyDays }) => bits > 0 && historyDays === 9)).toBe(true)
})

test('the same number of SSH targets by an administrator who does so daily is none', async () => {
  const scene = office()
  for (let day = 0; day <= friday; day++)
    for (let i = 1; i <= 20; i++) scene.flow(day, 13 + i / 120, '10.0.1.50', `10.0.7.${i}`, 'ssh')
  const { incidents } = await scene.judge(friday)
  expect(incidents.filter(({ hosts }) => hosts[0] === '10.0.1.50')).toEqual([])
})

test('a chain over three hosts is one incident that names the path', async () => {
  const scene = office()
  scene.flow(friday, 10, '10.0.1.11', '10.0.1.15', 'rdp', { duration: 3000 })
  scene.flow(friday, 10.3, '10.0.1.15', '10.0.1.18', 'rdp', { duration: 2000 })
  scene.flow(friday, 10.6, '10.0.1.18', '10.0.8.3', 'winrm')
  const incident = (await first(scene))!
  expect(incident.title).toContain('chain of 3 hops')
  expect(incident.title).toContain('10.0.1.11 → 10.0.1.15 → 10.0.1.18 → 10.0.8.3')
  expect(incident.steps.map(step => step.src)).toEqual(['10.0.1.11', '10.0.1.15', '10.0.1.18'])
})

test('hops in the wrong order of time are no chain', async () => {
  const scene = office()
  scene.flow(friday, 15, '10.0.1.11', '10.0.1.15', 'rdp')
  scene.flow(friday, 9, '10.0.1.15', '10.0.1.18', 'rdp')
  const { incidents } = await scene.judge(friday)
  expect(incidents.filter(({ title }) => title.includes('chain'))).toEqual([])
})

test('failures and then a success on one target are password guessing, and the success is a step', async () => {
  const scene = office()
  for (let i = 0; i < 30; i++) {
    const uid = scene.flow(friday, 12 + i / 600, '10.0.1.12', '10.0.8.2', 'ssh', { duration: 2 })
    scene.event(uid, 'login', { attempts: 3 }, 'root', 'failure')
  }
  const success = scene.flow(friday, 12.1, '10.0.1.12', '10.0.8.2', 'ssh')
  scene.event(success, 'login', { attempts: 1 }, 'root', 'success')
  const incident = (await first(scene))!
  expect(incident.techniques).toContain('T1110.001')
  expect(incident.because.map(({ fact }) => fact).join('\n')).toMatch(/then a success/)
  expect(incident.steps.map(step => step.uid)).toContain(success)
})

test('three mistyped passwords are nobody’s incident', async () => {
  const scene = office()
  const uid = scene.flow(friday, 12, '10.0.1.50', '10.0.8.2', 'ssh')
  scene.event(uid, 'login', { attempts: 3 }, '', 'failure')
  const { findings } = await scene.judge(friday)
  expect(findings.filter(({ detector }) => detector === 'guessing')).toEqual([])
})

test('a service created over an admin share is remote execution, whichever came first', async () => {
  for (const order of ['share first', 'service first']) {
    const scene = office()
    const uid = scene.flow(friday, 12, '10.0.1.12', '10.0.1.19', 'smb')
    const share = () => scene.event(uid, 'share', { path: '\\\\ws19\\ADMIN$' })
    const service = () =>
      scene.event(uid, 'rpc', { interface: 'svcctl', operation: 'CreateServiceW', pipe: 'svcctl' })
    for (const deed of order === 'share first' ? [share, service] : [service, share]) deed()
    const incident = (await first(scene))!
    expect(incident.techniques).toEqual(expect.arrayContaining(['T1021.002', 'T1569.002']))
    expect(incident.because.map(({ fact }) => fact).join('\n')).toContain(
      'admin share and execution together',
    )
  }
})

test('a refused service creation is told as one, at less than an execution is worth', async () => {
  const scene = office()
  const uid = scene.flow(friday, 12, '10.0.1.12', '10.0.9.1', 'smb')
  scene.event(uid, 'rpc', { interface: 'svcctl', operation: 'CreateServiceW', pipe: 'svcctl' }, '', 'failure')
  const { findings } = await scene.judge(friday)
  const told = findings.filter(({ detector }) => detector === 'technique')
  expect(told.map(({ because }) => because[0]!.fact)).toEqual([
    '10.0.1.12: tried in vain: created a service on 1 target',
  ])
  expect(told[0]!.score).toBeLessThan(8)
})

test('a flow of a thousand times the usual bytes over a known link is unusual, twice the usual is not', async () => {
  for (const [factor, expected] of [
    [1000, 1],
    [2, 0],
  ] as const) {
    const scene = office()
    scene.flow(friday, 12, '10.0.1.12', '10.0.9.1', 'smb', { bytes: 20_000 * factor })
    const { findings } = await scene.judge(friday)
    expect(findings.filter(({ detector }) => detector === 'unusual-flow')).toHaveLength(expected)
  }
})

test('known links at three in the morning are an odd hour', async () => {
  const scene = office()
  for (let server = 1; server <= 3; server++)
    scene.flow(friday, 3 + server / 20, '10.0.1.50', `10.0.8.${server}`, 'ssh')
  const { findings } = await scene.judge(friday)
  const found = findings.find(({ detector, src }) => detector === 'odd-hour' && src === '10.0.1.50')
  expect(found?.because[0]?.fact).toBe('10.0.1.50: active at 03h, local time')
})

test('new links of a service on days near each other are one incident, under its first day', async () => {
  const scene = office()
  for (const day of [9, 11]) scene.flow(day, 13, '10.0.1.12', `10.0.${day}.1`, 'rdp', { duration: 900 })
  const { incidents } = await scene.judge([9, 10, 11])
  const own = incidents.filter(({ hosts }) => hosts[0] === '10.0.1.12')
  expect(own).toHaveLength(1)
  expect(own[0]).toMatchObject({ day: '2026-10-14' })
  expect(own[0]!.steps.map(({ dst }) => dst)).toEqual(['10.0.9.1', '10.0.11.1'])
})

/** Administrators log in by name on their servers every day. */
const named = () => {
  const scene = office()
  for (let day = 0; day <= friday; day++)
    for (const [source, user] of [
      ['10.0.1.50', 'anna'],
      ['10.0.1.51', 'bo'],
    ] as const)
      for (let server = 1; server <= 3; server++) {
        const uid = scene.flow(day, 15, source, `10.0.8.${server}`, 'rdp')
        scene.event(uid, 'login', {}, user, 'success')
      }
  return scene
}
const accountFacts = async (scene: Scene) =>
  (await scene.judge(friday)).findings
    .filter(({ detector }) => detector === 'account')
    .map(({ because }) => because[0]!.fact)

test('an account that a source never used is told, where it used others', async () => {
  const scene = named()
  scene.event(scene.flow(friday, 16, '10.0.1.50', '10.0.8.1', 'rdp'), 'login', {}, 'root', 'success')
  expect(await accountFacts(scene)).toEqual(['10.0.1.50: first log-in from this source as root'])
})

test('a failed log-in and a first account ever are no new account', async () => {
  const scene = named()
  scene.event(scene.flow(friday, 16, '10.0.1.50', '10.0.8.1', 'rdp'), 'login', {}, 'root', 'failure')
  scene.event(scene.flow(friday, 16, '10.0.1.12', '10.0.9.1', 'smb'), 'login', {}, 'clerk', 'success')
  expect(await accountFacts(scene)).toEqual([])
})

test('an account that logs in from more sources than ever is told for each of them', async () => {
  const scene = named()
  for (let i = 10; i < 18; i++)
    scene.event(scene.flow(friday, 16, `10.0.1.${i}`, '10.0.9.1', 'smb'), 'login', {}, 'anna', 'success')
  expect(await accountFacts(scene)).toContain('10.0.1.12: anna logs in from 9 sources on one day')
})

test('a server that starts to act as a client stands out, though it never was a source before', async () => {
  const scene = office()
  scene.flow(friday, 12, '10.0.9.1', '10.0.8.4', 'winrm')
  const { findings } = await scene.judge(friday)
  expect(findings.map(({ src }) => src)).toContain('10.0.9.1')
})

test('a trusted source is profiled, never reported, and counted', async () => {
  const scene = office()
  for (let i = 1; i <= 20; i++) scene.flow(friday, 13 + i / 120, '10.0.1.12', `10.0.7.${i}`, 'ssh')
  const { incidents, hidden } = await scene.judge(friday, { trusted: '10.0.1.12' })
  expect(incidents.filter(({ hosts }) => hosts.includes('10.0.1.12'))).toEqual([])
  expect(hidden.get('10.0.1.12')).toBeGreaterThan(0)
})

test('without history a sweep, guessing and execution are still found, and novelty is not claimed', async () => {
  const scene = new Scene()
  for (let i = 1; i <= 40; i++) scene.flow(0, 13 + i / 120, '10.0.1.12', `10.0.7.${i}`, 'ssh')
  for (let i = 0; i < 9; i++) scene.flow(0, 9 + i, '10.0.1.13', '10.0.7.1', 'ssh')
  const { incidents, findings } = await scene.judge('all')
  expect(incidents[0]!.hosts[0]).toBe('10.0.1.12')
  expect(new Set(findings.map(({ detector }) => detector))).toEqual(new Set(['fan-out']))
  expect(incidents[0]!.frequency).toBe('')
})

test('without history three sessions inside each other are a chain, and two are what a jump host does', async () => {
  for (const [hops, expected] of [
    [3, ['10.0.1.11 → 10.0.1.15 → 10.0.1.18 → 10.0.8.3']],
    [2, []],
  ] as const) {
    const scene = new Scene()
    scene.flow(0, 10, '10.0.1.11', '10.0.1.15', 'ssh', { duration: 3000 })
    scene.flow(0, 10.2, '10.0.1.15', '10.0.1.18', 'rdp', { duration: 2000 })
    if (hops === 3) scene.flow(0, 10.4, '10.0.1.18', '10.0.8.3', 'ssh')
    const { incidents } = await scene.judge('all')
    expect(incidents.map(({ title }) => title.split(': ')[1])).toEqual(expected)
  }
})

test('without history sessions one after the other are no chain', async () => {
  const scene = new Scene()
  scene.flow(0, 10, '10.0.1.11', '10.0.1.15', 'ssh', { duration: 60 })
  scene.flow(0, 11, '10.0.1.15', '10.0.1.18', 'ssh', { duration: 60 })
  scene.flow(0, 12, '10.0.1.18', '10.0.8.3', 'ssh')
  expect((await scene.judge('all')).incidents).toEqual([])
})

test('the order in which rows come, and how hosts were numbered, changes nothing', async () => {
  const told = () => {
    const scene = office()
    scene.flow(friday, 10, '10.0.1.11', '10.0.1.15', 'rdp', { duration: 3000 })
    scene.flow(friday, 10.3, '10.0.1.15', '10.0.1.18', 'rdp', { duration: 2000 })
    return scene
  }
  expect(await told().judge(friday, { reversed: true })).toEqual(await told().judge(friday))
})

test('detectors that see the same novelty from two sides do not count twice', async () => {
  const scene = office()
  scene.flow(friday, 10, '10.0.1.12', '10.0.8.2', 'ssh')
  const { because, score } = (await first(scene))!
  const [most, other] = because.map(({ bits }) => bits)
  expect(because).toHaveLength(2)
  expect(score).toBeCloseTo(most! - 3 + other! / 2 - 3)
})

test('an hour of the night is odd on a weekend too, where few weekends are known', async () => {
  const scene = office()
  const saturday = 12
  for (const hour of [3, 3.2, 3.4]) scene.flow(saturday, hour, '10.0.1.12', '10.0.9.1', 'smb')
  const { findings } = await scene.judge(saturday)
  expect(findings.map(({ detector }) => detector)).toContain('odd-hour')
})

test('an intruder who begins slowly, while habits are learned, has not made his spree a habit', async () => {
  const scene = office()
  const slow = [2, 3, 4, 7, 8, 9, 10]
  slow.forEach((day, i) => scene.flow(day, 13, '10.0.1.12', `10.0.7.${i + 1}`, 'ssh'))
  for (let i = 0; i < 12; i++) scene.flow(friday, 13 + i / 4, '10.0.1.12', `10.0.7.${20 + i}`, 'ssh')
  const incident = (await first(scene))!
  expect(incident.hosts[0]).toBe('10.0.1.12')
  expect(incident.severity).toMatch(/medium|high|critical/)
  expect(incident.because.map(({ fact }) => fact).join()).toMatch(/first use of ssh to 12 targets/)
})

const probing = (sampling: number, packets: number) => {
  const scene = office()
  scene.flow(friday, 13, '10.0.1.12', '10.0.1.17', 'rdp', { sampling, packets })
  return scene.judge(friday)
}

test('what was never used before weighs less, the fewer packets of it a sampled export took, and that is said', async () => {
  const scores: number[] = []
  for (const packets of [5, 10, 50, 5000]) scores.push((await probing(10, packets)).incidents[0]!.score)
  expect(scores).toEqual([...scores].sort((a, b) => a - b))
  expect(new Set(scores.slice(0, 3)).size).toBe(3)
  expect((await probing(0, 5)).incidents[0]!.score).toBeCloseTo(scores[3]!, 9)
  const { because, caveats } = (await probing(10, 5)).incidents[0]!
  // 1 − 0.9^10, of both ends.
  expect(because[0]!.usual).toMatch(/; sampled 1:10, an earlier use of this size is seen in 65 % of cases$/)
  expect(caveats).toContain(
    'seen by one packet in 10: half of the sessions of 7 packets leave no trace, so there may be more, and earlier ones',
  )
  expect((await probing(0, 5)).incidents[0]!.caveats.join()).not.toContain('trace')
})

test('a rate that nobody says is a caveat, and lowers nothing', async () => {
  const [{ score, caveats }] = (await probing(1, 5)).incidents as [Incident]
  expect(score).toBeCloseTo((await probing(0, 5)).incidents[0]!.score, 9)
  expect(caveats.join()).toContain('nobody says of how many')
})
