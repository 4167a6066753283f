import { detect, type Judgement } from './detect/detect.ts'
import type { Hosts } from './flow/hosts.ts'
import type { Holding } from './flow/link-day.ts'
import { within } from './lib/prefixes.ts'
import { dayText, localTime, type LocalTime } from './lib/time.ts'
import type { Gathered, SiteInputs } from './inputs.ts'
import { narrow, type Narrowing } from './narrowing.ts'
import { subnets } from './profile/subnets.ts'
import { readSensor, selected, siteContext, type SiteContext } from './reading.ts'
import type { Batch } from './read/reader.ts'
import { SensorCount } from './sensor-count.ts'
import type { Report, SiteSummary } from './report/report.ts'
import { openDuckdb } from './store/stores.ts'
import type { Store } from './store/store.ts'
import { judgedDays, type Judged } from './judged-days.ts'
import { trust } from './trust.ts'
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
    const reading = new Reading(site, context, store, analysis.narrowing)
    const sensors: SensorCount[] = []
    for (const sensor of site.sensors) {
      const count = new SensorCount(sensor, time)
      for await (const batch of readSensor(sensor, context)) await reading.take(batch, count)
      sensors.push(count)
    }
    await store.seal(reading.holdings, !reading.internal)
    const { from, to } = analysis.narrowing
    const wanted = (day: number) => day >= time.day(from) && day <= time.day(to - 1e-6)
    const covered = sensors.map(sensor => sensor.days.filter(wanted))
    const judged = judgedDays(covered, analysis.evaluate)
    const judgement = await judge(store, site, context, time, judged)
    return summary(site, sensors, judged, judgement, reading.internal, analysis.budget)
  } finally {
    await store.close()
  }
}

/** Takes what readers yield into the store: remote services with an internal end, and what was decoded in them. */
class Reading {
  readonly holdings: Holding[] = []
  /** Whether any flow's end is internal. */
  internal = false
  readonly #context: SiteContext
  readonly #store: Store
  readonly #isInternal: (host: number) => boolean
  readonly #narrow: ReturnType<typeof narrow>

  constructor(site: SiteInputs, context: SiteContext, store: Store, narrowing: Narrowing) {
    this.#context = context
    this.#store = store
    this.#isInternal = internalHosts(site, context.hosts)
    this.#narrow = narrow(narrowing, context.hosts, context.services)
  }

  async take({ flows, events = [] }: Batch, count: SensorCount): Promise<void> {
    count.add(flows, events.length, this.#context.services)
    for (const event of events) {
      const { address, hardware } = event.detail
      if (event.kind !== 'lease' || !address || !hardware) continue
      const device = this.#context.hosts.device(`device ${hardware}`)
      this.holdings.push({ address: this.#context.hosts.id(String(address)), from: event.ts, device })
    }
    const told = events.filter(event => event.kind !== 'lease' && event.src >= 0 && this.#narrow.event(event))
    if (told.length) await this.#store.add({ events: told })
    if (!flows) return
    const remote = (i: number) =>
      this.#context.services.isRemote(flows.service[i]!) && this.#narrow.flow(flows, i)
    const inside = (i: number) => this.#isInternal(flows.src[i]!) || this.#isInternal(flows.dst[i]!)
    this.internal ||=
      flows.length > 0 && Array.from(flows.src.subarray(0, flows.length)).some((_, i) => inside(i))
    const judged = selected(flows, i => remote(i) && inside(i))
    if (judged) await this.#store.add({ flows: judged })
    const aside = this.internal ? undefined : selected(flows, i => remote(i) && !inside(i))
    if (aside) await this.#store.add({ flows: aside }, true)
  }
}

function internalHosts(site: SiteInputs, hosts: Hosts): (host: number) => boolean {
  const inside = within(site.config.internal)
  const known: boolean[] = []
  return host => (known[host] ??= inside(hosts.words(host)))
}

const judge = (
  store: Store,
  site: SiteInputs,
  context: SiteContext,
  time: LocalTime,
  judged: Judged,
): Promise<Judgement> =>
  detect(store, {
    services: context.services,
    calendar: time,
    subnetOf: subnets(context.hosts),
    judged: judged.days,
    history: judged.history,
    trustedBy: trust(site.config.trusted, context.hosts, context.services, time),
    name: host => context.hosts.text(host),
    dayText,
  })

function summary(
  site: SiteInputs,
  sensors: readonly SensorCount[],
  judged: Judged,
  judgement: Judgement,
  internal: boolean,
  budget: number | undefined,
): SiteSummary {
  const silent = site.config.sensors
    .filter(({ name, space }) => !site.sensors.some(sensor => sensor.name === name && sensor.space === space))
    .map(({ name }) => `nothing to read came from the sensor "${name}" that site.json names`)
  const noneInternal =
    'no address of these flows is internal: all were judged. Name your networks in site.json ("internal")'
  return {
    name: site.name || site.sensors.map(sensor => sensor.name).join(', '),
    timezone: site.config.timezone,
    sensors: sensors.map(sensor => sensor.summary()),
    judged: judged.history ? [...judged.days].sort((a, b) => a - b).map(dayText) : [],
    historyDays: judged.historyDays,
    sources: judgement.sources,
    targets: judgement.targets,
    links: judgement.links,
    statements: [...judged.statements, ...silent, ...(internal || !judgement.links ? [] : [noneInternal])],
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
