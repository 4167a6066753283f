import { severities } from '../detect/finding.ts'
import { UsageError } from '../lib/errors.ts'
import { didYouMean } from '../lib/suggest.ts'
import type { Io } from '../io.ts'
import { clockFor } from '../report/clock.ts'
import { explain as text, type Explained } from '../report/explain.ts'
import type { Run } from '../report/run.ts'
import { readResults, type FindingLine, type Results } from './results.ts'

export interface ExplainOptions {
  readonly out: string
}

/** `eastwest explain ID`: one incident of an earlier run, or one finding, whole. */
export async function explain(id: string, options: ExplainOptions, io: Io): Promise<void> {
  const results = readResults(options.out)
  const { site, ...explained } = find(id, results, options.out)
  const known = results.run.sites.find(({ name }) => name === site) ?? {
    name: site,
    timezone: 'UTC',
    judged: [],
    sensors: [],
  }
  const view = {
    color: io.outIsTerminal && !io.env.NO_COLOR,
    width: Math.max(40, Math.min(io.columns, 140)),
    out: options.out,
  }
  for (const line of text(explained, known, view)) await io.out(line)
}

/** The incident or else the finding of an id, or of a beginning that only one has. Throws UsageError. */
export function find(
  id: string,
  { incidents, findings, run }: Results,
  out: string,
): Explained & { site: string } {
  const ids = [...incidents, ...findings].map(row => row.id)
  const begins = [...new Set(ids.filter(known => known.startsWith(id)))]
  const whole = ids.includes(id) ? id : id.length >= 4 && begins.length === 1 ? begins[0] : undefined
  const incident = incidents.find(row => row.id === whole)
  if (incident) {
    const own = findings.filter(row => row.site === incident.site && incident.findings.includes(row.id))
    return { site: incident.site, incident, findings: own }
  }
  const finding = findings.find(row => row.id === whole)
  if (finding) return { site: finding.site, incident: alone(finding, run), findings: [finding] }
  const some = incidents.slice(0, 3).map(row => row.id)
  const hint = some.length ? `; the highest are ${some.join(', ')}` : '; it has none'
  throw new UsageError(`there is no incident or finding "${id}" in ${out}${didYouMean(id, ids) || hint}`)
}

/** A finding as an incident of nothing else. */
const alone = (finding: FindingLine, { sites }: Run): Explained['incident'] => ({
  ...finding,
  severity: severities[0],
  title: `${finding.detector}: one finding, which by itself has no severity`,
  hosts: [...new Set(finding.steps.flatMap(({ src, dst }) => [src, dst]))],
  findings: [finding.id],
  day: clockFor(sites.find(({ name }) => name === finding.site)?.timezone ?? 'UTC').day(finding.start),
  frequency: '',
  caveats: [],
})
