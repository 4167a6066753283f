import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

/** So many sources on their first day knock on one target over two services. */
function flooded(sources: number, day = 14): Scene {
  const scene = new Scene().office(15)
  for (let i = 0; i < sources; i++)
    for (const service of ['ssh', 'rdp'])
      scene.flow(day, 3 + i / 1000, `100.64.${i >> 8}.${i & 255}`, '10.0.8.1', service, { answered: false })
  return scene
}
const ofFloods = <Told extends { title: string }>(incidents: readonly Told[]) =>
  incidents.filter(({ title }) => title.startsWith('flood'))

test('many sources on their first day that a target does not answer are one thing', async () => {
  const { incidents, findings, statements } = await flooded(150).judge(14)
  expect(incidents).toMatchObject([
    {
      title: 'flood of unanswered attempts over rdp, ssh: 150 sources → 10.0.8.1',
      severity: 'info',
      techniques: ['T1499.001'],
      because: [{ observed: '300 attempts; 10.0.8.1: 150 sources' }],
    },
  ])
  expect(incidents[0]!.steps.length).toBe(20)
  expect(findings.map(({ detector, dst }) => [detector, dst])).toEqual([['flood', '10.0.8.1']])
  expect(statements.join()).toMatch(/^150 sources that had never been seen before/)
})

test('fewer than a hundred are judged one by one, and so is who was seen before, was answered, or tries much', async () => {
  expect(ofFloods((await flooded(99).judge(14)).incidents)).toEqual([])
  const scene = flooded(150)
  scene.flow(2, 9, '100.64.0.0', '10.0.8.2', 'ssh')
  scene.flow(14, 9, '100.64.0.1', '10.0.8.2', 'ssh')
  for (let i = 0; i < 80; i++) scene.flow(14, 9, '100.64.0.2', `10.0.7.${i}`, 'ssh', { answered: false })
  const { incidents } = await scene.judge(14)
  expect(ofFloods(incidents)).toMatchObject([
    { title: expect.stringMatching(/: 147 sources → 10\.0\.8\.1$/) },
  ])
})

test('a flood is no news where a day before had half as many, and what comes later changes nothing', async () => {
  const again = flooded(150)
  for (let i = 0; i < 120; i++) again.flow(9, 3, `100.65.0.${i}`, '10.0.8.1', 'ssh', { answered: false })
  expect(ofFloods((await again.judge(14)).incidents)).toEqual([])
  const before = await flooded(150).judge(14)
  const later = flooded(150)
  for (let i = 0; i < 150; i++) later.flow(15, 9, `100.64.0.${i}`, '10.0.8.1', 'ssh')
  const after = await later.judge(14)
  expect([after.incidents, after.findings]).toEqual([before.incidents, before.findings])
})
