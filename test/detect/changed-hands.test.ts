import { expect, test } from 'vitest'
import { Scene } from './scene.ts'

/** Two weeks of office, judged on the Friday of the second. */
const friday = 11

/** A workstation that used the first file server every day, and on the last day other things. */
async function lastDayOf(uses: readonly (readonly [dst: string, service: string])[]) {
  const scene = new Scene().office(friday + 1)
  for (let day = 0; day < friday; day++)
    if (day % 7 < 5) for (const hour of [8, 11, 15]) scene.flow(day, hour, '10.0.1.30', '10.0.9.1', 'smb')
  uses.forEach(([dst, service], i) => scene.flow(friday, 9 + i, '10.0.1.30', dst, service))
  const { incidents } = await scene.judge(friday)
  return incidents.filter(({ hosts }) => hosts[0] === '10.0.1.30')
}

const newLinks = [['10.0.8.1', 'ssh'], ['10.0.8.2', 'ssh'], ['10.0.8.3', 'ssh']] as const // prettier-ignore

test('an address that takes up another’s ordinary work, and does none of its own, is another device’s', async () => {
  expect(await lastDayOf([['10.0.9.2', 'smb'], ...newLinks])).toEqual([])
})

test.each([
  ['that goes on with its own work', [['10.0.9.1', 'smb'] as const, ...newLinks]],
  ['on a day without its own work', newLinks],
  [
    'that uses what nobody else does, on a day without its own work',
    [['10.0.1.14', 'smb'] as const, ...newLinks],
  ],
])('new links of a host %s are its own', async (_, uses) => {
  const [incident] = await lastDayOf(uses)
  expect(incident?.because.map(({ fact }) => fact).join()).toContain('first use of ssh')
})
