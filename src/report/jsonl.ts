import { jsonLine } from './escape.ts'
import type { Output } from './output.ts'
import type { Report, SiteSummary } from './report.ts'

/** What both incidents and findings have. */
interface Scored {
  readonly id: string
  readonly start: number
  readonly score: number
}

/** The largest score written: a probability of zero would otherwise be "null" in JSON. */
const maxScore = 1e6

const finite = (score: number): number => (score >= maxScore ? maxScore : score > -maxScore ? score : 0)

/** Lines of all sites, highest score first, each with its site's name. */
function* ranked(report: Report, rowsOf: (site: SiteSummary) => readonly Scored[]): Iterable<string> {
  const rows = report.sites.flatMap(site =>
    rowsOf(site).map(row => ({ site: site.name, ...row, score: finite(row.score) })),
  )
  rows.sort((a, b) => b.score - a.score || a.start - b.start || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  for (const row of rows) yield `${jsonLine(row)}\n`
}

/** Every incident, whatever the budget. Times are epoch seconds. */
export const incidents: Output = {
  name: 'jsonl',
  file: 'incidents.jsonl',
  render: report => ranked(report, site => site.incidents),
}

/** Every finding, also those that no incident was made of. */
export const findings: Output = {
  name: 'findings',
  file: 'findings.jsonl',
  render: report => ranked(report, site => site.findings),
}

/** One line a file and reason: how many records could not be read, and where. */
export const rejects: Output = {
  name: 'rejects',
  file: 'rejects.jsonl',
  *render(report) {
    for (const reject of report.rejects) yield `${jsonLine(reject)}\n`
  },
}
