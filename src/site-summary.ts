import type { Judgement } from './detect/detect.ts'
import type { SiteInputs } from './inputs/inputs.ts'
import type { SensorCount } from './inputs/sensor-count.ts'
import type { Judged } from './judged-days.ts'
import { dayText } from './lib/time.ts'
import { plural } from './report/format.ts'
import type { SiteSummary } from './report/report.ts'

/** A judged site as it is reported: what was judged on how much, what was found, and what to know of it. */
export function siteSummary(
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
