import type { Incident } from '../detect/finding.ts'
import type { SiteSummary } from './report.ts'

/** One day of a site: what an analyst reads of it, and what the budget left out. */
export interface DayIncidents {
  readonly day: string
  /** Highest score first, at most the budget. */
  readonly shown: readonly Incident[]
  readonly total: number
}

/** A site's days that were judged or have an incident, in order. */
export function daysOf(site: SiteSummary): DayIncidents[] {
  const byDay = new Map<string, Incident[]>(site.judged.map(day => [day, []]))
  for (const incident of site.incidents) {
    const day = byDay.get(incident.day)
    if (day) day.push(incident)
    else byDay.set(incident.day, [incident])
  }
  return [...byDay]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([day, all]) => ({ day, shown: all.slice(0, Math.max(0, site.budget)), total: all.length }))
}
