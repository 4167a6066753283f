import { expect, test } from 'vitest'
import type { DeviceEvent } from '../../src/flow/link-day.ts'
import { ComputerLogins } from '../../src/profile/computer-logins.ts'

const login = (src: number, target: number, ts: number, more: Partial<DeviceEvent> = {}) =>
  ({
    kind: 'login', src, target, ts, dstPort: 445, uid: `C${src}`, user: 'PC$', outcome: 'failure',
    detail: { method: 'ntlm' }, ...more,
  }) as DeviceEvent // prettier-ignore

function after(events: readonly DeviceEvent[], most?: number): ComputerLogins {
  const logins = new ComputerLogins(most)
  for (const event of events) logins.add(event)
  logins.seal()
  return logins
}

test('log-ins with a computer’s account are found within a minute after a time', () => {
  const logins = after([login(1, 2, 160), login(1, 2, 100), login(1, 2, 161), login(3, 2, 100), login(1, 2, 110, { user: 'ann' })]) // prettier-ignore
  expect(logins.soonAfter(1, 2, 100).map(({ ts }) => ts)).toEqual([100, 160])
  expect(logins.statements()).toEqual([])
})

test('a target of many keeps its latest, crowds out no other target, and says so, whatever their order', () => {
  const busy = Array.from({ length: 50_000 }, (_, i) => login(i % 50, 7, 1000 + i))
  const events = [...busy, login(1, 9, 5), login(99, 8, 5)]
  for (const order of [events, events.toReversed()]) {
    const logins = after(order, 1000)
    expect([logins.soonAfter(1, 9, 0), logins.soonAfter(99, 8, 0)].flat().length).toBe(2)
    expect(logins.soonAfter(49, 7, 50_950).length).toBe(1)
    expect(logins.soonAfter(0, 7, 1000)).toEqual([])
    expect(logins.statements()).toEqual([
      "of log-ins with computers' own accounts on 1 host, the latest 512 each were looked at for forced authentication",
    ])
  }
})
