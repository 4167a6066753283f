import { expect, test } from 'vitest'
import { established, noAnswer, rejected } from '../../src/flow/codes.ts'
import { Room } from '../../src/profile/room.ts'

test('flows that failed leave the room of those that were let in, and what had none is said', () => {
  const room = new Room({ flows: 2, events: 1 })
  room.begin()
  const states = [noAnswer, rejected, noAnswer, established, established, established]
  expect(states.map(state => room.hasFlow(state))).toEqual([true, true, false, true, true, false])
  expect([room.hasEvent(), room.hasEvent()]).toEqual([true, false])
  room.begin()
  expect(room.hasFlow(noAnswer)).toBe(true)
  expect(room.statements()).toEqual([
    "of one source's day, 2 flows that failed, as many others, and 1 events are looked at: of 1 such days the last 2 flows and 1 events were left out",
  ])
  expect(new Room().statements()).toEqual([])
})
