import { within } from '../lib/prefixes.ts'
import type { LocalTime } from '../lib/time.ts'
import type { FlowBatch } from '../flow/batch.ts'
import { corrections, type Corrections } from '../flow/clocks.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { OwnPlans } from './holding.ts'
import { Identity } from './identity.ts'
import type { SiteInputs } from './inputs.ts'
import { narrow, type Narrow, type Narrowing } from './narrowing.ts'
import type { Batch } from '../read/reader.ts'
import { noteOverlap } from './note-overlap.ts'
import { readView, selected, type SiteContext } from './reading.ts'
import { SensorCount } from './sensor-count.ts'
import { sensorCover, type DayRange, type SensorCover } from './sensor-cover.ts'
import type { Store } from '../store/store.ts'
import { viewsOf } from './views.ts'

/** What a site's records said of themselves while they were taken into a store. */
export interface Filled {
  readonly sensors: readonly SensorCount[]
  /** Whether any flow's end is internal. */
  readonly internal: boolean
  /** Flows of remote services without an internal end. */
  readonly outside: number
  /** Who was behind the addresses. */
  readonly identity: Identity
  /** Of each sensor, the local days within the narrowing on which it saw any flow. */
  readonly covered: readonly SensorCover[]
}

/**
 * Reads a site's sensors into a store, and seals it; `joins` says whether records tell hosts. Days of `asked` count even where
 * a sensor has hardly anything on them.
 */
export async function fillStore(
  store: Store,
  site: SiteInputs,
  context: SiteContext,
  narrowing: Narrowing,
  time: LocalTime,
  joins = true,
  asked?: DayRange,
): Promise<Filled> {
  const identity = new Identity(context.hosts, context.notes, joins)
  const narrowed = narrow(narrowing, context.hosts, context.services)
  const reading = new Reading(site, context, store, narrowed, identity)
  const counts = new Map(site.sensors.map(sensor => [sensor, new SensorCount(sensor, time, narrowed)]))
  const views = viewsOf(site.sensors)
  for (const [number, view] of views.entries()) {
    const count = counts.get(view.sensor)!
    count.view(number)
    const others = () => (reading.internal ? count.others : undefined)
    for await (const batch of readView(view, context, others, count.rotations))
      await reading.take(batch, number, count)
  }
  const found = views.length > 1 ? await store.reconcile() : undefined
  if (found) noteOverlap(views, found, context.notes)
  const ahead = corrections(found?.clocks ?? [])
  const { from, to } = narrowing
  const within = (day: number) => day >= time.day(from) && day <= time.day(to - 1e-6)
  const sensors = [...counts.values()]
  const covered = sensors.map(sensor => sensorCover(sensor, time, ahead, asked, within))
  const spans = covered.flatMap(cover => cover.spans)
  await store.seal(reading.holdings(ahead), !reading.internal, spans)
  return { sensors, internal: reading.internal, outside: reading.outside, identity, covered }
}

/** Takes what readers yield into the store: remote services with an internal end, and what was decoded in them. */
class Reading {
  readonly #identity: Identity
  readonly #ownPlans = new OwnPlans()
  /** Whether any flow's end is internal. */
  internal = false
  outside = 0
  readonly #context: SiteContext
  readonly #store: Store
  readonly #isInternal: (host: number) => boolean
  readonly #narrow: Narrow

  constructor(site: SiteInputs, context: SiteContext, store: Store, narrowed: Narrow, identity: Identity) {
    this.#identity = identity
    this.#context = context
    this.#store = store
    this.#isInternal = internalHosts(site, context.hosts)
    this.#narrow = narrowed
  }

  async take({ flows, events = [] }: Batch, view: number, count: SensorCount): Promise<void> {
    count.add(flows, events, this.#context.services)
    for (const event of events) this.#identity.add(event, view)
    const told = events.filter(event => isOfFlow(event) && this.#narrow.event(event))
    const [inside, aside] = split(told, ({ src, dst }) => this.#isInside(src, dst))
    if (inside.length) await this.#store.add({ events: inside }, view)
    if (aside.length && !this.internal) await this.#store.add({ events: aside }, view, true)
    if (flows) await this.#take(flows, view)
  }

  /** Which devices the addresses stand for. */
  holdings(ahead: Corrections): readonly Holding[] {
    this.#identity.settle(ahead, this.#isInternal)
    const leases = this.#identity.leases(ahead)
    const arrivals = this.#identity.arrivals()
    return this.#ownPlans.holdings(leases, arrivals, this.#identity.stays(), this.#context.hosts)
  }

  /** Whether an end is internal. What is beyond the room for hosts is nobody that can be judged. */
  #isInside(src: number, dst: number): boolean {
    const { hosts } = this.#context
    if (hosts.isBeyond(src) || hosts.isBeyond(dst)) return false
    return this.#isInternal(src) || (dst >= 0 && this.#isInternal(dst))
  }

  async #take(flows: FlowBatch, view: number): Promise<void> {
    const { services } = this.#context
    const inside = Array.from({ length: flows.length }, (_, i) =>
      this.#isInside(flows.src[i]!, flows.dst[i]!),
    )
    this.internal ||= inside.includes(true)
    // What an address sends to itself moves nowhere.
    const wanted = (i: number) =>
      services.isRemote(flows.service[i]!) && flows.src[i] !== flows.dst[i] && this.#narrow.flow(flows, i)
    for (let i = 0; i < flows.length; i++) if (!inside[i] && wanted(i)) this.outside++
    const judged = selected(flows, i => inside[i]! && wanted(i))
    if (judged) {
      this.#ownPlans.add(judged, this.#isInternal)
      this.#identity.see(judged, this.#isInternal)
      await this.#store.add({ flows: judged }, view)
    }
    const aside = this.internal ? undefined : selected(flows, wanted)
    if (aside) await this.#store.add({ flows: aside }, view, true)
  }
}

/** What fits, and what does not, each in order. */
function split<Item>(items: readonly Item[], fits: (item: Item) => boolean): [Item[], Item[]] {
  const parts: [Item[], Item[]] = [[], []]
  for (const item of items) parts[fits(item) ? 0 : 1].push(item)
  return parts
}

/** What tells who is behind an address, not what a flow did. */
const ofAddresses: ReadonlySet<Event['kind']> = new Set(['lease', 'name', 'neighbour', 'host'])

const isOfFlow = ({ kind, src }: Event): boolean => !ofAddresses.has(kind) && src >= 0

/** Whether a host is one of the site's own, by its site.json. */
export function internalHosts(site: SiteInputs, hosts: Hosts): (host: number) => boolean {
  const inside = within(site.config.internal)
  const known: boolean[] = []
  return host => (known[host] ??= inside(hosts.words(host)))
}
