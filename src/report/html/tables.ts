import { max } from 'd3-array'
import type { Because, Incident, Step } from '../../detect/finding.ts'
import { dayName, plural } from '../format.ts'
import type { Clock } from '../clock.ts'
import { shorten } from '../escape.ts'
import { markup, nothing, type Markup } from './markup.ts'
import { serviceClass } from './services.ts'

const maxReasons = 12

const more = (n: number, what: string): Markup =>
  n > 0 ? markup`<p class="more">${plural(n, `more ${what}`)} in incidents.jsonl</p>` : nothing

/** A cell that says its column's name where the table is too narrow to be one. */
const cell = (label: string, text: string | Markup): Markup =>
  markup`<td role="cell" data-label="${label}">${text}</td>`

function reasonRow({ fact, observed, usual, historyDays, bits }: Because, most: number): Markup {
  const share = most > 0 ? Math.max(0, Math.min(1, bits / most)) : 0
  return markup`<tr role="row"><td role="cell" class="bits"><b>${bits.toFixed(1)}</b> bits<i style="width:${(share * 100).toFixed(0)}%"></i></td>
<th role="rowheader" scope="row">${fact}</th>${cell('Observed', observed)}${cell('Usual', usual || 'not known')}${cell('History', historyDays > 0 ? plural(historyDays, 'day') : 'none')}</tr>`
}

/** Why an incident is one: the facts, what was observed, what is usual. Roles are said, since narrow pages show rows as blocks. */
export function reasonsTable({ because }: Incident): Markup {
  if (because.length === 0) return nothing
  const most = max(because.slice(0, maxReasons), ({ bits }) => bits)!
  return markup`<table role="table" class="reasons"><caption>Why it is surprising</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Weight</th><th role="columnheader" scope="col">Fact</th><th role="columnheader" scope="col">Observed</th><th role="columnheader" scope="col">Usual</th><th role="columnheader" scope="col">History</th></tr></thead>
<tbody role="rowgroup">${because.slice(0, maxReasons).map(each => reasonRow(each, most))}</tbody></table>
${more(because.length - maxReasons, 'reason')}`
}

/** A cell with text from the wire; only a long one wraps, so that short ones keep the table in shape. */
function wireCell(text: string, wrapped = markup`${text}`): Markup {
  return markup`<td${text.length > 24 ? markup` class="free"` : nothing}>${wrapped}</td>`
}

function stepRow(step: Step, clock: Clock, day: string): Markup {
  const own = clock.day(step.ts)
  const time = own === day ? clock.time(step.ts) : `${dayName(own)} ${clock.time(step.ts)}`
  const [service, state, uid] = [step.service, step.state, step.uid].map(text => shorten(text, 80))
  const sign = state === 'established' ? '' : '✕ '
  return markup`<tr><td class="time">${time}</td><td><code>${step.src}</code></td><td><code>${step.dst}</code></td>${wireCell(service!, markup`<span class="service ${serviceClass(service!)}">${service!}</span>`)}<td class="number">${step.port}</td>${wireCell(shorten(step.user ?? '', 80))}${wireCell(`${sign}${state}`)}${wireCell(shorten(step.sensor, 80))}${wireCell(uid!, markup`<code>${uid!}</code>`)}<td class="because">${shorten(step.because.join('; '), 200)}</td></tr>`
}

/** The flows that an incident rests on, at most `max`. */
export function stepsTable({ steps, day }: Incident, clock: Clock, max: number): Markup {
  return markup`<div class="scroll tall" role="group" aria-label="Steps, scrolls" tabindex="0"><table class="steps"><caption>Steps in time order</caption>
<thead><tr><th scope="col">Time</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Service</th><th scope="col" class="number">Port</th><th scope="col">User</th><th scope="col">State</th><th scope="col">Sensor</th><th scope="col">Record (uid)</th><th scope="col">Reasons</th></tr></thead>
<tbody>${steps.slice(0, max).map(step => stepRow(step, clock, day))}</tbody></table></div>
${more(steps.length - max, 'step')}`
}

/** The records' ids by sensor, one a line: to be searched for in the sensor's own logs. */
export function records({ steps }: Incident, max: number): Markup {
  const bySensor = new Map<string, Set<string>>()
  for (const { sensor, uid } of steps.slice(0, max)) {
    const uids = bySensor.get(sensor)
    if (uids) uids.add(uid)
    else bySensor.set(sensor, new Set([uid]))
  }
  const blocks = [...bySensor].map(
    ([sensor, uids]) => markup`<p>${shorten(sensor, 80)}: ${plural(uids.size, 'record')}</p>
<pre tabindex="0">${[...uids].map(uid => markup`${shorten(uid, 80)}`)}</pre>`,
  )
  return markup`<details class="records"><summary>Ids of the records behind, to search the sensors' logs for</summary>${blocks}
${more(steps.length - max, 'step')}</details>`
}
