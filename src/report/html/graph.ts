import type { Incident } from '../../detect/finding.ts'
import { range, span, type Clock } from '../clock.ts'
import { shorten } from '../escape.ts'
import { plural } from '../format.ts'
import { movements } from '../movement.ts'
import { movementText } from '../paths.ts'
import { arrowsOf, type Arrow } from './arrows.ts'
import { columnsOf, type Columns } from './columns.ts'
import { lanesOf, type Lane } from './lanes.ts'
import { markup, nothing, type Markup } from './markup.ts'
import { serviceClass } from './services.ts'

/** Pixels: a row, the strip of service names above the rows, a letter of the small text. */
export const rowHeight = 26
const top = 40
const letter = 6.2
const halfTime = 30
const maxWords = 10

const percent = (place: number): string => `${(place * 100).toFixed(2)}%`
const middle = (row: number): number => top + row * rowHeight + rowHeight / 2

/** What the drawing's parts share. */
interface Drawing {
  readonly arrows: readonly Arrow[]
  readonly columns: Columns
  readonly bottom: number
  readonly clock: Clock
}

/** A row's line: thin, and thick from the first time on that its host takes part. */
function laneLine(row: number, { arrows, columns }: Drawing): Markup {
  const first = arrows.findIndex(({ from, to }) => from === row || to === row)
  const y = middle(row)
  const active =
    first < 0
      ? nothing
      : markup`<line class="active" x1="${percent(columns.places[first]!)}" x2="100%" y1="${y}" y2="${y}"/>`
  return markup`<line class="lane" x1="0" x2="100%" y1="${y}" y2="${y}"/>${active}`
}

function arrowTitle({ step, count, first, last, established }: Arrow, clock: Clock): string {
  const user = step.user ? ` as ${shorten(step.user, 60)}` : ''
  const more = count > 1 ? ` and ${plural(count - 1, 'more connection')} until ${clock.time(last)}` : ''
  const state = established ? '' : `, ${shorten(step.state, 30)}`
  return `${clock.time(first)} ${step.src} → ${step.dst} ${shorten(step.service, 30)}/${step.port}${user}${state}${more}`
}

/** One arrow: a dot at its source, a line, and a head (established) or a cross (not) at its target. */
function arrowMark(arrow: Arrow, i: number, { columns, clock }: Drawing): Markup {
  const x = percent(columns.places[i]!)
  const [y1, y2] = [middle(arrow.from), middle(arrow.to)]
  const down = Math.sign(y2 - y1)
  const head = !arrow.established ? 'cross' : down < 0 ? 'up' : down > 0 ? 'down' : 'self'
  const times =
    arrow.count > 1
      ? markup`<text class="times" x="${x}" y="${y2}" dx="7" dy="${down < 0 ? 12 : -5}">×${arrow.count}</text>`
      : nothing
  return markup`<g class="arrow ${serviceClass(arrow.service)}${arrow.established ? '' : ' failed'}"><title>${arrowTitle(arrow, clock)}</title><line x1="${x}" x2="${x}" y1="${y1}" y2="${y2 - down * 6}"/><circle cx="${x}" cy="${y1}" r="3.5"/><use href="#m-${head}" x="${x}" y="${y2}"/>${times}</g>`
}

/** Runs of neighbouring arrows of one service: [first, last] of each. */
function runs(arrows: readonly Arrow[]): [number, number][] {
  const all: [number, number][] = []
  arrows.forEach(({ service }, i) => {
    const run = all.at(-1)
    if (run && arrows[run[0]]!.service === service) run[1] = i
    else all.push([i, i])
  })
  return all
}

/** Names of services over their arrows, in two rows; one that has no room in either is left to the tooltip and the table. */
function serviceStrip({ arrows, columns }: Drawing): Markup[] {
  const used = [-Infinity, -Infinity]
  return runs(arrows).map(([first, last]) => {
    const [from, to] = [columns.places[first]!, columns.places[last]!]
    const { service } = arrows[first]!
    const name = service.length > 14 ? `${service.slice(0, 13)}…` : service
    const [center, half] = [((from + to) / 2) * columns.minWidth, (name.length * letter) / 2 + 3]
    const row = used.findIndex(end => center - half >= end)
    if (row >= 0) used[row] = center + half
    const text =
      row < 0
        ? nothing
        : markup`<text x="${percent((from + to) / 2)}" y="${row === 0 ? 26 : 12}">${name}</text>`
    return markup`<g class="service ${serviceClass(service)}"><line x1="${percent(from)}" x2="${percent(to)}" y1="34" y2="34"/>${text}</g>`
  })
}

/** Times below the rows where there is room for them, and the length of the longer pauses. */
function axis({ arrows, columns, bottom, clock }: Drawing): Markup[] {
  const center = (i: number): number => columns.places[i]! * columns.minWidth
  const last = arrows.length - 1
  let used = -Infinity
  return arrows.map(({ first }, i) => {
    const place = columns.places[i]!
    const edge = i === 0 || i === last || center(i) + 2 * halfTime <= center(last)
    const room = edge && center(i) - halfTime >= used
    if (room) used = center(i) + halfTime
    const time = room
      ? markup`<line class="tick" x1="${percent(place)}" x2="${percent(place)}" y1="${bottom}" y2="${bottom + 5}"/><text x="${percent(place)}" y="${bottom + 17}">${clock.time(first)}</text>`
      : nothing
    const pause = i > 0 ? first - arrows[i - 1]!.first : 0
    if (pause < 600) return time
    const between = percent((place + columns.places[i - 1]!) / 2)
    return markup`${time}<line class="pause" x1="${between}" x2="${between}" y1="${top}" y2="${bottom}"/><text class="pause" x="${between}" y="${bottom + 32}">${span(pause)}</text>`
  })
}

const laneLabel = ({ label, pivot }: Lane): Markup =>
  markup`<li><code title="${label}">${label}</code>${pivot ? markup`<b>pivot</b>` : nothing}</li>`

/** The graph in words: each movement with its time. */
function words({ steps, day }: Incident, clock: Clock): Markup {
  const all = movements(steps)
  const lines = all
    .slice(0, maxWords)
    .map(each => markup`<li>${range(clock, each.first, each.last, day)}: ${movementText(each, '→')}</li>`)
  const more =
    all.length > maxWords ? markup`<li>${plural(all.length - maxWords, 'more movement')}</li>` : nothing
  return markup`<ul class="words">${lines}${more}</ul>`
}

/** Who reached whom over time: a row for each host, an arrow for each connection, and the same in words. */
export function graph(incident: Incident, clock: Clock): Markup {
  const all = lanesOf(incident.steps)
  const { arrows, left } = arrowsOf(incident.steps, all)
  const columns = columnsOf(arrows)
  const bottom = top + all.lanes.length * rowHeight
  const drawing: Drawing = { arrows, columns, bottom, clock }
  const name = `Movement over time: ${plural(incident.hosts.length, 'host')}, ${plural(incident.steps.length, 'connection')}. The same in words below, and every connection in the table of steps.`
  return markup`<figure class="graph">
<div class="drawing"><ol class="lanes" aria-hidden="true">${all.lanes.map(laneLabel)}</ol>
<div class="scroll" role="group" aria-label="Movement graph, scrolls sideways" tabindex="0"><svg role="img" aria-label="${name}" height="${bottom + 38}" style="min-width:${columns.minWidth}px">
${all.lanes.map((_, row) => laneLine(row, drawing))}
${serviceStrip(drawing)}
${axis(drawing)}
${arrows.map((arrow, i) => arrowMark(arrow, i, drawing))}
</svg></div></div>
<figcaption>${words(incident, clock)}
${left > 0 ? markup`<p>${plural(left, 'connection')} not drawn: see incidents.jsonl.</p>` : nothing}</figcaption>
</figure>`
}
