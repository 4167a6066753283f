import type { Because, Incident } from '../../detect/finding.ts'
import { range, type Clock } from '../clock.ts'
import { clip, shorten } from '../escape.ts'
import { bits, list, plural } from '../format.ts'
import { nameTexts } from '../identity.ts'
import { paths } from '../paths.ts'
import { techniqueName } from '../techniques.ts'
import type { Sheet } from './sheet.ts'

const maxMovements = 3
const maxCaveats = 2
const maxNames = 4

/** One reason: what it weighs, the fact, what was observed, and, where there is a history, what is usual and on how much of it. */
function reason(because: Because): string {
  return [
    `${bits(because.bits)}: ${clip(because.fact, 140)}`,
    `observed ${clip(because.observed, 80)}`,
    because.usual && `usual ${clip(because.usual, 140)}`,
    because.historyDays > 0 && `${plural(because.historyDays, 'day')} of history`,
  ]
    .filter(Boolean)
    .join(' · ')
}

/** The first incident of a day gets four reasons, the later ones fewer, so that a day fits a screen. */
function reasons(all: readonly Because[], rank: number): string[] {
  const shown = all.slice(0, Math.max(2, 5 - rank))
  const more = all.length - shown.length
  return [...shown.map(reason), ...(more > 0 ? [`and ${plural(more, 'more reason')}`] : [])]
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
    ...sheet.field('path', paths(incident.steps, maxMovements, '->')),
    ...sheet.field('names', nameTexts(incident.hosts, incident.names).slice(0, maxNames)),
    ...sheet.field('why', reasons(incident.because, rank)),
    ...sheet.field('ATT&CK', [list(incident.techniques.map(techniqueName), 4)].filter(Boolean)),
    ...sheet.field('but', incident.caveats.slice(0, maxCaveats)),
  ]
}
