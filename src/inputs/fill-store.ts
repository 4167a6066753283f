import { within } from '../lib/prefixes.ts'
import type { LocalTime } from '../lib/time.ts'
import type { FlowBatch } from '../flow/batch.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { holding, OwnPlans } from './holding.ts'
import type { SiteInputs } from './inputs.ts'
import { narrow, type Narrowing } from './narrowing.ts'
import type { Batch } from '../read/reader.ts'
import { readSensor, selected, type SiteContext } from './reading.ts'
import { SensorCount } from './sensor-count.ts'
import type { Store } from '../store/store.ts'

/** What a site's records said of themselves while they were taken into a store. */
export interface Filled {
  readonly sensors: readonly SensorCount[]
  /** Whether any flow's end is internal. */
  readonly internal: boolean
  /** Flows of remote services without an internal end. */
  readonly outside: number
  /** Of each sensor, the local days within the narrowing on which it saw any flow. */
  readonly covered: readonly (readonly number[])[]
}

/** Reads a site's sensors into a store, and seals it. */
export async function fillStore(
  store: Store,
  site: SiteInputs,
  context: SiteContext,
  narrowing: Narrowing,
  time: LocalTime,
): Promise<Filled> {
  const reading = new Reading(site, context, store, narrowing)
  const sensors: SensorCount[] = []
  for (const sensor of site.sensors) {
    const count = new SensorCount(sensor, time)
    const others = () => (reading.internal ? count.others : undefined)
    for await (const batch of readSensor(sensor, context, others)) await reading.take(batch, count)
    sensors.push(count)
  }
  await store.seal(reading.holdings, !reading.internal)
  const { from, to } = narrowing
  const wanted = (day: number) => day >= time.day(from) && day <= time.day(to - 1e-6)
  const covered = sensors.map(sensor => sensor.days.filter(wanted))
  return { sensors, internal: reading.internal, outside: reading.outside, covered }
}

/** Takes what readers yield into the store: remote services with an internal end, and what was decoded in them. */
class Reading {
  readonly #leases: Holding[] = []
  readonly #ownPlans = new OwnPlans()
  /** Whether any flow's end is internal. */
  internal = false
  outside = 0
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
      const held = event.kind === 'lease' && holding(event, this.#context.hosts, this.#context.notes)
      if (held) this.#leases.push(held)
    }
    const told = events.filter(event => event.kind !== 'lease' && event.src >= 0 && this.#narrow.event(event))
    if (told.length) await this.#store.add({ events: told })
    if (flows) await this.#take(flows)
  }

  /** Which devices the addresses stand for. */
  get holdings(): readonly Holding[] {
    return this.#ownPlans.holdings(this.#leases, this.#context.hosts)
  }

  async #take(flows: FlowBatch): Promise<void> {
    const { services } = this.#context
    const inside = Array.from({ length: flows.length }, (_, i) => {
      return this.#isInternal(flows.src[i]!) || this.#isInternal(flows.dst[i]!)
    })
    this.internal ||= inside.includes(true)
    const wanted = (i: number) => services.isRemote(flows.service[i]!) && this.#narrow.flow(flows, i)
    for (let i = 0; i < flows.length; i++) if (!inside[i] && wanted(i)) this.outside++
    const judged = selected(flows, i => inside[i]! && wanted(i))
    if (judged) {
      this.#ownPlans.add(judged, this.#isInternal)
      await this.#store.add({ flows: judged })
    }
    const aside = this.internal ? undefined : selected(flows, wanted)
    if (aside) await this.#store.add({ flows: aside }, true)
  }
}

function internalHosts(site: SiteInputs, hosts: Hosts): (host: number) => boolean {
  const inside = within(site.config.internal)
  const known: boolean[] = []
  return host => (known[host] ??= inside(hosts.words(host)))
}
