import { max } from 'd3-array'
import type { Because, Finding, Incident, Step } from '../detect/finding.ts'
import { dayNumber, dayText } from '../lib/time.ts'
import { clockFor, range, type Clock } from './clock.ts'
import { jsonLine, visible } from './escape.ts'
import { carving, checks } from './explain/checks.ts'
import { doubts } from './explain/doubts.ts'
import { bits, plural } from './format.ts'
import { named, nameTexts } from './identity.ts'
import type { View } from './output.ts'
import { paths } from './paths.ts'
import type { RunSite } from './run.ts'
import { techniqueName } from './techniques.ts'
import { Sheet } from './terminal/sheet.ts'

/** An incident as incidents.jsonl holds it, with the findings that it was made of; or a finding alone. */
export interface Explained {
  readonly incident: Incident
  readonly findings: readonly Finding[]
}

/** Names before what happened: a scan's targets would push it off the screen. */
const mostNames = 12

/** Everything about one incident, in the order in which an analyst asks. */
export function* explain({ incident, findings }: Explained, site: RunSite, view: View): Iterable<string> {
  const sheet = new Sheet(view.width, view.color)
  const clock = clockFor(site.timezone)
  const section = (title: string): string[] => ['', sheet.paint('bold', title)]
  yield* lines([
    ...head(sheet, clock, incident, site),
    ...section('What happened'),
    ...stepLines(sheet, incident, clock),
    ...section('Why it is surprising'),
    ...frequency(incident).flatMap(text => sheet.text(text, 2, 4)),
    ...incident.because.flatMap(because => reason(sheet, because)),
    ...section('What speaks against it'),
    ...against(incident, site).flatMap(text => sheet.text(text, 2, 2)),
    ...section('What to check next'),
    ...[...checks(incident.steps, endOf(incident, findings), site), ...carving(incident, site, view)].flatMap(
      ({ text, commands }) => [
        ...sheet.text(text, 2, 2),
        ...commands.map(command => `    ${visible(command)}`),
      ],
    ),
    ...section('What would make it normal'),
    ...sheet.text(
      'If this is somebody’s work, say so in site.json: such a source is profiled and not reported.',
      2,
    ),
    `  ${trusted(incident)}`,
  ])
}

const lines = (all: readonly string[]): string[] => all.map(line => `${line}\n`)

function head(sheet: Sheet, clock: Clock, incident: Incident, site: RunSite): string[] {
  const { severity, score, id, title, techniques } = incident
  return [
    ...sheet.text(`${severity.toUpperCase()}  ${bits(score)}  id ${id}`),
    ...sheet.text(title).map(line => sheet.paint('bold', line)),
    ...sheet.field('when', [`${range(clock, incident.start, incident.end, '')}, ${site.timezone}`]),
    ...sheet.field('path', paths(incident.steps, 20, '->')),
    ...sheet.field('names', fewNames(incident)),
    ...sheet.field('ATT&CK', techniques.map(techniqueName)),
  ]
}

/** The first of the names; the file has all of them. */
function fewNames({ hosts, names }: Incident): string[] {
  const texts = nameTexts(hosts, names)
  const more = texts.length - mostNames
  return more > 0 ? [...texts.slice(0, mostNames), `and ${more} more (incidents.jsonl has all)`] : texts
}

/** One paragraph a step; what it rests on is said where it differs from the step before. */
function stepLines(sheet: Sheet, { steps, day }: Incident, clock: Clock): string[] {
  let before = ''
  return steps.flatMap(step => {
    const why = [...new Set(step.because)].join('; ')
    const told = why === before ? [] : sheet.text(why, 12, 0)
    before = why
    return [...sheet.text(stepText(step, clock, day), 2, 10), ...told]
  })
}

function stepText(step: Step, clock: Clock, day: string): string {
  const { ts, service, port, user, state, sensor } = step
  const how = `${service} (port ${port})${user ? ` as ${user}` : ''}`
  return `${range(clock, ts, ts, day)}  ${named(step, 'src')} -> ${named(step, 'dst')} by ${how}, ${state}, seen by ${sensor}`
}

const frequency = ({ frequency, score }: Incident): string[] =>
  frequency
    ? [`The site sees ${bits(score)} or more: ${frequency}.`]
    : ['Nothing can be compared with: there is no history.']

function reason(sheet: Sheet, because: Because): string[] {
  const days = because.historyDays > 0 ? `${plural(because.historyDays, 'day')} of history` : 'no history'
  return [
    ...sheet.text(`${bits(because.bits)}: ${because.fact}`, 2, 4),
    ...sheet.text(`observed ${because.observed}`, 6, 2),
    ...sheet.text(`usual ${because.usual || 'unknown'} (${days})`, 6, 2),
  ]
}

function against(incident: Incident, site: RunSite): string[] {
  const all = [...incident.caveats, ...doubts(incident.steps, site)]
  return all.length ? all : ['Nothing that the records tell.']
}

/** When the last of an incident's findings ends, epoch seconds. */
export const endOf = (incident: Incident, findings: readonly Finding[]): number =>
  max([incident, ...findings], ({ end }) => end)!

/** What is trusted for ever is forgotten: an entry ends after so many days. */
const trustedDays = 90

/** The entries for site.json: one a source, with the services it used. */
function trusted({ steps, id, day }: Incident): string {
  const services = new Map<string, Set<string>>()
  for (const { src, service } of steps) services.set(src, (services.get(src) ?? new Set()).add(service))
  const from = dayNumber(day)
  const entries = [...services].map(([source, used]) => ({
    source,
    services: [...used],
    // A time that no calendar has says nothing of when to stop.
    ...(from !== undefined && { until: dayText(from + trustedDays) }),
    note: `${id} of ${day}`,
  }))
  return jsonLine({ trusted: entries })
}
