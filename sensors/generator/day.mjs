/** The calendar: 15 days of history and the last day, as local days of Oslo (UTC+1 throughout: no clock change in them). */
import { arrivals } from './hosts.mjs'
import { random } from './random.mjs'

export const zone = 'Europe/Oslo'
const first = Date.UTC(2026, 2, 3)
const offset = 3600

export const dates = Array.from({ length: 16 }, (_, i) =>
  new Date(first + i * 86400e3).toISOString().slice(0, 10),
)

/** An empty day. `start` and `end` are epoch seconds of its local midnights; `weekday` counts from Monday, 0. */
export function makeDay(date) {
  const midnight = Date.parse(`${date}T00:00:00Z`) / 1000
  const weekday = (new Date(midnight * 1000).getUTCDay() + 6) % 7
  return {
    date,
    index: dates.indexOf(date),
    weekday,
    workday: weekday < 5,
    start: midnight - offset,
    end: midnight - offset + 86400,
    flows: [],
    tuples: new Set(),
    logs: {},
    labels: [],
    draw: name => random(`${date}/${name}`),
  }
}

/** Epoch seconds of a local hour of the day, such as 13.5. */
export const at = (day, hour) => day.start + hour * 3600

/** An hour of office work: two humps around lunch at half past eleven. */
export function officeHour(draw, early = 8, late = 16) {
  for (;;) {
    const hour = draw.chance(0.55) ? draw.normal(9.8, 1.1) : draw.normal(14, 1.3)
    const lunch = hour > 11.4 && hour < 12.1
    if (hour > early && hour < late && !(lunch && draw.chance(0.75))) return hour
  }
}

/** Those of the hosts that exist on this day. */
export const present = (day, hosts) => hosts.filter(host => day.index >= (arrivals[host.name] ?? 0))
