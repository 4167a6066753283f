import { clockFor } from '../clock.ts'
import { daysOf, type DayIncidents } from '../days.ts'
import { dayName, plural } from '../format.ts'
import { identityText } from '../identity.ts'
import type { SiteSummary } from '../report.ts'
import { incidentLines } from './incident.ts'
import type { Sheet } from './sheet.ts'

/** `2026-03-02 to 2026-03-06 (5 days)`; all of it where no day could be judged on earlier ones. */
function judged(site: SiteSummary): string {
  const [first, last] = [site.judged[0], site.judged.at(-1)]
  if (!first) return 'judged as a whole, without history'
  const days = first === last ? first : `${first} to ${last} (${plural(site.judged.length, 'day')})`
  return `judged ${days} on ${plural(site.historyDays, 'day')} of history`
}

/** One line: what was judged, and on how much. */
function siteLine(site: SiteSummary): string {
  const sum = (of: 'flows' | 'remoteFlows'): number => site.sensors.reduce((n, sensor) => n + sensor[of], 0)
  return [
    `${site.name}: ${judged(site)}; ${plural(sum('flows'), 'flow')}`,
    `${plural(sum('remoteFlows'), 'of a remote service', 'of remote services')}`,
    `${plural(site.sensors.length, 'sensor')}`,
    `${plural(site.sources, 'source')}, ${plural(site.targets, 'target')}, ${plural(site.links, 'link')}; times in ${site.timezone}`,
  ].join(', ')
}

function heading({ day, shown, total }: DayIncidents): string {
  if (total === 0) return `${dayName(day)}: no incident`
  const cut = total > shown.length ? `the first ${shown.length} of ` : ''
  return `${dayName(day)}: ${cut}${plural(total, 'incident')}`
}

/** A site: what was judged, then each day's incidents within the budget. */
export function* siteLines(sheet: Sheet, site: SiteSummary): Iterable<string> {
  const clock = clockFor(site.timezone)
  const days = daysOf(site)
  for (const line of sheet.text(siteLine(site), 0, 2)) yield sheet.paint('bold', line)
  const identity = identityText(site)
  if (identity) yield* sheet.text(identity, 2, 2)
  if (days.length === 0) yield* ['', 'No incident']
  for (const day of days) {
    yield ''
    for (const line of sheet.text(heading(day))) yield sheet.paint('bold', line)
    for (const [i, incident] of day.shown.entries()) {
      if (i > 0) yield ''
      yield* incidentLines(sheet, clock, incident, i + 1)
    }
  }
}
