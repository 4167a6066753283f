import type { CoveredDay } from './inputs/covered-times.ts'
import type { SensorCover } from './inputs/sensor-cover.ts'
import { lastHour } from './inputs/usual-days.ts'
import { dayText } from './lib/time.ts'
import { list, plural } from './report/format.ts'

/** Days with odd times that are named. */
const mostNamed = 5

/** What to know of a sensor's days: records at odd times, a time zone that shows, and, where the last day was judged unasked, what is no whole day. */
export const dayStatements = (cover: SensorCover, asked: boolean): string[] => [
  ...oddStatements(cover),
  ...(asked ? [] : restStatements(cover)),
  ...zoneStatements(cover),
]

const zoneStatements = ({ sensor, zone }: SensorCover): string[] =>
  zone
    ? [
        `the time of ${sensor} looks like ${zone.zone} (${zone.offset}), by the names and headers of its logs; set "timezone": "${zone.zone}" in site.json, so that days are judged from midnight to midnight there`,
      ]
    : []

function oddStatements({ sensor, odd }: SensorCover): string[] {
  if (!odd.length) return []
  const flows = odd.reduce((n, day) => n + day.flows, 0)
  const when = list(
    odd.map(({ first }) => `${new Date(first * 1000).toISOString().slice(0, 19)}Z`),
    mostNamed,
  )
  return [
    `${plural(flows, 'flow')} of ${sensor} at times far from its other records, or before them with hardly anything beside: ${when}; neither judged nor learned, as of a clock that was wrong (--evaluate with their day judges them)`,
  ]
}

function restStatements({ sensor, usual: { last, rest, over } }: SensorCover): string[] {
  const latest = last.at(-1)
  return [
    ...(latest && !over
      ? [
          `${dayText(latest.day)} is not over: ${sensor} has it until ${clock(latest)} local time, less than its other days; the day before is judged too`,
        ]
      : []),
    ...rest.map(
      day =>
        `${dayText(day.day)} is no whole day: ${sensor} has ${plural(day.flows, 'flow')} of it, until ${clock(day)} local time. It was not judged, the last whole day was; --evaluate ${dayText(day.day)} judges it`,
    ),
  ]
}

const clock = (day: CoveredDay): string => `${String(lastHour(day) + 1).padStart(2, '0')}:00`
