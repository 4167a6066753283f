import { dayStatements } from './day-statements.ts'
import { detect } from './detect/detect.ts'
import { coverage } from './inputs/coverage.ts'
import { fillStore } from './inputs/fill-store.ts'
import type { DayRange } from './inputs/sensor-cover.ts'
import { localTime, type LocalTime } from './lib/time.ts'
import type { Gathered, SiteInputs } from './inputs/inputs.ts'
import { UsageError } from './lib/errors.ts'
import { narrowedStatements, type Narrowing } from './inputs/narrowing.ts'
import { namedSteps } from './named-steps.ts'
import { questionOf } from './question.ts'
import { siteContext } from './inputs/reading.ts'
import type { Report, SiteSummary } from './report/report.ts'
import { openDuckdb } from './store/stores.ts'
import { judgedDays } from './judged-days.ts'
import { siteSummary } from './site-summary.ts'
import { Notes } from './lib/notes.ts'
import type { Rejects } from './lib/rejects.ts'
import type { Stage } from './lib/stage.ts'
import { version } from './version.ts'

/** What to analyze, beside the inputs. */
export interface Analysis {
  readonly narrowing: Narrowing
  /** The days of a site that are asked for; undefined for the last whole day that each sensor covers. */
  readonly evaluate: ((time: LocalTime) => DayRange) | undefined
  /** Incidents a day; undefined for the site's own. */
  readonly budget: number | undefined
  /** Whether records tell hosts and their names; they do where nothing is said. */
  readonly identity?: boolean
  readonly rejects: Rejects
  readonly stage?: Stage
}

/**
 * The program on one page: read every site's sensors into a store, judge its days, and say what was found. Throws UsageError
 * where days were asked for of which none is there.
 */
export async function analyze(gathered: Gathered, analysis: Analysis): Promise<Report> {
  const notes = new Notes()
  const sites: SiteSummary[] = []
  for (const { path, message } of gathered.failed)
    analysis.rejects.add(path, 'the input cannot be read at all', 'offset', 0, () => message)
  const idle: string[] = []
  for (const site of gathered.sites) sites.push(await analyzeSite(site, analysis, notes, idle))
  if (analysis.evaluate && idle.length === sites.length)
    throw new UsageError(`--evaluate names no day of these records: ${[...new Set(idle)].join('; ')}`)
  return { version, sites, rejects: analysis.rejects.rows(), notes: notes.rows(), skipped: gathered.skipped }
}

/** `idle` gets why none of a site's days is judged. */
async function analyzeSite(
  site: SiteInputs,
  analysis: Analysis,
  notes: Notes,
  idle: string[],
): Promise<SiteSummary> {
  const context = siteContext(site, analysis.rejects, notes)
  const time = localTime(site.config.timezone)
  const store = await openDuckdb(time)
  try {
    const { narrowing } = analysis
    const evaluate = analysis.evaluate?.(time)
    const filled = await fillStore(store, site, context, narrowing, time, analysis.identity, evaluate)
    const { sensors, covered, identity, ...ends } = filled
    const judged = judgedDays(covered, evaluate)
    if (!judged.days.size) for (const statement of judged.statements) idle.push(statement)
    const { newlySeen, statements } = coverage(covered)
    const days = { judged: judged.days, history: judged.history, newlySeen }
    const judgement = await detect(store, {
      ...questionOf(site, context, time),
      ...days,
      stage: analysis.stage,
    })
    const named = { ...judgement, ...namedSteps(judgement, identity.names, context.hosts, site) }
    const told = {
      ...judged,
      statements: [
        ...judged.statements,
        ...covered.flatMap(cover => dayStatements(cover, evaluate !== undefined)),
        ...(judged.history ? statements : []),
        ...identity.statements(),
        ...judgement.statements,
        ...narrowedStatements(narrowing),
      ],
    }
    return { ...siteSummary(site, sensors, told, named, ends, analysis.budget), identity: identity.joined() }
  } finally {
    await store.close()
  }
}
