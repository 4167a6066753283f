import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

/** An office in which a workstation that never did opens SSH to two servers on the last day. */
const office = (): Scene => {
  const scene = new Scene().office(12)
  for (const server of [3, 4]) scene.flow(11, 15, '10.0.1.12', `10.0.8.${server}`, 'ssh')
  return scene
}

/** Beside it, a branch with the same addresses, where each workstation uses SSH to such servers every day. */
function withBranch(space: string): Scene {
  const scene = office()
  for (let day = 0; day < 12; day++)
    for (let host = 10; host < 20; host++)
      for (const server of [1, 2, 3, 4, 5])
        if (day % 7 <= 4) scene.flow(day, 9 + server, `10.0.1.${host}`, `10.0.8.${server}`, 'ssh', { space })
  return scene
}

test('what a branch’s subnet does is not what another’s of the same addresses does', async () => {
  const told = async (scene: Scene) => {
    const { findings } = await scene.judge(11)
    return findings.flatMap(({ detector, src, because }) =>
      src === '10.0.1.12' && detector === 'new-service' ? because.map(({ usual }) => usual) : [],
    )
  }
  const alone = await told(office())
  expect(alone).toHaveLength(1)
  expect(await told(withBranch('branch'))).toEqual(alone)
})
