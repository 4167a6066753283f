import { max } from 'd3-array'
import type { Severity } from '../../detect/finding.ts'
import { dayName, plural } from '../format.ts'
import { range } from '../clock.ts'
import { markup, nothing, type Markup } from './markup.ts'
import type { Placed } from './incident.ts'

export interface CalendarDay {
  readonly day: string
  readonly placed: readonly Placed[]
  /** How many incidents the budget left out. */
  readonly more: number
}

const maxDays = 31
/** The least room of a mark, as a share of the day: its number must be readable on a phone. */
const least = 0.1
/** What says a severity without its colour. */
const signs: Partial<Record<Severity, string>> = { critical: '!!', high: '!' }

interface Mark {
  readonly placed: Placed
  readonly left: number
  readonly width: number
  readonly line: number
}

/** Marks of one day, put into as few lines as keep them apart. An incident that lasts past midnight ends at the day's edge. */
function marksOf({ day, placed }: CalendarDay): Mark[] {
  const ends: number[] = []
  return placed.map(each => {
    const { incident, clock } = each
    const start = clock.day(incident.start) === day ? clock.ofDay(incident.start) / 86400 : 0
    const end = clock.day(incident.end) === day ? clock.ofDay(incident.end) / 86400 : 1
    const left = Math.min(start, 1 - least)
    const free = ends.findIndex(used => used <= left)
    const line = free < 0 ? ends.length : free
    ends[line] = Math.max(left + least, end)
    return { placed: each, left: start, width: Math.max(0, end - start), line }
  })
}

function markLink({ placed, left, width, line }: Mark, day: string): Markup {
  const { incident, rank, anchor, clock } = placed
  const when = range(clock, incident.start, incident.end, day)
  return markup`<a class="v-${incident.severity}" href="#${anchor}" style="left:min(${(left * 100).toFixed(2)}%,100% - 26px);width:${(width * 100).toFixed(2)}%;top:${line * 26 + 3}px" title="${incident.title}"><span class="hidden">${incident.severity}, ${when}: </span>${rank}<span aria-hidden="true">${signs[incident.severity] ?? ''}</span><span class="hidden"> ${incident.title}</span></a>`
}

/** The year is left out where the page is narrow. */
function dayLabel(day: string): Markup {
  const [weekday, year, ...rest] = dayName(day).split(/ |-/)
  return markup`${weekday!} <span class="year">${year ?? ''}-</span>${rest.join('-')}`
}

function row(day: CalendarDay): Markup {
  const marks = [
    ...marksOf({ ...day, placed: [...day.placed].sort((a, b) => a.incident.start - b.incident.start) }),
  ]
  const lines = 1 + (max(marks, ({ line }) => line) ?? 0)
  const more = day.more > 0 ? markup`<small>+${day.more} not shown</small>` : nothing
  return markup`<li><span class="day">${dayLabel(day.day)} ${more}</span><div class="track" style="height:${lines * 26 + 4}px">${marks.map(mark => markLink(mark, day.day))}</div></li>`
}

/** When the incidents happened: a row a day, hours to the right, each mark a link to its incident. */
export function calendar(days: readonly CalendarDay[], timezone: string): Markup {
  const busy = days.length > maxDays ? days.filter(({ placed }) => placed.length > 0) : days
  const left = busy.length - maxDays
  return markup`<div class="calendar"><p class="hours" aria-hidden="true"><span>00</span><span>06</span><span>12</span><span>18</span><span>24</span></p>
<ol aria-label="Incidents by day and hour, times in ${timezone}">${busy.slice(0, maxDays).map(row)}</ol>
${left > 0 ? markup`<p class="more">${plural(left, 'more day')} below</p>` : nothing}</div>`
}
