import type { Because, Incident } from '../../detect/finding.ts'
import { range, type Clock } from '../clock.ts'
import { shorten } from '../escape.ts'
import { bits, count, list, plural } from '../format.ts'
import { chain, movements, type Movement } from '../movement.ts'
import { techniqueName } from '../techniques.ts'
import type { Sheet } from './sheet.ts'

const maxReasons = 3
const maxMovements = 3
const maxCaveats = 2

/** `10.1.2.3`, or `38 hosts (10.1.4.7, 10.1.4.8, 10.1.4.9, …)`. */
function hosts(targets: readonly string[]): string {
  const [first, ...rest] = targets
  return rest.length === 0
    ? first!
    : `${count(targets.length)} hosts (${targets.slice(0, 3).join(', ')}${rest.length > 2 ? ', …' : ''})`
}

const short = (items: Iterable<string>): string =>
  list(
    Array.from(items, item => shorten(item, 60)),
    3,
  )

/** ` by ssh (port 22) as root`: with what, and as whom. */
function means(all: readonly Movement[]): string {
  const services = short(new Set(all.flatMap(each => each.services)))
  const ports = new Set(all.flatMap(each => [...each.ports]))
  const users = new Set(all.flatMap(each => [...each.users]))
  const failed = all.reduce((sum, each) => sum + each.failed, 0)
  const established = all.reduce((sum, each) => sum + each.established, 0)
  return [
    ` by ${services} (${ports.size === 1 ? 'port' : 'ports'} ${list(Array.from(ports, String), 3)})`,
    users.size > 0 ? ` as ${short(users)}` : '',
    failed > 0 ? `; ${count(failed)} of ${plural(failed + established, 'connection')} not established` : '',
  ].join('')
}

/** From where to where: a chain on one line, otherwise the first movements. */
function paths(incident: Incident): string[] {
  const all = movements(incident.steps)
  const hops = chain(all)
  if (hops.length > 0) {
    const [shown, more] = [hops.slice(0, 8), hops.length - 8]
    return [`${shown.join(' -> ')}${more > 0 ? ` -> … ${plural(more, 'more host')}` : ''}${means(all)}`]
  }
  const lines = all
    .slice(0, maxMovements)
    .map(each => `${each.src} -> ${hosts(each.targets)}${means([each])}`)
  if (all.length > maxMovements) lines.push(`and ${plural(all.length - maxMovements, 'more movement')}`)
  return lines
}

/** One reason: what it weighs, the fact, what was observed, what is usual, and on how much history. */
function reason(because: Because): string {
  return [
    `${bits(because.bits)}: ${shorten(because.fact, 100)}`,
    `observed ${shorten(because.observed, 60)}`,
    because.usual ? `usual ${shorten(because.usual, 80)}` : 'nothing usual is known',
    because.historyDays > 0 ? `${plural(because.historyDays, 'day')} of history` : 'no history',
  ].join('; ')
}

function reasons(all: readonly Because[]): string[] {
  const lines = all.slice(0, maxReasons).map(reason)
  if (all.length > maxReasons) lines.push(`and ${plural(all.length - maxReasons, 'more reason')}`)
  return lines
}

/** An incident as an analyst reads it: how much, what, when, from where to where, why, and what speaks against it. */
export function incidentLines(sheet: Sheet, clock: Clock, incident: Incident, rank: number): string[] {
  const badge = `${incident.severity.toUpperCase()} `
  const often = incident.frequency ? `, ${incident.frequency}` : ', no history to compare with'
  const [first, ...rest] = sheet.text(
    `${badge} ${bits(incident.score)}${often}  id ${shorten(incident.id, 40)}`,
    4,
  )
  return [
    `${String(rank).padStart(2)}. ${sheet.paint(incident.severity, first!.slice(4, 4 + badge.length - 1))}${first!.slice(3 + badge.length)}`,
    ...rest,
    ...sheet.text(incident.title, 4).map(line => sheet.paint('bold', line)),
    ...sheet.field('when', [range(clock, incident.start, incident.end, incident.day)]),
    ...sheet.field('path', paths(incident)),
    ...sheet.field('why', reasons(incident.because)),
    ...sheet.field('ATT&CK', [list(incident.techniques.map(techniqueName), 4)].filter(Boolean)),
    ...sheet.field('but', incident.caveats.slice(0, maxCaveats)),
  ]
}
