import { established } from '../flow/codes.ts'
import type { Baseline } from './baseline.ts'
import type { Site } from './site.ts'
import { linkKey, type DayLink, type SourceDay } from './source-day.ts'

/** Active days before which an address has no habit that could be missed. */
const enough = 4
/** A link is a habit where it was used on this share of the active days. */
const daily = 0.8
/** Another host of the place uses a target as these do: by this share of the subnet's sources, and by so many. */
const popular = { share: 0.05, sources: 5 }

/**
 * Whether the address seems to be another device's since this day: none of what it used day after day is used, and where it
 * used such services, hosts that many of its subnet use have taken their place. A host that was broken into goes on with
 * its own work, and an intruder on a day without it does not take up the ordinary work of another.
 */
export function changedHands(day: SourceDay, past: Baseline, site: Site): boolean {
  if (past.activeDays < enough || !day.flows.length) return false
  const habits = past.habits(daily)
  if (!habits.length || habits.some(key => day.links.has(key))) return false
  const subnet = site.fromSubnet(day.flows[0]!, day.day)
  const least = Math.max(popular.sources, popular.share * subnet.sources)
  const instead = new Set<number>()
  for (const link of day.links.values())
    if (isNew(link, past) && subnet.linksTo(link.target, link.service) >= least) instead.add(link.service)
  return habits.every(key => instead.has(key % linkKey(1, 0)))
}

const isNew = ({ target, service, flows }: DayLink, past: Baseline): boolean =>
  !past.linkDays(target, service) && flows.some(flow => flow.state === established)
