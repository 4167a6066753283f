import { expect, test } from 'vitest'
import { Clocks, corrections, isCorrected } from '../../src/flow/clocks.ts'
import { repeats, type Sighting } from '../../src/flow/sighting.ts'

const seen = (view: number, start: number, duration = 0, twoWay = true): Sighting => ({
  view,
  start,
  duration,
  twoWay,
})

/** Which of the sightings count, by their places in the list. */
function counted(sightings: readonly Sighting[]): number[] {
  const dropped = new Set(repeats(sightings).map(repeat => repeat.dropped))
  return sightings.flatMap((sighting, i) => (dropped.has(sighting) ? [] : [i]))
}

test.each<[string, readonly Sighting[], readonly number[]]>([
  ['of two views the first counts', [seen(1, 100), seen(0, 100.2)], [1]],
  ['beyond the skew both count', [seen(0, 100), seen(1, 103.5)], [0, 1]],
  ['a part that begins later belongs to the whole', [seen(0, 100, 60), seen(1, 150, 60)], [0]],
  ['both directions tell more than one', [seen(0, 100, 5, false), seen(1, 100, 5)], [1]],
  ['one view never repeats itself', [seen(0, 100), seen(0, 100), seen(0, 101)], [0, 1, 2]],
  [
    'each of three tries counts once',
    [seen(0, 1), seen(1, 1), seen(0, 2), seen(1, 2), seen(0, 3)],
    [0, 2, 4],
  ],
  ['what the better view missed counts', [seen(1, 1), seen(0, 60), seen(1, 60)], [0, 1]],
  ['three views are one', [seen(2, 1), seen(1, 1.5), seen(0, 2)], [2]],
])('%s', (_, sightings, expected) => {
  expect(counted(sightings)).toEqual(expected)
})

test('hundreds of thousands of flows of one 5-tuple are looked at in parts', () => {
  const sightings = Array.from({ length: 200_000 }, (_, i) => seen(i % 2, i >> 1))
  expect(counted(sightings).length).toBeLessThan(101_000)
})

/** What is found of `flows` common flows, `strays` of which are other connections. */
function clocksOf(ahead: number, flows: number, strays = 0) {
  const clocks = new Clocks()
  for (let i = 0; i < flows; i++)
    clocks.add([seen(0, 1000 * i), seen(1, 1000 * i + ahead + (i < strays ? 37 * (i + 1) : 0.001 * (i % 3)))])
  return clocks.clocks()
}

test('common flows tell how far a clock is ahead, if enough of them agree', () => {
  expect(clocksOf(90, 30)).toEqual([{ view: 1, reference: 0, ahead: 90.001, steps: [], flows: 30 }])
  expect(clocksOf(-7200, 30)).toEqual([{ view: 1, reference: 0, ahead: -7199.999, steps: [], flows: 30 }])
  expect(clocksOf(90, 50, 20)[0]).toMatchObject({ flows: 30 })
  expect(clocksOf(90, 19)).toEqual([])
  expect(clocksOf(90, 100, 60)).toEqual([])
})

test('only what is worth it and within an hour is corrected, along a chain of views', () => {
  expect([0.05, 90, -3600, 3601].map(ahead => isCorrected({ ahead, steps: [] }))).toEqual([
    false,
    true,
    true,
    false,
  ])
  const clock = { flows: 99, steps: [] }
  const chain = [
    { ...clock, view: 1, reference: 0, ahead: 10 },
    { ...clock, view: 2, reference: 1, ahead: 5 },
    { ...clock, view: 3, reference: 0, ahead: 7200 },
  ]
  expect([...corrections(chain)].map(([view, ahead]) => [view, ahead(0)])).toEqual([[1, 10], [2, 15]]) // prettier-ignore
})

/** A view's corrections where its clock is ahead by `error` seconds, by that clock, each day at noon, of 30 flows an hour over ten days. */
function correctedAtNoon(error: (day: number) => number): number[] {
  const clocks = new Clocks()
  for (let i = 0; i < 30 * 240; i++) clocks.add([seen(0, 120 * i), seen(1, 120 * i + error(i / 720))])
  const ahead = corrections(clocks.clocks()).get(1)
  return [0, 3, 5, 9].map(day => Math.round(ahead?.((day + 0.5) * 86_400) ?? 0))
}

test('a clock that drifts, or that is set right or wrong at some time, is corrected as of each time', () => {
  expect(correctedAtNoon(day => 5 * day)).toEqual([3, 18, 28, 48])
  expect(correctedAtNoon(day => (day < 5 ? 0 : 30))).toEqual([0, 0, 30, 30])
  expect(correctedAtNoon(day => (day < 5 ? -2000 : 0))).toEqual([-2000, -2000, 0, 0])
  expect(correctedAtNoon(day => 0.1 * day)).toEqual([1, 1, 1, 1])
})
