import { clockFor } from '../clock.ts'
import { count, list, plural } from '../format.ts'
import { gaps } from '../gaps.ts'
import type { Report, SensorSummary, SiteSummary } from '../report.ts'
import { calendar, type CalendarDay } from './calendar.ts'
import { markup, nothing, type Markup } from './markup.ts'
import { overview } from './overview.ts'

const maxGaps = 8

const tile = (name: string, value: string, detail: string): Markup =>
  markup`<div><dt>${name}</dt><dd>${value}<small>${detail}</small></dd></div>`

function judged({ judged: days, historyDays }: SiteSummary): [string, string] {
  if (days.length === 0) return ['everything', 'no history']
  const [first, last] = [days[0]!, days.at(-1)!]
  const history = `on ${plural(historyDays, 'day')} of history`
  return first === last ? [first, history] : [plural(days.length, 'day'), `${first} to ${last}, ${history}`]
}

function tiles(site: SiteSummary, shown: number): Markup {
  const sum = (of: 'flows' | 'remoteFlows' | 'events'): number =>
    site.sensors.reduce((n, sensor) => n + sensor[of], 0)
  return markup`<dl class="tiles">
${tile('Incidents', count(site.incidents.length), `${count(shown)} shown, at most ${count(site.budget)} a day`)}
${tile('Judged', ...judged(site))}
${tile('Flows of remote services', count(sum('remoteFlows')), `of ${plural(sum('flows'), 'flow')}, ${plural(sum('events'), 'event')}`)}
${tile('Sources', count(site.sources), `${plural(site.targets, 'target')}, ${plural(site.links, 'link')}`)}
</dl>`
}

function sensorRow(sensor: SensorSummary, timezone: string): Markup {
  const clock = clockFor(timezone)
  const at = (seconds: number): string =>
    Number.isFinite(seconds) ? `${clock.day(seconds)} ${clock.time(seconds)}` : 'no flow'
  return markup`<tr><th scope="row">${sensor.sensor}</th><td>${list(sensor.formats, 6)}</td><td class="number">${count(sensor.files)}</td><td class="number">${count(sensor.flows)}</td><td class="number">${count(sensor.remoteFlows)}</td><td class="number">${count(sensor.events)}</td><td>${at(sensor.first)}</td><td>${at(sensor.last)}</td></tr>`
}

function sensors(site: SiteSummary): Markup {
  return markup`<details><summary>${plural(site.sensors.length, 'sensor')}: ${list(
    site.sensors.map(({ sensor }) => sensor),
    6,
  )}</summary><div class="scroll" role="group" aria-label="Sensors of ${site.name}, scrolls sideways" tabindex="0"><table><caption>What each sensor brought; times in ${site.timezone}</caption>
<thead><tr><th scope="col">Sensor</th><th scope="col">Formats</th><th scope="col" class="number">Files</th><th scope="col" class="number">Flows</th><th scope="col" class="number">Remote</th><th scope="col" class="number">Events</th><th scope="col">First</th><th scope="col">Last</th></tr></thead>
<tbody>${site.sensors.map(sensor => sensorRow(sensor, site.timezone))}</tbody></table></div></details>`
}

/** A site: what was judged, on how much, and when its incidents happened. */
export function siteSummary(site: SiteSummary, days: readonly CalendarDay[]): Markup {
  const shown = days.reduce((n, { placed }) => n + placed.length, 0)
  return markup`<section class="site"><h3>${site.name}</h3>
${overview(days)}
${tiles(site, shown)}
${shown > 0 ? calendar(days, site.timezone) : nothing}
${sensors(site)}</section>`
}

/** What lowers trust in the result. */
export function gapsBox(report: Report): Markup {
  const all = [...gaps(report)].map(({ where, text }) => markup`<li><b>${where}</b> ${text}</li>`)
  if (all.length === 0) return nothing
  const rest = all.slice(maxGaps)
  const more =
    rest.length > 0
      ? markup`<details><summary>${`${count(rest.length)} more`}</summary><ul>${rest}</ul></details>`
      : nothing
  return markup`<section class="gaps"><h3>What the input could not show</h3><ul>${all.slice(0, maxGaps)}</ul>${more}</section>`
}
