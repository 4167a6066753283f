import type { Stage } from '../lib/stage.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import { Baseline } from '../profile/baseline.ts'
import { bySeen, UnseenDays } from '../profile/late-sessions.ts'
import { changedHands } from '../profile/changed-hands.ts'
import { sourceDays, type Choice, type Records } from '../profile/records.ts'
import type { Room } from '../profile/room.ts'
import type { Sessions } from '../profile/sessions.ts'
import type { Floods } from '../profile/floods.ts'
import type { Site } from '../profile/site.ts'
import type { SubnetOf } from '../profile/subnets.ts'
import type { SubnetViews } from '../profile/subnet-views.ts'
import { sourceDay, type DayFlow, type SourceDay } from '../profile/source-day.ts'
import type { Accounts } from '../profile/accounts.ts'
import type { Deeds } from '../profile/deeds.ts'
import { flowOf } from '../profile/flows-of.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { Services } from '../flow/services.ts'
import type { Channel, Detector, Evidence, View } from './detector.ts'
import { SourceDays } from './source-days.ts'

/** What measuring needs to know of the site and of the question asked. */
export interface Scene {
  readonly site: Site
  readonly views: SubnetViews
  readonly deeds: Deeds
  readonly accounts: Accounts
  readonly floods: Floods
  readonly sessions: Sessions | undefined
  readonly calendar: Calendar
  readonly services: Services
  readonly subnetOf: SubnetOf
  readonly detectors: readonly Detector[]
  /** Whether there are days before the judged ones; without them only channels that need no history are measured. */
  readonly history: boolean
  readonly judged: ReadonlySet<number>
  readonly stage?: Stage | undefined
  newlySeen?(sensor: string, day: number): boolean
  /** The site.json entry that trusts a flow's source, if any. */
  trustedBy(flow: DayFlow): string | undefined
  name(host: number): string
}

/** Who is taken to hold an address (or one trusted part of its traffic). */
interface Holder {
  readonly past: Baseline
  readonly since: number
  /** Nobody was seen to hold it before. */
  readonly first: boolean
}

/** Days known as a target speak for at most this many active days as a client. */
const mostTargetDays = 10

export const channelsOf = (scene: Pick<Scene, 'detectors' | 'history'>): Channel[] =>
  scene.detectors
    .flatMap(detector => detector.channels)
    .filter(channel => scene.history || !channel.needsHistory)

/** One source's day on its turn, or a part of it: what it did, and who did it. */
export interface Turn {
  readonly trusted: string
  readonly since: number
  readonly view: View
  /** Takes the day into the source's habits, once it has been looked at. */
  learn(magnitudes: Iterable<readonly [channel: string, value: number]>): void
}

/** Every source's every day, one source at a time, with what was known before it; of the chosen sources alone. */
export async function* turns(
  records: Records,
  scene: Scene,
  chosen: Pick<Choice, 'of' | 'room'>,
): AsyncGenerator<Turn> {
  const choice = { ...chosen, floods: scene.floods }
  let source = new SourceTurns(scene)
  let src = -1
  for await (const whole of sourceDays(records, scene.calendar, choice)) {
    if (whole.src !== src) {
      yield* source.rest()
      source = new SourceTurns(scene)
      src = whole.src
    }
    for (const [trusted, day] of byTrust(whole, scene)) yield* source.take(trusted, day)
  }
  yield* source.rest()
}

/** The turns of one source, whose days are given in order: what could not be seen on a day has its turn when it could. */
class SourceTurns {
  readonly #scene: Scene
  readonly #holders = new Map<string, Holder>()
  /** By the entry that trusts it. */
  readonly #unseen = new Map<string, UnseenDays>()

  constructor(scene: Scene) {
    this.#scene = scene
  }

  *take(trusted: string, day: SourceDay): Generator<Turn> {
    // Without history there is no day to wait for.
    if (!this.#scene.history) return yield this.#turn(trusted, day)
    let unseen = this.#unseen.get(trusted)
    if (!unseen) this.#unseen.set(trusted, (unseen = new UnseenDays()))
    yield* this.#turns(trusted, unseen.upTo(day.day))
    for (const part of bySeen(day, this.#scene.calendar)) unseen.add(part)
    yield* this.#turns(trusted, unseen.upTo(day.day + 1))
  }

  /** No more days come. */
  *rest(): Generator<Turn> {
    for (const [trusted, unseen] of this.#unseen) yield* this.#turns(trusted, unseen.upTo(Infinity))
  }

  *#turns(trusted: string, days: readonly SourceDay[]): Generator<Turn> {
    for (const day of days) yield this.#turn(trusted, day)
  }

  #turn(trusted: string, day: SourceDay): Turn {
    const scene = this.#scene
    const known = this.#holders.get(trusted)
    // Without history a day is a case of its own: what was done in another must not make it usual.
    const stays = scene.history && known && !changedHands(day, known.past, scene.site)
    const holder = stays ? known : { past: new Baseline(), since: day.day, first: !known }
    this.#holders.set(trusted, holder)
    const learn: Turn['learn'] = magnitudes =>
      holder.past.learn(day, magnitudes, scene.calendar, scene.subnetOf)
    return { trusted, since: holder.since, view: viewOf(day, holder, scene), learn }
  }
}

function viewOf(day: SourceDay, holder: Holder, scene: Scene): View {
  const newlySeen = ({ sensor, src, dst, space }: DayFlow): boolean =>
    scene.newlySeen?.(sensor, day.day) || [src, dst].some(end => scene.views.isNew(end, space, day.day))
  return { ...scene, day, past: holder.past, knownDays: knownDays(day, holder, scene), newlySeen }
}

/** Measures every source's every day against its days before. */
export async function measure(records: Records, scene: Scene, room: Room): Promise<SourceDays> {
  const channels = channelsOf(scene)
  const numbers = new Map(channels.map(({ name }, i) => [name, i]))
  const rows = new SourceDays()
  const magnitudes = new Float64Array(channels.length)
  const most = new Float64Array(channels.length)
  for await (const { trusted, since, view, learn } of turns(records, scene, { room })) {
    magnitudes.fill(0)
    for (const detector of scene.detectors)
      for (const found of detector.measure(view)) {
        const channel = numbers.get(found.channel)
        if (channel === undefined) continue
        magnitudes[channel] = found.magnitude
        most[channel] = Math.min(found.most ?? Infinity, mostOfReturning(view, found, channels[channel]!))
      }
    const { src, day } = view.day
    const subnet = subnetOf(view.day, scene)
    rows.add({ src, trusted, since, day, subnet, knownDays: view.knownDays }, magnitudes, most)
    learn(channels.map(({ name }, i) => [name, magnitudes[i]!]))
    scene.stage?.('judging, days of sources', rows.length)
  }
  return rows
}

/** A trusted source's flows are profiled by themselves, so that what hides them hides nothing else. */
function byTrust(day: SourceDay, scene: Scene): Map<string, SourceDay> {
  if (day.flows.length === 0) return new Map([[scene.trustedBy(flowOf(day.events[0]!)) ?? '', day]])
  const groups = new Map<string, DayFlow[]>()
  for (const flow of day.flows) {
    const entry = scene.trustedBy(flow) ?? ''
    const group = groups.get(entry)
    if (group) group.push(flow)
    else groups.set(entry, [flow])
  }
  if (groups.size === 1) return new Map([[groups.keys().next().value!, day]])
  return new Map(
    [...groups].map(([entry, flows]) => [
      entry,
      sourceDay(day.src, day.day, flows, eventsOf(day.events, flows)),
    ]),
  )
}

function eventsOf(events: readonly DeviceEvent[], flows: readonly DayFlow[]): DeviceEvent[] {
  const uids = new Set(flows.map(flow => flow.uid))
  return events.filter(event => uids.has(event.uid))
}

/** Bits that a magnitude may be worth where the source had such days before: the share of its days that were like this. */
function mostOfReturning({ past, day }: View, { magnitude }: Evidence, channel: Channel): number {
  const but = channel.needsHistory ? mostlyNew : 0
  const before = channel.returns ? past.magnitudes.timesBefore(channel.name, magnitude, day.day, but) : 0
  return before ? Math.log2((past.activeDays + 1) / before) : Infinity
}

/** Active days of a source in which nearly everything is new. */
const mostlyNew = 3

/** Active days as a client; for one that never was, the days since it was first seen as a target. */
function knownDays(day: SourceDay, { past, first }: Holder, scene: Scene): number {
  if (!scene.history) return 0
  if (past.activeDays || !first) return past.activeDays
  return Math.min(mostTargetDays, day.day - (scene.site.firstSeen(day.src) ?? day.day))
}

function subnetOf({ flows, events }: SourceDay, scene: Scene): number {
  const { src, space } = flows[0] ?? flowOf(events[0]!)
  return scene.subnetOf(src, space)
}
