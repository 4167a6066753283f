import { expect, test } from 'vitest'
import { CoveredTimes, type CoveredDay } from '../../src/inputs/covered-times.ts'
import { usualDays } from '../../src/inputs/usual-days.ts'
import { dayNumber, isWeekend, localTime, type LocalTime } from '../../src/lib/time.ts'

const utc = localTime('UTC')
/** A Monday. */
const monday = dayNumber('2026-11-02')!
const second = (day: number, hour: number): number => (monday + day) * 86_400 + hour * 3600

/** Days of some flows in every hour from one to another; of Saturdays and Sundays a few. */
function office(days: number, [from, to]: readonly [number, number] = [0, 24], few = 1): number[] {
  return Array.from({ length: days }, (_, day) =>
    Array.from({ length: to - from }, (_, hour) =>
      Array.from(
        { length: isWeekend(monday + day) ? few : 20 },
        (_, i) => second(day, from + hour) + 170 * i,
      ),
    ),
  ).flat(2)
}

function covered(starts: readonly number[], time: LocalTime = utc): CoveredDay[] {
  const times = new CoveredTimes()
  for (const start of starts) times.add(start)
  const days = new Map<number, CoveredDay>()
  times.addTo(days, time, ts => ts)
  return [...days.values()].sort((a, b) => a.day - b.day)
}

function told(starts: readonly number[], time?: LocalTime) {
  const { days, odd, last, rest, over } = usualDays(covered(starts, time))
  const numbers = (list: readonly CoveredDay[]) => list.map(({ day }) => day - monday)
  return { days: days.length, odd: numbers(odd), last: numbers(last), rest: numbers(rest), over }
}

const whole = { odd: [], rest: [], over: true }
const hour = (day: number, at: number, flows = 40): number[] =>
  Array.from({ length: flows }, (_, i) => second(day, at) + (i * 2400) / flows)

test.each([
  ['as they are', office(17), { ...whole, days: 17, last: [16] }],
  ['that end with a Sunday', office(14), { ...whole, days: 14, last: [13] }],
  ['of offices that rest at night', office(17, [8, 18], 0), { ...whole, days: 13, last: [16] }],
  ['and a flood on one of them', [...office(17), ...hour(9, 3, 90_000)], { ...whole, days: 17, last: [16] }],
  ['with a gap', office(17).filter(at => at < second(5, 0) || at > second(9, 0)), { ...whole, days: 13, last: [16] }],
  ['and a row of tomorrow', [...office(17), second(17, 9)], { days: 18, odd: [], last: [16], rest: [17], over: true }],
  ['and a row of next month', [...office(17), second(50, 9)], { ...whole, days: 17, odd: [50], last: [16] }],
  ['and an hour of next year', [...office(17), ...hour(381, 9)], { ...whole, days: 17, odd: [381], last: [16] }],
  ['and an hour of 1970', [...office(17), ...hour(-monday, 1)], { ...whole, days: 17, odd: [-monday], last: [16] }],
  ['and a row of the day before', [...office(17), second(-1, 9)], { ...whole, days: 17, odd: [-1], last: [16] }],
  ['and rows of twenty odd days', [...office(17), ...Array.from({ length: 20 }, (_, i) => second(60 + 9 * i, i))],
    { ...whole, days: 17, odd: Array.from({ length: 20 }, (_, i) => 60 + 9 * i), last: [16] }],
  ['until five in the morning', office(17).filter(at => at < second(16, 5)), { days: 17, odd: [], last: [15], rest: [16], over: true }],
  ['until the afternoon', office(17).filter(at => at < second(16, 15)), { days: 17, odd: [], last: [15, 16], rest: [], over: false }],
  ['until five on a Sunday', office(14).filter(at => at < second(13, 5)), { days: 14, odd: [], last: [12], rest: [13], over: true }],
] as const)('days %s: the last whole one is found, and odd ones are told', (_, starts, expected) => {
  expect(told(starts as number[])).toEqual(expected)
}) // prettier-ignore

test('few days, or small ones, all count: there is nothing usual yet', () => {
  expect(told([second(0, 9), second(1, 9)])).toEqual({ ...whole, days: 2, last: [1] })
  expect(told([...office(2), second(40, 1)])).toEqual({ ...whole, days: 3, last: [40] })
  expect(told([0, 1, 2, 3, 4].map(day => second(day, 9 + day)))).toEqual({ ...whole, days: 5, last: [4] })
  expect(usualDays([])).toMatchObject({ days: [], last: [], odd: [] })
})

test.each(['America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Auckland'])(
  'an archive that ends at midnight of %s ends with a whole day there',
  zone => {
    const time = localTime(zone)
    const inside = office(30).filter(at => time.day(at) >= monday + 1 && time.day(at) <= monday + 18)
    expect(told(inside, time)).toEqual({ ...whole, days: 18, last: [18] })
  },
)
