import type { DeviceEvent } from '../flow/link-day.ts'
import { bits } from '../lib/stats.ts'
import type { DayFlow } from '../profile/source-day.ts'
import type { View } from './detector.ts'
import { grades, type Grade } from './grades.ts'
import { recognise, type Recognised } from './recognise.ts'
import { sweeps } from './sweeps.ts'

/** Below this many bits a deed is the source's ordinary business. */
export const ordinary = 5

/** Something that a source did on a day, and how rare that is. */
export interface Deed extends Recognised {
  readonly event: DeviceEvent
  readonly bits: number
}

/** The day's deeds by kind and target, once each, that are rare enough. */
export function surprisingDeeds(view: View): Deed[] {
  const deeds = new Map<string, Deed>()
  const replicas = replications(view)
  for (const event of view.day.events) {
    const found = recognise(event)
    const id = `${found?.key} ${event.outcome} ${event.dst}`
    if (!found || deeds.has(id) || (isReplication(event) && replicas(event))) continue
    deeds.set(id, { ...found, event, bits: rarity(view, found.key, found.grade) })
  }
  return [...deeds.values()].filter(deed => deed.bits > ordinary)
}

/** The same question to many hosts: suspicious as a whole, so that its first target counts and the others are named. */
export const sweepDeeds = (view: View): Deed[] =>
  sweeps(view.day.events).flatMap(({ what, techniques, events }) => {
    const { key } = recognise(events[0]!) ?? { key: what }
    const whole = rarity(view, key, 'suspect')
    if (whole <= ordinary) return []
    return events.map((event, i) => ({
      key, what, techniques, grade: 'suspect' as const, event, bits: i === 0 ? whole : ordinary,
    })) // prettier-ignore
  })

/** What a source came to, and how that host logged in on the source right after with its own account. */
export interface CallBack {
  readonly flow: DayFlow
  readonly logins: readonly DeviceEvent[]
}

/** Hosts that log in on the source as computers within a minute after it came to them: forced to, most likely. */
export function callBacks({ day, deeds, services }: View): CallBack[] {
  const found = new Map<number, CallBack>()
  for (const flow of day.flows) {
    const name = services.name(flow.service)
    if (found.has(flow.target) || (name !== 'smb' && name !== 'rpc')) continue
    const logins = deeds.computerLogins.soonAfter(flow.target, day.src, flow.start)
    if (logins.length) found.set(flow.target, { flow, logins })
  }
  return [...found.values()]
}

/** What half the site does is no surprise of any one source: its bits are at most so many times the site's. */
const mostOfSite = 1.5

/** −log2 of the share of days with this deed: the source's own days, and one day's worth of what the site and the world do. */
export function rarity({ past, deeds, site, day, history }: View, key: string, grade: Grade): number {
  const siteDays = history ? site.sourceDaysBefore(day.day) : 0
  const world = 200
  const share = (deeds.before(key, day.day) + world * grades[grade]) / (siteDays + world)
  const own = bits(Math.min(1, (past.deedDays(key) + share) / (past.activeDays + 1)))
  return Math.min(own, mostOfSite * bits(share))
}

const isReplication = ({ kind, detail }: DeviceEvent): boolean =>
  kind === 'rpc' && detail.interface === 'drsuapi'

/** The service that domain controllers ask tickets for when they replicate (MS-DRSR 2.2.3.2): the interface's own id. */
const replicationService = /^e3514235-4b06-11d1-ab04-00c04fc2dcd2\//i

/** Whether a call is one domain controller's to another: its source is one, or showed a ticket for replication. */
function replications({ day, deeds }: View): (event: DeviceEvent) => boolean {
  if (deeds.controllers.has(day.src)) return () => true
  const flows = new Set(
    day.events
      .filter(({ kind, detail }) => kind === 'login' && replicationService.test(String(detail.service)))
      .map(({ uid }) => uid),
  )
  return ({ uid }) => flows.has(uid)
}
