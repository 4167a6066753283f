import type { Event } from '../flow/event.ts'
import { bits } from '../lib/stats.ts'
import { deed, shareName } from '../profile/deeds.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { plural, type Detector, type View } from './detector.ts'
import { grades, isAdminShare, isExecutable, operation, type Grade } from './operations.ts'

/** Below this many bits a deed is the source's ordinary business. */
const ordinary = 5
/** An admin share and an execution on one target within these seconds belong together. */
const together = 600
/** Bits for the two together: either alone is administration more often. */
const combination = 6

interface Deed {
  readonly key: string
  readonly what: string
  readonly technique: string
  readonly grade: Grade
  readonly event: Event
  bits: number
}

/** What RPC operations and admin shares say is being done, weighed by how rare it is for this source and site. */
export const technique: Detector = {
  name: 'technique',
  title: 'Remote execution, credential access and the like by RPC operation and admin share',
  channels: [{ name: 'technique', prior: 0.2, needsHistory: false }],
  measure(view) {
    const deeds = surprisingDeeds(view)
    if (!deeds.length) return []
    const pairs = combined(deeds)
    const uids = new Set(deeds.map(({ event }) => event.uid))
    const flows = view.day.flows.filter(flow => uids.has(flow.uid))
    if (!flows.length) return []
    const techniques = [
      ...new Set([
        ...deeds.map(deed => deed.technique),
        ...flows.map(flow => view.services.row(flow.service).technique),
      ]),
    ]
    const magnitude = deeds.reduce((sum, deed) => sum + deed.bits - ordinary, 0) + combination * pairs
    return [
      {
        channel: 'technique',
        magnitude,
        flows,
        techniques: techniques.filter(Boolean),
        say: () => say(view, deeds, flows, pairs),
      },
    ]
  },
}

/** The day's deeds by kind and target, once each, that are rare enough. */
function surprisingDeeds(view: View): Deed[] {
  const deeds = new Map<string, Deed>()
  for (const event of view.day.events) {
    const found = recognise(event)
    if (!found || deeds.has(`${found.key} ${event.dst}`)) continue
    deeds.set(`${found.key} ${event.dst}`, { ...found, event, bits: rarity(view, found.key, found.grade) })
  }
  return [...deeds.values()].filter(deed => deed.bits > ordinary)
}

function recognise(event: Event): Omit<Deed, 'event' | 'bits'> | undefined {
  if (event.outcome === 'failure') return undefined
  const key = deed(event)
  if (event.kind === 'rpc') {
    const known = operation(String(event.detail.interface), String(event.detail.operation))
    return (
      known && {
        key: key!,
        what: known.what,
        technique: known.technique,
        grade: known.grade,
      }
    )
  }
  const share = shareName(String(event.detail.path ?? ''))
  if (!isAdminShare(share)) return undefined
  if (event.kind === 'share')
    return { key: key!, what: `opened ${share}`, technique: 'T1021.002', grade: 'administer' }
  return event.kind === 'file' ? transfer(event, key!, share) : undefined
}

/** A file written to an admin share; where a sensor logs no writes, one that is opened and runs. */
function transfer({ detail }: Event, key: string, share: string): Omit<Deed, 'event' | 'bits'> | undefined {
  const name = String(detail.name ?? '')
  if (detail.action !== 'write' && !(detail.action === 'open' && isExecutable(name))) return undefined
  const verb = detail.action === 'write' ? 'wrote' : 'opened'
  const file = name.slice(name.lastIndexOf('\\') + 1)
  return { key, what: `${verb} ${file} on ${share}`, technique: 'T1570', grade: 'transfer' }
}

/** −log2 of the share of days with this deed: the source's own days, and one day's worth of what the site and the world do. */
function rarity({ past, deeds, site, day }: View, key: string, grade: Grade): number {
  const siteDays = site.sourceDaysBefore(day.day)
  const world = 200
  const share = (deeds.before(key, day.day) + world * grades[grade]) / (siteDays + world)
  return bits(Math.min(1, (past.deedDays(key) + share) / (past.activeDays + 1)))
}

/** Targets on which an admin share was opened and something executed, within minutes and in any order. */
function combined(deeds: readonly Deed[]): number {
  const targets = new Set<number>()
  for (const share of deeds.filter(({ event }) => event.kind === 'share'))
    for (const run of deeds.filter(({ grade }) => grade === 'execute'))
      if (run.event.dst === share.event.dst && Math.abs(run.event.ts - share.event.ts) <= together)
        targets.add(run.event.dst)
  return targets.size
}

function say(
  view: View,
  deeds: readonly Deed[],
  flows: readonly DayFlow[],
  pairs: number,
): { fact: string; observed: string; usual: string } {
  const rarest = [...deeds].sort((a, b) => b.bits - a.bits)
  const what = [...new Set(rarest.map(deed => deed.what))]
  const first = rarest[0]!
  const siteDays = view.site.sourceDaysBefore(view.day.day)
  return {
    fact: `${what.slice(0, 3).join(', ')} on ${plural(new Set(flows.map(flow => flow.target)).size, 'target')}${pairs ? ': admin share and execution together' : ''}`,
    observed: plural(deeds.length, 'rare deed'),
    usual: siteDays
      ? `${first.what}: on ${view.past.deedDays(first.key)} of this source's ${plural(view.past.activeDays, 'day')}, and ${view.deeds.before(first.key, view.day.day)} of the site's ${siteDays} source days`
      : '',
  }
}
