import { bits, dayName, plural } from '../format.ts'
import type { CalendarDay } from './calendar.ts'
import type { Placed } from './incident.ts'
import { markup, nothing, type Markup } from './markup.ts'

/** Lines that still are an overview. */
const mostLines = 40

/** One line an incident, so that the first screen says what there is to read; the calendar has the rest. */
export function overview(days: readonly CalendarDay[]): Markup {
  const all = days.flatMap(({ day, placed }) => placed.map(each => ({ day, each })))
  if (all.length === 0) return markup`<p>No incident.</p>`
  const rest = all.length - mostLines
  const several = days.filter(({ placed }) => placed.length > 0).length > 1
  const more = rest > 0 ? markup`<p class="more">and ${plural(rest, 'more incident')} below</p>` : nothing
  return markup`<ol class="overview">
${all.slice(0, mostLines).map(({ day, each }) => line(each, several ? dayName(day) : ''))}</ol>${more}
`
}

const line = ({ incident, rank, anchor }: Placed, day: string): Markup =>
  markup`<li class="v-${incident.severity}"><span class="badge">${incident.severity}</span><span class="number">${bits(incident.score)}</span><a href="#${anchor}">${incident.title}</a>${day ? markup`<small>${day}, #${String(rank)}</small>` : nothing}</li>
`
