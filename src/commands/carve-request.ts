import { existsSync, statSync } from 'node:fs'
import type { Step } from '../detect/finding.ts'
import { InputError, UsageError } from '../lib/errors.ts'
import type { Rejects } from '../lib/rejects.ts'
import { gather, unreadPaths, type SiteInputs } from '../inputs/inputs.ts'
import { narrowing, type Narrowing, type NarrowingOptions } from '../inputs/narrowing.ts'
import { recordedCaptures } from '../inputs/recorded-captures.ts'
import type { SensorInputs } from '../inputs/sensor-inputs.ts'
import type { Meter } from '../open/file.ts'
import { endOf } from '../report/explain.ts'
import { checks } from '../report/explain/checks.ts'
import type { RunSite } from '../report/run.ts'
import { readSite } from '../site/read-site.ts'
import { defaultSite } from '../site/site.ts'
import { find } from './explain.ts'
import { readResults } from './results.ts'

export interface CarveOptions extends NarrowingOptions {
  readonly communityId?: readonly string[]
  readonly out: string
  readonly write?: string
  readonly site?: string
  readonly follow?: boolean
  readonly quiet?: boolean
}

/** Which packets are wanted, and of which captures. */
export interface CarveRequest {
  /** What the flows are, in words, and as the beginning of a file's name in a folder. */
  readonly title: string
  readonly name: string
  readonly folder: string
  readonly sensors: readonly { readonly site: SiteInputs; readonly sensor: SensorInputs }[]
  readonly narrowing: Narrowing
  /** Empty for any. */
  readonly communityIds: ReadonlySet<string>
  /** An incident's; empty for flows that are chosen otherwise. */
  readonly steps: readonly Step[]
  /** Captures that begin later hold none of the flows; epoch seconds. */
  readonly until: number
  /** What is to be said before. */
  readonly warnings: readonly string[]
  /** Where else the records of steps are, in words and commands. */
  elsewhere(steps: readonly Step[]): string[]
}

interface Reading {
  readonly rejects: Rejects
  readonly meter: Meter
}

/**
 * After the last flow's end there may come ICMP errors, for some minutes. Its time is corrected where a sensor's clock is
 * up to an hour wrong (flow/clocks.ts), its captures' times are not.
 */
const afterwards = 300 + 3600

/** What a command line asks for: `ID`, `ID PATH…` or `PATH…`. Throws UsageError, and InputError where there is no capture. */
export async function requestOf(
  names: readonly string[],
  options: CarveOptions,
  reading: Reading,
): Promise<CarveRequest> {
  const [id = '', ...paths] = names
  const chosen = { narrowing: narrowing(options), communityIds: communityIdsOf(options) }
  if (existsSync(id) || !(isNarrow(options) ? /^[0-9a-f]{4,}$/ : /^\w+$/).test(id)) {
    if (!isNarrow(options)) throw new UsageError(unchosen(names))
    return { ...chosen, ...alone, sensors: await capturesIn(names, options, reading) }
  }
  const results = readResults(options.out)
  const { site: name, incident, findings } = find(id, results, options.out)
  const site = results.run.sites.find(site => site.name === name) ?? { ...nowhere, name }
  const end = endOf(incident, findings)
  const asked = {
    ...chosen,
    title: `incident ${incident.id}`,
    name: incident.id,
    folder: options.out,
    steps: incident.steps,
    until: end + afterwards,
    elsewhere: (steps: readonly Step[]) =>
      checks(steps, end, site).flatMap(({ text, commands }) => [
        text,
        ...commands.map(line => `    ${line}`),
      ]),
  }
  if (paths.length) return { ...asked, warnings: [], sensors: await capturesIn(paths, options, reading) }
  return { ...asked, ...recorded(asked, site, options, reading) }
}

const nowhere: Omit<RunSite, 'name'> = { timezone: 'UTC', judged: [], sensors: [] }

const alone = {
  title: 'chosen flows',
  name: 'carved',
  folder: '',
  steps: [],
  until: Infinity,
  warnings: [],
  elsewhere: () => [],
}

/** The captures that a run names. Throws InputError where it names none, or none is there. */
function recorded(
  { title, steps, elsewhere }: Pick<CarveRequest, 'title' | 'steps' | 'elsewhere'>,
  run: RunSite,
  { site, out }: CarveOptions,
  { rejects, meter }: Reading,
): Pick<CarveRequest, 'sensors' | 'warnings'> {
  const all = run.sensors.map(sensor => recordedCaptures(sensor, rejects, meter))
  const missing = all.flatMap(({ missing }) => missing)
  const named = `name them: eastwest carve ${title.replace(/^\w+ /, '')} PATH… --out ${out}`
  const config = site === undefined ? defaultSite : readSite(site)
  const sensors = all
    .filter(({ sensor }) => sensor.files > 0)
    .map(({ sensor }) => ({ site: { name: run.name, config, sensors: [sensor] }, sensor }))
  const gone = missing.map(file => `${file} is not there any more, or is no capture`)
  if (!sensors.length)
    throw new InputError(
      missing.length
        ? [...gone, `where its captures are elsewhere, ${named}`].join('\n')
        : [
            `${title} came from records without packets; where there are captures of it, ${named}`,
            'its records:',
            ...elsewhere(steps),
          ].join('\n'),
    )
  const advice = gone.length ? [`where they are elsewhere, ${named}`] : []
  return { sensors, warnings: [...all.flatMap(({ changed }) => changed), ...gone, ...advice] }
}

/** The captures that are named. Throws InputError where there is none, or a name leads to nothing that can be read. */
async function capturesIn(
  paths: readonly string[],
  { site, follow }: CarveOptions,
  { rejects, meter }: Reading,
): Promise<CarveRequest['sensors']> {
  const once = paths.find(isReadOnce)
  if (once !== undefined)
    throw new UsageError(`${once} can be read only once, and carving reads twice; name a file`)
  const gathered = await gather({ paths, site, follow, stdin: nothing(), rejects, meter })
  if (gathered.failed.length) throw unreadPaths(gathered.failed)
  const sensors = gathered.sites.flatMap(site => site.sensors.map(sensor => ({ site, sensor })))
  const captures = sensors.filter(({ sensor }) =>
    [...sensor.inputs.keys()].some(({ name }) => name === 'pcap'),
  )
  if (!captures.length)
    throw new InputError(`${paths.join(', ')}: no capture here, and other records hold no packets`)
  return captures
}

/** Standard input and pipes. */
function isReadOnce(path: string): boolean {
  const stat = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
  return path === '-' || (stat !== undefined && !stat.isFile() && !stat.isDirectory())
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const isNarrow = ({ from, to, host, src, dst, port, service, communityId }: CarveOptions): boolean =>
  [from, to, host, src, dst, port, service, communityId].some(option => option !== undefined)

const unchosen = (names: readonly string[]): string =>
  `${names.join(' ')}: which flows? Give an incident's id, or --community-id, --host, --src, --dst, --port, --service, --from or --to`

function communityIdsOf({ communityId = [] }: CarveOptions): ReadonlySet<string> {
  const bad = communityId.find(id => !/^1:[A-Za-z0-9+/]{27}=$/.test(id))
  if (bad !== undefined)
    throw new UsageError(`--community-id ${bad} is none of version 1, as in 1:LQU9qZlK+B5F3KDmev6m5PMibrg=`)
  return new Set(communityId)
}
