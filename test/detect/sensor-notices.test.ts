import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

const [source, server, other] = ['10.0.1.15', '10.0.9.1', '10.0.9.2']
type Notes = readonly [note: string, about: string, more?: { dst: number; target: number; uid: string }][]
const unknown = { dst: -1, target: -1, uid: '' }

/** Judges one SMB session with what was decoded in it and what a sensor noticed of it. */
async function ofSession(calls: readonly string[], notes: Notes) {
  const scene = new Scene()
  const uid = scene.flow(0, 12, source, server, 'smb')
  for (const call of calls) {
    const [name = '', operation = ''] = call.split('::')
    if (operation) scene.event(uid, 'rpc', { interface: name, operation })
    else scene.event(uid, 'share', { path: `\\\\host\\${call}` })
  }
  for (const [note, about, more = {}] of notes) scene.event(uid, 'notice', { note, about }, '', '', more)
  return (await scene.judge('all')).incidents[0]
}

const share = 'T1077 Windows Admin Share + T1105 Remote File Copy'
const service = 'T1035 Service Execution'

test('what is decoded and noticed of one session counts once, and it is said that the sensor noticed it too', async () => {
  const calls = ['ADMIN$', 'svcctl::CreateServiceW']
  const alone = await ofSession(calls, [])
  const noticed = await ofSession(calls, [
    ['ATTACK::Lateral_Movement', share],
    ['ATTACK::Execution', service],
  ])
  expect(noticed!.score).toBe(alone!.score)
  expect(noticed!.techniques).toEqual(alone!.techniques)
  expect(alone!.because[0]!.fact).not.toMatch(/sensor/)
  expect(noticed!.because[0]!.fact).toMatch(/the sensor noticed it too$/)
})

test('a notice of which nothing was decoded stands for itself, under the numbers that techniques have today', async () => {
  const incident = await ofSession([], [['ATTACK::Execution', service]])
  expect(incident).toMatchObject({ severity: 'high', techniques: ['T1021.002', 'T1569.002'] })
  expect(incident!.because[0]!.fact).toMatch(/executed something, says BZAR/)
})

test('a notice without a flow of its own is about the flows to its target, or to any where it names none', async () => {
  const scene = new Scene()
  const uids = [server, other].map((dst, i) => scene.flow(0, 12 + i / 100, source, dst, 'ssh', { answered: true })) // prettier-ignore
  scene.event(uids[0]!, 'notice', { note: 'SSH::Login_By_Password_Guesser' }, '', '', { uid: '' })
  const about = (await scene.judge('all')).incidents[0]
  expect(about!.steps.map(({ dst }) => dst)).toEqual([server])
  const anywhere = await ofSession([], [['SSH::Login_By_Password_Guesser', '', unknown]])
  expect(anywhere!.steps.map(({ dst }) => dst)).toEqual([server])
})

test('guesses that are counted here and noticed by the sensor count once', async () => {
  const guess = async (notes: boolean) => {
    const scene = new Scene()
    const uids = Array.from({ length: 40 }, (_, i) => scene.flow(0, 12 + i / 400, source, server, 'ssh'))
    for (const uid of uids) scene.event(uid, 'login', { attempts: 1 }, '', 'failure')
    if (notes) scene.event(uids.at(-1)!, 'notice', { note: 'SSH::Password_Guessing' }, '', '', { uid: '' })
    return (await scene.judge('all')).incidents[0]!
  }
  const [alone, noticed] = [await guess(false), await guess(true)]
  expect(noticed.score).toBe(alone.score)
  expect(noticed.because[0]!.fact).toBe(
    `${alone.because[0]!.fact}; the sensor says that passwords were guessed`,
  )
})
