import type { Incident } from '../../detect/finding.ts'
import { range, type Clock } from '../clock.ts'
import { shorten } from '../escape.ts'
import { bits, list, plural } from '../format.ts'
import { nameTexts } from '../identity.ts'
import { paths } from '../paths.ts'
import { techniqueName } from '../techniques.ts'
import { graph } from './graph.ts'
import { markup, nothing, type Markup } from './markup.ts'
import { reasonsTable, records, stepsTable } from './tables.ts'

/** An incident's place in the page. */
export interface Placed {
  readonly incident: Incident
  /** From 1, within its day. */
  readonly rank: number
  /** Unique in the page. */
  readonly anchor: string
  readonly clock: Clock
}

const maxCaveats = 6
const maxNames = 12
/** Hosts that the filter finds although the page does not show them. */
const maxFound = 1000

const fact = (name: string, value: string | Markup): Markup =>
  markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
const lines = (texts: readonly string[]): Markup => markup`${texts.map(text => markup`<p>${text}</p>`)}`

function facts({ incident, clock }: Placed): Markup {
  const caveats = incident.caveats.slice(0, maxCaveats)
  const names = nameTexts(incident.hosts, incident.names).slice(0, maxNames)
  return markup`<dl class="facts">
${fact('When', range(clock, incident.start, incident.end, incident.day))}
${fact('Path', lines(paths(incident.steps, 3, '→')))}
${
  names.length > 0
    ? markup`${fact('Names', lines(names))}
`
    : nothing
}${incident.techniques.length > 0 ? fact('ATT&CK', markup`<div class="inline">${lines(incident.techniques.slice(0, 12).map(techniqueName))}</div>`) : nothing}
${caveats.length > 0 ? fact('But', lines(caveats)) : nothing}
</dl>`
}

function evidence({ incident, clock, rank }: Placed, maxSteps: number): Markup {
  return markup`<details class="evidence"${rank === 1 ? markup` open` : nothing}>
<summary>Movement and ${plural(incident.steps.length, 'step')}<span class="hidden"> of incident ${rank}</span></summary>
${graph(incident, clock)}
${stepsTable(incident, clock, maxSteps)}
${records(incident, maxSteps)}
<p class="more">Findings: ${list(
    incident.findings.map(id => shorten(id, 60)),
    8,
  )}. More: <code>eastwest explain ${shorten(incident.id, 60)}</code></p>
</details>`
}

/** One incident: what an analyst needs to decide, and behind a disclosure what he needs to prove it. */
export function incidentArticle(placed: Placed, maxSteps: number): Markup {
  const { incident, rank, anchor } = placed
  const often = incident.frequency || 'no history to compare with'
  return markup`<article class="incident v-${incident.severity}" id="${anchor}" aria-labelledby="${anchor}-title" data-severity="${incident.severity}" data-hosts="${foundBy(incident)}">
<header><p class="meta"><span class="rank">${rank}</span> <span class="badge">${incident.severity}</span> <b>${bits(incident.score)}</b> <span>${shorten(often, 100)}</span> <span class="id">${shorten(incident.id, 60)}</span></p>
<h4 id="${anchor}-title">${incident.title}</h4></header>
${facts(placed)}
${reasonsTable(incident)}
${evidence(placed, maxSteps)}
</article>`
}

/** Joined piece by piece, so that no cut of a long text hides a host from the filter. */
const foundBy = ({ hosts }: Incident): Markup =>
  markup`${hosts.slice(0, maxFound).map(host => markup`${host}`)}`
