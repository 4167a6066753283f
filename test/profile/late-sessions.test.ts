import { expect, test } from 'vitest'
import { bySeen } from '../../src/profile/late-sessions.ts'
import { sourceDay } from '../../src/profile/source-day.ts'
import { localTime } from '../../src/lib/time.ts'
import type { DayFlow } from '../../src/profile/source-day.ts'
import type { DeviceEvent } from '../../src/flow/link-day.ts'

const day = 20_000
const hour = 3600

const flow = (uid: string, at: number, duration: number): DayFlow =>
  ({ uid, start: day * 86_400 + at, duration, target: 1, service: 2 }) as DayFlow
const event = (uid: string): DeviceEvent => ({ uid }) as DeviceEvent

function seen(flows: readonly DayFlow[], events: readonly DeviceEvent[] = [], zone = 'UTC') {
  return bySeen(sourceDay(7, day, flows, events), localTime(zone)).map(part => ({
    seen: part.seen - day,
    flows: part.flows.flows.map(({ uid }) => uid).join(' '),
    events: part.flows.events.map(({ uid }) => uid).join(' '),
  }))
}

test('a day whose flows all end on it is seen whole', () => {
  expect(seen([flow('a', hour, 10), flow('b', 2 * hour, 3600)], [event('a'), event('')])).toEqual([
    { seen: 0, flows: 'a b', events: 'a ' },
  ])
})

test('flows that end on later days are seen then, with what was decoded in them; the rest last', () => {
  const flows = [flow('a', hour, 10), flow('b', 2 * hour, 30 * hour), flow('c', 3 * hour, 60 * hour)]
  const late = flow('d', 23 * hour, 2 * hour)
  expect(seen([...flows, late], [event('a'), event('b'), event('d')])).toEqual([
    { seen: 1, flows: 'b d', events: 'b d' },
    { seen: 2, flows: 'c', events: '' },
    { seen: 0, flows: 'a', events: 'a' },
  ])
  expect(seen([late])).toEqual([{ seen: 1, flows: 'd', events: '' }])
})

test('midnight is the site’s', () => {
  const late = flow('d', 22 * hour, 1.5 * hour)
  expect(seen([late], [], 'UTC')[0]!.seen).toBe(0)
  expect(seen([late], [], 'Atlantic/Azores')[0]!.seen).toBe(0)
  expect(seen([flow('d', 23.5 * hour, 2 * hour)], [], 'Atlantic/Azores')).toHaveLength(1)
})

test.each([NaN, Infinity, -5, 500 * 86_400])('a session of %s seconds has no end to wait for', duration => {
  expect(seen([flow('a', hour, duration)])).toEqual([{ seen: 0, flows: 'a', events: '' }])
})
