import { gathered } from '../lib/notes.ts'
import type { Reject } from '../lib/rejects.ts'
import { count, list, plural } from './format.ts'
import type { Report } from './report.ts'

/** Something that the result does not rest on, and why. */
export interface Gap {
  /** Where it was: a site, a sensor, a kind of input. */
  readonly where: string
  readonly text: string
}

/** Reasons that are told apart; the others are in rejects.jsonl. */
const maxRejects = 5

function rejectText({ file, reason, count: n, unit, first, last }: Reject): string {
  const place = unit === 'line' ? 'line' : 'offset'
  const where =
    first === last ? `at ${place} ${count(first)}` : `from ${place} ${count(first)} to ${count(last)}`
  return `${plural(n, 'record')}: ${reason}, ${file} ${where}`
}

function* rejectGaps(rejects: readonly Reject[]): Iterable<Gap> {
  const most = [...rejects].sort((a, b) => b.count - a.count)
  for (const reject of most.slice(0, maxRejects)) yield { where: 'not readable', text: rejectText(reject) }
  if (most.length > maxRejects) {
    const records = most.slice(maxRejects).reduce((sum, reject) => sum + reject.count, 0)
    const kinds = plural(most.length - maxRejects, 'other file or reason', 'other files or reasons')
    yield { where: 'not readable', text: `${plural(records, 'record')} in ${kinds}` }
  }
}

/** What the input could not show, was not read, or was told to be left out: everything that lowers trust in the result. */
export function* gaps(report: Report): Iterable<Gap> {
  for (const site of report.sites) {
    for (const text of site.statements) yield { where: site.name, text }
    for (const { entry, note, hidden } of site.trusted) {
      const text = `trusted ${entry}${note ? ` (${note})` : ''} hid ${plural(hidden, 'finding')}`
      yield { where: site.name, text }
    }
  }
  for (const { sensor, text, count: n, where } of gathered(report.notes)) {
    yield { where: sensor, text: `${text} (${plural(n, 'time')}${where ? `, first in ${where}` : ''})` }
  }
  yield* rejectGaps(report.rejects)
  if (report.skipped.length > 0) {
    const text = `${plural(report.skipped.length, 'file')} passed over (no records, or a copy): ${list(report.skipped, 3)}`
    yield { where: 'skipped', text }
  }
}
