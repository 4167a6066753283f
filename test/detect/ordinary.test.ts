// What comes back, stays late, or belongs together is ordinary; what only resembles it is not.
import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

const friday = 11
const office = () => new Scene().office(friday + 1)
const told = async (scene: Scene, src: string, days: number | number[] = friday) => {
  const { findings } = await scene.judge(days)
  return findings.filter(finding => finding.src === src)
}
const detectors = async (scene: Scene, src: string) =>
  (await told(scene, src)).map(({ detector }) => detector)
const bits = async (scene: Scene, src: string, detector: string) =>
  (await told(scene, src)).find(finding => finding.detector === detector)?.score ?? 0

const server = '10.0.5.5'
/** A management server does its work on two hosts a day. */
function managed(): Scene {
  const scene = office()
  for (let day = 0; day <= friday; day++)
    for (const i of [1, 2]) scene.flow(day, 10 + i / 9, server, `10.0.1.${10 + ((day + i) % 10)}`, 'smb')
  return scene
}
const patch = (scene: Scene, day: number, hosts: number) => {
  for (let i = 0; i < hosts; i++) scene.flow(day, 12 + i / 100, server, `10.0.1.${10 + i}`, 'smb')
}

test('a patch day is a fan-out once, and ordinary where one was before', async () => {
  const first = managed()
  patch(first, friday, 40)
  expect(await detectors(first, server)).toContain('fan-out')
  const second = managed()
  for (const day of [1, friday]) patch(second, day, 40)
  expect(await detectors(second, server)).not.toContain('fan-out')
})

test('a spree is no patch day: a few hosts the week before, or as many yesterday, do not make it ordinary', async () => {
  for (const [day, hosts] of [
    [3, 8],
    [10, 40],
  ] as const) {
    // prettier-ignore
    const scene = managed()
    patch(scene, day, hosts)
    patch(scene, friday, 40)
    expect(await detectors(scene, server)).toContain('fan-out')
  }
})

test('who stays two hours longer is not odd, who comes at night is', async () => {
  for (const [hour, odd] of [
    [17.5, false],
    [3, true],
  ] as const) {
    // prettier-ignore
    const scene = office()
    for (const later of [0, 0.2, 0.4]) scene.flow(friday, hour + later, '10.0.1.12', '10.0.9.1', 'smb')
    expect((await detectors(scene, '10.0.1.12')).includes('odd-hour')).toBe(odd)
  }
})

test('a new server is little news for who uses all its neighbours, and much for who uses one of them', async () => {
  const scene = office()
  for (let day = 0; day <= friday; day++)
    for (let host = 10; host < 40; host++) scene.flow(day, 6, server, `10.0.7.${host}`, 'ssh')
  for (let day = 0; day <= friday; day++) scene.flow(day, 10, '10.0.1.12', '10.0.7.10', 'ssh')
  for (const src of [server, '10.0.1.12']) scene.flow(friday, 11, src, '10.0.7.50', 'ssh')
  expect(await bits(scene, server, 'new-link')).toBeLessThan(
    (await bits(scene, '10.0.1.12', 'new-link')) * 0.6,
  )
})

test('a spree does not begin with last week’s odd new link', async () => {
  const scene = office()
  scene.flow(9, 13, '10.0.1.50', '10.0.8.6', 'ssh')
  for (let i = 0; i < 30; i++) scene.flow(friday, 13 + i / 60, '10.0.1.50', `10.0.7.${20 + i}`, 'ssh')
  const { incidents } = await scene.judge([9, 10, friday])
  const own = incidents.filter(({ hosts }) => hosts[0] === '10.0.1.50')
  expect(own.map(({ day }) => day).sort()).toEqual(['2026-10-14', '2026-10-16'])
})

/** Everybody logs in by name on a file server, and one host more than that. */
function named(): Scene {
  const scene = office()
  for (let day = 0; day <= friday; day++)
    for (let i = 10; i < 20; i++) {
      const uid = scene.flow(day, 9, `10.0.1.${i}`, '10.0.9.3', 'smb')
      scene.event(uid, 'login', {}, `user${i}`, 'success')
    }
  return scene
}
const accounts = async (scene: Scene, src = '10.0.1.12') =>
  (await told(scene, src))
    .filter(({ detector }) => detector === 'account')
    .map(({ because }) => because[0]!.fact.split(': ')[1])

test('the administrator’s account of who always logged in there is less news than a stranger’s', async () => {
  const scores = []
  for (const user of ['user12-adm', 'adm', 'user19']) {
    const scene = named()
    scene.event(scene.flow(friday, 16, '10.0.1.12', '10.0.9.3', 'smb'), 'login', {}, user, 'success')
    scores.push(await bits(scene, '10.0.1.12', 'account'))
  }
  expect(scores[1]).toBe(scores[2])
  expect(scores[0]).toBeLessThan(scores[1]! * 0.7)
})

test('of an account that spreads, those are told who never used it', async () => {
  const scene = named()
  for (let i = 12; i < 18; i++)
    scene.event(scene.flow(friday, 16, `10.0.1.${i}`, '10.0.9.3', 'smb'), 'login', {}, 'user12', 'success')
  expect(await accounts(scene, '10.0.1.12')).toEqual([])
  expect(await accounts(scene, '10.0.1.13')).toEqual(['user12 logs in from 6 sources on one day'])
})

/** A few log-ins fail on each of three days. */
async function failures(user: (day: number, i: number) => string) {
  const scene = named()
  for (const day of [9, 10, friday])
    for (let i = 0; i < 4; i++) {
      const uid = scene.flow(day, 9 + 2 * i, '10.0.1.12', '10.0.9.3', 'smb')
      scene.event(uid, 'login', { method: 'ntlm' }, user(day, i), 'failure')
    }
  const { incidents } = await scene.judge([9, 10, friday])
  return incidents.filter(({ techniques }) => techniques.includes('T1110.003'))
}

test('a spray of a few accounts a day is told within a week, as one incident', async () => {
  const [incident, ...others] = await failures((day, i) => `clerk${day}${i}`)
  expect(others).toEqual([])
  expect(incident?.because.map(({ fact }) => fact).join('\n')).toMatch(
    /log-ins failed with 8 pairs of target and account within a week, and never succeeded/,
  )
})

test('who mistypes his own password every day, or one other’s, sprays nothing', async () => {
  expect(await failures(() => 'user12')).toEqual([])
  expect(await failures(() => 'user13')).toEqual([])
})
