import { flowBatch, type FlowBatch } from '../flow/batch.ts'
import { numericNames, textNames } from '../flow/columns.ts'
import { Hosts, mostHosts } from '../flow/hosts.ts'
import { Services } from '../flow/services.ts'
import type { Notes } from '../lib/notes.ts'
import type { Rejects } from '../lib/rejects.ts'
import type { Batch, OtherFlows, ReadContext } from '../read/reader.ts'
import type { SiteInputs } from './inputs.ts'
import type { SensorInputs } from './sensor-inputs.ts'
import type { Rotations } from './rotations.ts'
import { sieveThreads } from './sieve-threads.ts'
import { viewsOf, type View } from './views.ts'

/** What a site's sensors share while they are read. */
export interface SiteContext {
  readonly hosts: Hosts
  readonly services: Services
  readonly rejects: Rejects
  readonly notes: Notes
}

export const siteContext = (site: SiteInputs, rejects: Rejects, notes: Notes): SiteContext => ({
  hosts: new Hosts(),
  services: new Services(site.config.services),
  rejects,
  notes,
})

/** All batches of a sensor, format by format. */
export async function* readSensor(
  sensor: SensorInputs,
  shared: SiteContext,
  others: () => OtherFlows | undefined,
): AsyncGenerator<Batch> {
  for (const view of viewsOf([sensor])) yield* readView(view, shared, others)
}

/** All batches of a view. Readers ask for `others` as they read: it may come or go meanwhile. `rotations` looks at Zeek's logs. */
export async function* readView(
  { sensor, reader, inputs }: View,
  shared: SiteContext,
  others: () => OtherFlows | undefined,
  rotations?: Rotations,
): AsyncGenerator<Batch> {
  const context: ReadContext = {
    ...shared,
    sensor: sensor.name,
    space: sensor.space,
    sieves: sieveThreads(shared.services),
    get others() {
      return others()
    },
  }
  const byPath = [...inputs].sort((a, b) => (a.path < b.path ? -1 : 1))
  const { hosts, notes } = shared
  const before = hosts.beyond
  const watched = rotations && reader.name === 'zeek' ? byPath.map(rotations.watch) : byPath
  yield* reader.read(watched, context)
  if (hosts.beyond > before) notes.add(sensor.name, noRoom, '', hosts.beyond - before)
}

const noRoom = `addresses beyond the first ${mostHosts}: shown as 0.0.0.0, and not judged`

/** The rows of a batch for which `keep` is true; undefined where there are none. */
export function selected(flows: FlowBatch, keep: (i: number) => boolean): FlowBatch | undefined {
  const rows: number[] = []
  for (let i = 0; i < flows.length; i++) if (keep(i)) rows.push(i)
  if (!rows.length) return undefined
  if (rows.length === flows.length) return flows
  const batch = flowBatch()
  batch.length = rows.length
  for (const name of numericNames) rows.forEach((row, i) => (batch[name][i] = flows[name][row]!))
  for (const name of textNames) rows.forEach((row, i) => (batch[name][i] = flows[name][row]!))
  return batch
}
