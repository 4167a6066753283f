import { expect, test } from 'vitest'
import type { DeviceEvent } from '../../src/flow/link-day.ts'
import { Tries } from '../../src/profile/tries.ts'

const login = (user: string, target: number, outcome: 'failure' | 'success'): DeviceEvent =>
  ({ kind: 'login', user, target, outcome, detail: { method: 'ntlm' } }) as unknown as DeviceEvent
const failures = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => login(`u${from + i}`, 1, 'failure'))

test('Failures of a week are added up, and those of accounts that ever logged in are nobody’s guesses.', () => {
  const tries = new Tries()
  tries.learn({ day: 1, events: failures(0, 3) })
  tries.learn({ day: 5, events: [...failures(3, 3), login('u1', 2, 'success')] })
  expect(tries.withinWeek({ day: 7, events: failures(6, 1) }).size).toBe(6)
  expect(tries.withinWeek({ day: 8, events: [] }).size).toBe(3)
})

test('A source that failed with thousands long ago is seen to try anew.', () => {
  const tries = new Tries()
  for (let day = 0; day < 100; day++) tries.learn({ day, events: failures(day * 120, 120) })
  for (let day = 200; day < 206; day++) tries.learn({ day, events: failures(20_000 + 3 * day, 3) })
  expect(tries.withinWeek({ day: 206, events: failures(30_000, 1) }).size).toBe(19)
})

test('Of a gateway through which thousands log in nothing is said: not who never did.', () => {
  const tries = new Tries()
  const all = Array.from({ length: 10_000 }, (_, i) => login(`u${i}`, 1, 'success'))
  tries.learn({ day: 1, events: all })
  expect(tries.withinWeek({ day: 2, events: failures(50_000, 5) }).size).toBe(0)
})
