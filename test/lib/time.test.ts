import { expect, test } from 'vitest'
import { dayNumber, dayText, localTime, timeSeconds } from '../../src/lib/time.ts'

const at = (text: string): number => Date.parse(text) / 1000

test.each([
  ['UTC', '2026-03-29T23:59:59Z', '2026-03-29', 23],
  ['Europe/Oslo', '2026-03-29T00:59:59Z', '2026-03-29', 1],
  ['Europe/Oslo', '2026-03-29T01:00:00Z', '2026-03-29', 3],
  ['Europe/Oslo', '2026-10-25T00:30:00Z', '2026-10-25', 2],
  ['Europe/Oslo', '2026-10-25T01:30:00Z', '2026-10-25', 2],
  ['Europe/Oslo', '2026-10-25T23:30:00Z', '2026-10-26', 0],
  ['America/New_York', '2026-03-08T06:59:59Z', '2026-03-08', 1],
  ['America/New_York', '2026-03-08T07:00:00Z', '2026-03-08', 3],
  ['Asia/Kathmandu', '2026-01-01T18:14:59Z', '2026-01-01', 23],
  ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02', 0],
  ['Australia/Lord_Howe', '2026-04-04T14:59:59Z', '2026-04-05', 1],
  ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', '2026-04-05', 1],
  ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29', 23],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31', 0],
  ['Europe/Oslo', '1969-12-31T23:30:00Z', '1970-01-01', 0],
])('in %s, %s is on %s in hour %i', (zone, time, day, hour) => {
  const local = localTime(zone)
  expect([dayText(local.day(at(time))), local.hour(at(time))]).toEqual([day, hour])
})

test('a year of half hours agrees with what the zone’s clocks show', () => {
  for (const zone of ['Europe/Oslo', 'America/St_Johns', 'Australia/Lord_Howe']) {
    const local = localTime(zone)
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
    for (let time = at('2026-01-01T00:00:00Z'); time < at('2027-01-01T00:00:00Z'); time += 1800) {
      const [day, hour] = clock.format(time * 1000).split(/[ :]/)
      if (dayText(local.day(time)) !== day || local.hour(time) !== Number(hour))
        expect.fail(`${zone} at ${time}: ${dayText(local.day(time))} ${local.hour(time)}, not ${day} ${hour}`)
    }
  }
})

test('an unknown time zone is a RangeError, and times without a calendar are no crash', () => {
  expect(() => localTime('Mars/Olympus')).toThrow(RangeError)
  const local = localTime('Europe/Oslo')
  for (const time of [1e300, -1e300, Infinity, NaN])
    expect(() => local.day(time) + local.hour(time)).not.toThrow()
  expect(dayText(1e9)).toBe('?')
})

test.each([
  ['2026-03-01', 20_513],
  ['1970-01-01', 0],
  ['2024-02-29', 19_782],
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-3-1', undefined],
  ['2026-03-01T00', undefined],
  ['', undefined],
])('%s is day %s', (text, day) => {
  expect(dayNumber(text)).toBe(day)
})

test.each([
  ['2026-03-01', 1772323200],
  ['2026-03-01T08:30', 1772353800],
  ['2026-03-01 08:30:15.5', 1772353815.5],
  ['2026-03-01T08:30:15Z', 1772353815],
  ['2026-03-01T08:30:15+01:00', 1772350215],
  ['2026-03-01T08:30:15-0330', 1772366415],
  ['1772323200.25', 1772323200.25],
  ['2026-02-30T08:30:15Z', undefined],
  ['2026-03-01T25:00', undefined],
  ['yesterday', undefined],
  ['1', undefined],
])('%s is %s seconds', (text, seconds) => {
  expect(timeSeconds(text)).toBe(seconds)
})
