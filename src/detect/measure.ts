import type { Stage } from '../lib/stage.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import { Baseline } from '../profile/baseline.ts'
import { bySeen } from '../profile/late-sessions.ts'
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
  /** Sessions that could not be seen yet: they are learned with the day on which they could. */
  readonly pending: Learned[]
}

/** What a source did, the local day by whose end it could be seen, and what the detectors measured of it. */
interface Learned {
  readonly seen: number
  readonly flows: SourceDay
  readonly magnitudes: Iterable<readonly [channel: string, value: number]>
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
  /** The local day with which it is judged, see bySeen. */
  readonly seen: number
  readonly view: View
  /** Takes it into the source's habits, once the day has come by whose end it could be seen. */
  learn(magnitudes: Iterable<readonly [channel: string, value: number]>): void
}

/** Every source's every day, one source at a time, with what was known before it; of the chosen sources alone. */
export async function* turns(
  records: Records,
  scene: Scene,
  chosen: Pick<Choice, 'of' | 'room'>,
): AsyncGenerator<Turn> {
  const choice = { ...chosen, floods: scene.floods }
  let holders = new Map<string, Holder>()
  let src = -1
  for await (const whole of sourceDays(records, scene.calendar, choice)) {
    if (whole.src !== src) {
      holders = new Map()
      src = whole.src
    }
    for (const [trusted, day] of byTrust(whole, scene)) {
      const known = holders.get(trusted)
      // Without history a day is a case of its own: what was done in another must not make it usual.
      const stays = scene.history && known && !changedHands(day, known.past, scene.site)
      const holder = stays ? known : newHolder(day.day, !known)
      holders.set(trusted, holder)
      learnPending(holder, day.day, scene)
      // Without history there is no day to wait for.
      const parts = scene.history ? bySeen(day, scene.calendar) : [{ seen: day.day, flows: day }]
      for (const { seen, flows } of parts) {
        const learn: Turn['learn'] = magnitudes => {
          if (seen > day.day) holder.pending.push({ seen, flows, magnitudes: [...magnitudes] })
          else learnDay(holder, { seen, flows, magnitudes }, scene)
        }
        yield { trusted, since: holder.since, seen, view: viewOf(flows, holder, scene), learn }
      }
    }
  }
}

const newHolder = (since: number, first: boolean): Holder => ({
  past: new Baseline(),
  since,
  first,
  pending: [],
})

/** Learns what could be seen by the end of the day before `day`. */
function learnPending(holder: Holder, day: number, scene: Scene): void {
  const days = new Set(holder.pending.flatMap(({ seen }) => (seen < day ? [seen] : [])))
  for (const seen of [...days].sort((a, b) => a - b)) {
    learn(holder, takePending(holder, seen), scene)
  }
}

/** Learns a day, and what could be seen by its end of the days before. */
const learnDay = (holder: Holder, own: Learned, scene: Scene): void =>
  learn(holder, [...takePending(holder, own.seen), own], scene)

function takePending({ pending }: Holder, day: number): Learned[] {
  const due = pending.filter(({ seen }) => seen === day)
  const rest = pending.filter(({ seen }) => seen !== day)
  pending.length = 0
  for (const one of rest) pending.push(one)
  return due
}

/** Takes what could be seen by the end of one day into a source's habits, as that day. */
function learn({ past }: Holder, parts: readonly Learned[], { calendar, subnetOf }: Scene): void {
  const magnitudes = new Map<string, number>()
  for (const part of parts)
    for (const [channel, value] of part.magnitudes)
      magnitudes.set(channel, Math.max(value, magnitudes.get(channel) ?? 0))
  const { seen, flows } = parts.at(-1)!
  const whole =
    parts.length === 1 && seen === flows.day
      ? flows
      : sourceDay(
          flows.src,
          seen,
          parts.flatMap(part => part.flows.flows),
          parts.flatMap(part => part.flows.events),
        )
  past.learn(whole, magnitudes, calendar, subnetOf)
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
  for await (const { trusted, since, seen, view, learn } of turns(records, scene, { room })) {
    magnitudes.fill(0)
    for (const detector of scene.detectors)
      for (const found of detector.measure(view)) {
        const channel = numbers.get(found.channel)
        if (channel === undefined) continue
        magnitudes[channel] = found.magnitude
        most[channel] = Math.min(found.most ?? Infinity, mostOfReturning(view, found, channels[channel]!))
      }
    const { src } = view.day
    const subnet = subnetOf(view.day, scene)
    rows.add({ src, trusted, since, day: seen, subnet, knownDays: view.knownDays }, magnitudes, most)
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
