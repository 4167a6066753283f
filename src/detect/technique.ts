import type { DeviceEvent } from '../flow/link-day.ts'
import { bits } from '../lib/stats.ts'
import { flowsOf } from '../profile/flows-of.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { plural, type Detector, type View } from './detector.ts'
import { grades, type Grade } from './operations.ts'
import { recognise, type Recognised } from './recognise.ts'
import { flowsAround, sweeps } from './sweeps.ts'

/** Below this many bits a deed is the source's ordinary business. */
const ordinary = 5
/** An admin share and an execution on one target within these seconds belong together. */
const together = 600
/** Bits for the two together: either alone is administration more often. */
const combination = 6

/** Bits that what failed, or only looks suspicious, is worth at most: low without history. */
const mostOfSuspect = 7.9

interface Deed extends Recognised {
  readonly event: DeviceEvent
  readonly bits: number
}

/** What RPC operations and admin shares say is being done, weighed by how rare it is for this source and site. */
export const technique: Detector = {
  name: 'technique',
  title: 'Remote execution, credential access and the like by RPC operation and admin share',
  channels: [{ name: 'technique', prior: 0.2, needsHistory: false }],
  measure(view) {
    const swept = sweepDeeds(view)
    const deeds = [...surprisingDeeds(view), ...swept]
    if (!deeds.length) return []
    const pairs = combined(deeds)
    const flows = flowsBehind(view, deeds, swept)
    if (!flows.length) return []
    const techniques = [
      ...new Set([
        ...deeds.map(deed => deed.technique),
        ...flows.map(flow => view.services.row(flow.service).technique),
      ]),
    ]
    const most = deeds.every(deed => deed.grade === 'suspect') ? { most: mostOfSuspect } : {}
    const magnitude = deeds.reduce((sum, deed) => sum + deed.bits - ordinary, 0) + combination * pairs
    return [
      {
        channel: 'technique',
        magnitude,
        ...most,
        flows,
        techniques: techniques.filter(Boolean),
        say: () => say(view, deeds, flows, pairs),
      },
    ]
  },
}

function flowsBehind({ day }: View, deeds: readonly Deed[], swept: readonly Deed[]): DayFlow[] {
  const events = (of: readonly Deed[]) => of.map(({ event }) => event)
  return [...new Set([...flowsOf(day, events(deeds)), ...flowsAround(day.flows, events(swept))])]
}

/** The day's deeds by kind and target, once each, that are rare enough. */
function surprisingDeeds(view: View): Deed[] {
  const deeds = new Map<string, Deed>()
  for (const event of view.day.events) {
    const found = recognise(event)
    const id = `${found?.key} ${event.outcome} ${event.dst}`
    if (!found || deeds.has(id)) continue
    deeds.set(id, { ...found, event, bits: rarity(view, found.key, found.grade) })
  }
  return [...deeds.values()].filter(deed => deed.bits > ordinary)
}

/** The same question to many hosts: suspicious as a whole, so that its first target counts and the others are named. */
const sweepDeeds = (view: View): Deed[] =>
  sweeps(view.day.events).flatMap(({ what, technique, events }) => {
    const { key } = recognise(events[0]!) ?? { key: what }
    const whole = rarity(view, key, 'suspect')
    if (whole <= ordinary) return []
    return events.map((event, i) => ({
      key, what, technique, grade: 'suspect' as const, event, bits: i === 0 ? whole : ordinary,
    })) // prettier-ignore
  })

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
