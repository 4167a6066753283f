import { detect, type Judgement } from './detect/detect.ts'
import { coverage } from './inputs/coverage.ts'
import { fillStore } from './inputs/fill-store.ts'
import { dayText, localTime } from './lib/time.ts'
import type { Gathered, SiteInputs } from './inputs/inputs.ts'
import type { Narrowing } from './inputs/narrowing.ts'
import { namedSteps } from './named-steps.ts'
import { questionOf } from './question.ts'
import { siteContext } from './inputs/reading.ts'
import type { SensorCount } from './inputs/sensor-count.ts'
import { plural } from './report/format.ts'
import type { Report, SiteSummary } from './report/report.ts'
import { openDuckdb } from './store/stores.ts'
import { judgedDays, type Judged } from './judged-days.ts'
import { Notes } from './lib/notes.ts'
import type { Rejects } from './lib/rejects.ts'
import { version } from './version.ts'

/** What to analyze, beside the inputs. */
export interface Analysis {
  readonly narrowing: Narrowing
  /** Local days, both inclusive; undefined for the last day that each sensor covers. */
  readonly evaluate: { readonly from: number; readonly to: number } | undefined
  /** Incidents a day; undefined for the site's own. */
  readonly budget: number | undefined
  /** Whether leases tell devices; they do where nothing is said. */
  readonly identity?: boolean
  readonly rejects: Rejects
}

/** The program on one page: read every site's sensors into a store, judge its days, and say what was found. */
export async function analyze(gathered: Gathered, analysis: Analysis): Promise<Report> {
  const notes = new Notes()
  const sites: SiteSummary[] = []
  for (const { path, message } of gathered.failed)
    analysis.rejects.add(path, 'the input cannot be read at all', 'offset', 0, () => message)
  for (const site of gathered.sites) sites.push(await analyzeSite(site, analysis, notes))
  return { version, sites, rejects: analysis.rejects.rows(), notes: notes.rows(), skipped: gathered.skipped }
}

async function analyzeSite(site: SiteInputs, analysis: Analysis, notes: Notes): Promise<SiteSummary> {
  const context = siteContext(site, analysis.rejects, notes)
  const time = localTime(site.config.timezone)
  const store = await openDuckdb(time)
  try {
    const { narrowing } = analysis
    const filled = await fillStore(store, site, context, narrowing, time, analysis.identity)
    const { sensors, covered, identity, ...ends } = filled
    const judged = judgedDays(covered, analysis.evaluate)
    const { newlySeen, statements } = coverage(covered)
    const days = { judged: judged.days, history: judged.history, newlySeen }
    const judgement = await detect(store, { ...questionOf(site, context, time), ...days })
    const named = { ...judgement, ...namedSteps(judgement, identity.names, context.hosts, site) }
    const told = { ...judged, statements: [...judged.statements, ...(judged.history ? statements : [])] }
    return { ...summary(site, sensors, told, named, ends, analysis.budget), identity: identity.joined() }
  } finally {
    await store.close()
  }
}

function summary(
  site: SiteInputs,
  sensors: readonly SensorCount[],
  judged: Judged,
  judgement: Judgement,
  ends: { internal: boolean; outside: number },
  budget: number | undefined,
): SiteSummary {
  const silent = site.config.sensors
    .filter(({ name, space }) => !site.sensors.some(sensor => sensor.name === name && sensor.space === space))
    .map(({ name }) => `nothing to read came from the sensor "${name}" that site.json names`)
  const statements = [...judged.statements, ...silent, ...strayStatements(sensors), ...endStatements(ends)]
  return {
    name: site.name || site.sensors.map(sensor => sensor.name).join(', '),
    timezone: site.config.timezone,
    sensors: sensors.map(sensor => sensor.summary()),
    judged: judged.history ? [...judged.days].sort((a, b) => a - b).map(dayText) : [],
    historyDays: judged.historyDays,
    sources: judgement.sources,
    targets: judgement.targets,
    links: judgement.links,
    statements,
    trusted: site.config.trusted.map(({ source, note }) => ({
      entry: source,
      note,
      hidden: judgement.hidden.get(source) ?? 0,
    })),
    incidents: judgement.incidents,
    findings: judgement.findings,
    budget: budget ?? site.config.budget,
  }
}

/** Flows whose time is none belong to no day. */
const strayStatements = (sensors: readonly SensorCount[]): string[] =>
  sensors
    .filter(({ stray }) => stray > 0)
    .map(
      ({ name, stray }) =>
        `${plural(stray, 'flow')} of ${name} at times before 1970 or after 2199: not judged`,
    )

/** What to know of the flows' ends; nothing where all have an internal one, or there are none. */
function endStatements({ internal, outside }: { internal: boolean; outside: number }): string[] {
  if (!outside) return []
  const advice = 'name your networks in site.json ("internal")'
  return internal
    ? [
        `${outside} flows of remote services have no internal end and were not judged; if they are yours, ${advice}`,
      ]
    : [`no address of these flows is internal: all were judged; ${advice}`]
}
