import type { Event } from '../flow/event.ts'
import type { Stage } from '../lib/stage.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import { Baseline } from '../profile/baseline.ts'
import { changedHands } from '../profile/changed-hands.ts'
import { sourceDays, type Records } from '../profile/records.ts'
import type { Sessions } from '../profile/sessions.ts'
import type { Site } from '../profile/site.ts'
import type { SubnetOf } from '../profile/subnets.ts'
import type { SubnetViews } from '../profile/subnet-views.ts'
import { sourceDay, type DayFlow, type SourceDay } from '../profile/source-day.ts'
import type { Accounts } from '../profile/accounts.ts'
import type { Deeds } from '../profile/deeds.ts'
import { flowOf } from '../profile/flows-of.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { Services } from '../flow/services.ts'
import type { Channel, Detector, Evidence, View, Words } from './detector.ts'

/** What measuring needs to know of the site and of the question asked. */
export interface Scene {
  readonly site: Site
  readonly views: SubnetViews
  readonly deeds: Deeds
  readonly accounts: Accounts
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

export interface Spoken extends Evidence {
  readonly detector: string
  readonly words: Words
}

/** One source's day in numbers: one magnitude a channel, and on judged days the evidence behind them. */
export interface Measured {
  readonly src: number
  readonly day: number
  /** That of its first flow. */
  readonly subnet: number
  /** The day from which on its history is its own: its first, or the one on which the address changed hands. */
  readonly since: number
  readonly knownDays: number
  /** The entry that hides it, '' for none. */
  readonly trusted: string
  readonly magnitudes: Float64Array
  /** The most bits that each magnitude may be worth. */
  readonly most: Float64Array
  readonly evidence: readonly Spoken[]
  /** Links, by linkKey, that the source never used before; on judged days. */
  readonly newLinks: ReadonlySet<number>
  /** Users by flow uid, on judged days. */
  readonly users: ReadonlyMap<string, string>
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

/** Measures every source's every day against its days before, one source at a time. */
export async function measure(records: Records, scene: Scene): Promise<Measured[]> {
  const channels = channelsOf(scene)
  const rows: Measured[] = []
  let holders = new Map<string, Holder>()
  let src = -1
  for await (const whole of sourceDays(records, scene.calendar)) {
    if (whole.src !== src) {
      holders = new Map()
      src = whole.src
    }
    for (const [trusted, day] of byTrust(whole, scene)) {
      const known = holders.get(trusted)
      // Without history a day is a case of its own: what was done in another must not make it usual.
      const stays = scene.history && known && !changedHands(day, known.past, scene.site)
      const holder = stays ? known : { past: new Baseline(), since: day.day, first: !known }
      holders.set(trusted, holder)
      rows.push(measureDay(day, holder, trusted, channels, scene))
      scene.stage?.('judging, days of sources', rows.length)
    }
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

function measureDay(
  day: SourceDay,
  holder: Holder,
  trusted: string,
  channels: readonly Channel[],
  scene: Scene,
): Measured {
  const { past, since } = holder
  const newlySeen = ({ sensor, src, dst, space }: DayFlow): boolean =>
    scene.newlySeen?.(sensor, day.day) || [src, dst].some(end => scene.views.isNew(end, space, day.day))
  const view: View = { ...scene, day, past, knownDays: knownDays(day, holder, scene), newlySeen }
  const judged = scene.judged.has(day.day)
  const magnitudes = new Float64Array(channels.length)
  const most = new Float64Array(channels.length).fill(Infinity)
  const evidence: Spoken[] = []
  for (const detector of scene.detectors) {
    for (const found of detector.measure(view)) {
      const channel = channels.findIndex(({ name }) => name === found.channel)
      if (channel < 0) continue
      magnitudes[channel] = found.magnitude
      most[channel] = Math.min(found.most ?? Infinity, mostOfReturning(view, found, channels[channel]!))
      if (judged) evidence.push({ ...found, detector: detector.name, words: found.say() })
    }
  }
  const newLinks = new Set(judged ? [...day.links.keys()].filter(key => !past.hasLink(key)) : [])
  past.learn(
    day,
    new Map(channels.map(({ name }, i) => [name, magnitudes[i]!])),
    scene.calendar,
    scene.subnetOf,
  )
  const users = judged ? usersOf(day.events) : new Map<string, string>()
  return {
    src: day.src,
    day: day.day,
    subnet: subnetOf(day, scene),
    since,
    knownDays: view.knownDays,
    trusted,
    magnitudes,
    most,
    evidence,
    newLinks,
    users,
  }
}

/** Bits that a magnitude may be worth where the source had such days before: the share of its days that were like this. */
function mostOfReturning({ past, day }: View, { magnitude }: Evidence, channel: Channel): number {
  const but = channel.needsHistory ? mostlyNew : 0
  const before = channel.returns ? past.timesBefore(channel.name, magnitude, day.day, but) : 0
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

function usersOf(events: readonly Event[]): Map<string, string> {
  const users = new Map<string, string>()
  for (const event of events) if (event.user && event.uid) users.set(event.uid, event.user)
  return users
}
