import { expect, test } from 'vitest'
import { clockFor, range, span } from '../../src/report/clock.ts'
import { dayName } from '../../src/report/format.ts'

const berlin = clockFor('Europe/Berlin')

test("times are the site's, and summer time is kept", () => {
  expect([berlin.day(1772406000), berlin.time(1772406000)]).toEqual(['2026-03-02', '00:00:00'])
  expect(berlin.time(1774745999)).toBe('01:59:59')
  expect(berlin.time(1774746000)).toBe('03:00:00')
  expect(berlin.ofDay(1772406000 + 3661)).toBe(3661)
})

test.each([NaN, Infinity, -1e300, 8.65e12])(
  'a time that no calendar has (%d) is a question mark',
  seconds => {
    expect([berlin.day(seconds), berlin.time(seconds), berlin.ofDay(seconds)]).toEqual(['?', '?', 0])
  },
)

test.each([
  [0, 0, '2026-03-02', '00:00:00'],
  [0, 61, '2026-03-02', '00:00:00 to 00:01:01'],
  [0, 90_000, '2026-03-02', '00:00:00 to Tue 2026-03-03 01:00:00'],
  [0, 61, '2026-03-01', 'Mon 2026-03-02 00:00:00 to 00:01:01'],
  [0, 86_400, '2026-03-02', '00:00:00 to Tue 2026-03-03 00:00:00'],
])('range from +%i s to +%i s on %s is %j', (from, to, day, text) => {
  expect(range(berlin, 1772406000 + from, 1772406000 + to, day)).toBe(text)
})

test.each([
  [0, '0 s'],
  [1.25, '1.3 s'],
  [59.6, '1 min'],
  [3600, '1 h'],
  [7860, '2 h 11 min'],
  [273_600, '3 d 4 h'],
  [NaN, '?'],
])('span(%d) is %j', (seconds, text) => {
  expect(span(seconds)).toBe(text)
})

test('a day that is none is left as it is', () => {
  expect([dayName('2026-03-03'), dayName('2026-99-99'), dayName('')]).toEqual([
    'Tue 2026-03-03',
    '2026-99-99',
    '',
  ])
})
