import { jsonLine } from './escape.ts'
import type { Output } from './output.ts'
import type { Report, SensorFiles } from './report.ts'

/** What `explain` and `evaluate` need to know of a run beside its incidents: where the records lie, and which days were judged. */
export interface Run {
  readonly version: string
  readonly sites: readonly RunSite[]
}

export interface RunSite {
  readonly name: string
  readonly timezone: string
  /** YYYY-MM-DD; empty where all was judged without history. */
  readonly judged: readonly string[]
  readonly sensors: readonly { readonly name: string; readonly inputs: readonly SensorFiles[] }[]
}

const runOf = ({ version, sites }: Report): Run => ({
  version,
  sites: sites.map(({ name, timezone, judged, sensors }) => ({
    name,
    timezone,
    judged,
    sensors: sensors.map(({ sensor, inputs }) => ({ name: sensor, inputs })),
  })),
})

/** One JSON object: the sites, their sensors, and the files that were read of each. */
export const run: Output = {
  name: 'run',
  file: 'run.json',
  *render(report) {
    yield `${jsonLine(runOf(report))}\n`
  },
}
