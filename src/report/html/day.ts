import { dayName, plural } from '../format.ts'
import type { SiteSummary } from '../report.ts'
import type { CalendarDay } from './calendar.ts'
import { incidentArticle } from './incident.ts'
import { markup, nothing } from './markup.ts'

/** One day's incidents, in pieces. A day without any is said in the calendar alone. */
export function* daySection(
  site: SiteSummary,
  { day, placed, more }: CalendarDay,
  named: boolean,
  maxSteps: number,
): Iterable<string> {
  if (placed.length === 0) return
  const where = named ? markup`, ${site.name}` : nothing
  const cut =
    more > 0
      ? `the first ${placed.length} of ${plural(placed.length + more, 'incident')}`
      : plural(placed.length, 'incident')
  yield markup`<section class="day"><h3>${dayName(day)}${where}<small>${cut}</small></h3>\n`.html
  for (const each of placed) yield incidentArticle(each, maxSteps).html
  if (more > 0)
    yield markup`<p class="more">${plural(more, 'more incident')} of this day in incidents.jsonl</p>`.html
  yield '</section>\n'
}
