import { jsonLine } from './escape.ts'
import type { Output } from './output.ts'
import type { Report, SensorFiles } from './report.ts'

/** What `explain` needs to know of a run beside its incidents: where the records lie, and in which time zone its days are. */
export interface Run {
  readonly version: string
  readonly sites: readonly RunSite[]
}

export interface RunSite {
  readonly name: string
  readonly timezone: string
  readonly sensors: readonly { readonly name: string; readonly inputs: readonly SensorFiles[] }[]
}

const runOf = ({ version, sites }: Report): Run => ({
  version,
  sites: sites.map(({ name, timezone, sensors }) => ({
    name,
    timezone,
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
