import { flowOf, flowsNoticed, flowsOf } from '../profile/flows-of.ts'
import type { DayFlow } from '../profile/source-day.ts'
import {
  callBacks,
  ordinary,
  rarity,
  surprisingDeeds,
  sweepDeeds,
  type CallBack,
  type Deed,
} from './day-deeds.ts'
import { countedOnce } from './counted-once.ts'
import { plural, type Detector, type View, type Words } from './detector.ts'
import { alone, type Grade } from './grades.ts'
import { recognise } from './recognise.ts'
import { flowsAround } from './sweeps.ts'
import { Times } from './times.ts'

/** An admin share and an execution on one target within these seconds belong together. */
const together = 600
/** What the two together weigh: either alone is administration more often. Without history nothing else speaks for it. */
const combination = { history: 6, none: 25 }

/** Bits that a day of what failed, only looks suspicious or looks around is worth at most, and one with administration too: low and medium without history. */
const mostOfSuspect = 7.9
const mostOfAdministration = 14.9

/** What RPC operations and admin shares say is being done, weighed by how rare it is for this source and site. */
export const technique: Detector = {
  name: 'technique',
  title: 'Remote execution, credential access and the like by RPC operation and admin share',
  channels: [{ name: 'technique', prior: 0.2, needsHistory: false }],
  measure(view) {
    const swept = sweepDeeds(view)
    const calls = callBacks(view)
    const { deeds: surprising, agreed } = countedOnce(view, surprisingDeeds(view))
    const own = [...surprising, ...swept]
    const deeds = [...own, ...forcedDeeds(view, own, calls)]
    if (!deeds.length) return []
    const pairs = combined(deeds)
    const flows = flowsBehind(view, deeds, swept, calls)
    if (!flows.length) return []
    const techniques = [
      ...techniquesOf(deeds),
      // RPC alone is no DCOM: that is told by its operations.
      ...flows
        .map(({ service }) => view.services.row(service))
        .map(row => (row.name === 'rpc' ? '' : row.technique)),
    ]
    const most = mostOf(deeds)
    const weight = view.history ? combination.history : combination.none
    return [
      {
        channel: 'technique',
        magnitude: weightOfAll(view, deeds) + weight * spread(pairs),
        ...(most && { most }),
        flows,
        techniques: [...new Set(techniques)].filter(Boolean),
        say: () =>
          say(view, deeds, flows, pairs, [calls.length > 0 && calledBackWords, agreed && agreedWords]),
      },
    ]
  },
}

function mostOf(deeds: readonly Deed[]): number | undefined {
  const grades = new Set(deeds.map(({ grade }) => grade))
  for (const grade of grades) if (!mild.has(grade)) return undefined
  return grades.has('administer') ? mostOfAdministration : mostOfSuspect
}
const mild = new Set<Grade>(['suspect', 'administer', 'discover'])

/** Who stops or removes a service after making one tidies up: that is no impact. */
function techniquesOf(deeds: readonly Deed[]): string[] {
  const all = deeds.flatMap(deed => deed.techniques)
  return all.includes('T1543.003') ? all.filter(id => id !== 'T1489') : all
}

/** The same deed on a second target says less than it did on the first: how far a source reaches is told by its fan-out. */
const spread = (times: number): number => Math.log2(1 + times)

function weightOfAll(view: View, deeds: readonly Deed[]): number {
  const kinds = new Map<string, { most: number; times: number }>()
  for (const deed of deeds) {
    const weight = weightOf(view, deed)
    const { most, times } = kinds.get(deed.what) ?? { most: 0, times: 0 }
    kinds.set(deed.what, { most: Math.max(most, weight), times: times + Number(weight > 0) })
  }
  return [...kinds.values()].reduce((sum, { most, times }) => sum + most * spread(times), 0)
}

/** How far a deed is beyond the ordinary; without history no less than what it is by itself. */
const weightOf = ({ history }: View, deed: Deed): number =>
  Math.max(deed.bits - ordinary, history ? 0 : (alone[deed.grade] ?? 0))

/** A host's own log-in on who just came to it, where no call was seen that forced it: the session may be encrypted. */
function forcedDeeds(view: View, deeds: readonly Deed[], calls: readonly CallBack[]): Deed[] {
  const seen = new Set(
    deeds.filter(({ techniques }) => techniques.includes('T1187')).map(({ event }) => event.target),
  )
  const key = 'called back'
  const bits = rarity(view, key, 'suspect')
  return calls
    .filter(({ flow }) => !seen.has(flow.target) && bits > ordinary)
    .map(({ logins }) => ({
      key,
      what: 'came to a host as to force it to authenticate',
      techniques: ['T1187'],
      grade: 'suspect',
      event: logins[0]!,
      bits,
    }))
}

function flowsBehind(
  { day }: View,
  deeds: readonly Deed[],
  swept: readonly Deed[],
  calls: readonly CallBack[],
): DayFlow[] {
  const events = (of: readonly Deed[]) => of.map(({ event }) => event)
  const own = deeds.filter(({ event }) => event.src === day.src)
  const back = deeds.some(({ techniques }) => techniques.includes('T1187')) ? calls : []
  return [
    ...new Set([
      ...flowsOf(day, events(own)),
      ...flowsNoticed(day, events(own)),
      ...flowsAround(day.flows, events(swept)),
      ...back.map(({ flow }) => flow),
    ]),
    ...back.flatMap(({ logins }) => logins.slice(0, mostCalls).map(flowOf)),
  ]
}

/** Flows shown of one host that was forced to log in. */
const mostCalls = 10

/** Targets on which an admin share was opened and something executed, within minutes and in any order. */
function combined(deeds: readonly Deed[]): number {
  const executions = timesOf(deeds.filter(isExecution))
  const runs = timesOf(deeds.filter(isRun))
  const targets = new Set<number>()
  for (const { grade, event } of deeds) {
    const after = grade === 'transfer' ? runs : event.kind === 'share' ? executions : undefined
    if (after?.any(event.dst, event.ts, together)) targets.add(event.dst)
  }
  return targets.size
}

const timesOf = (deeds: readonly Deed[]): Times =>
  new Times(deeds.map(({ event }) => ({ key: event.dst, ts: event.ts })))

const isExecution = ({ grade }: Deed): boolean => grade === 'execute'

/** What also runs a file that was put there: a service started, an object activated. */
const isRun = (deed: Deed): boolean =>
  isExecution(deed) ||
  /::(StartService[AW]|RemoteCreateInstance|RemoteGetClassObject|RemoteActivation)$/.test(deed.key)

function say(
  view: View,
  deeds: readonly Deed[],
  flows: readonly DayFlow[],
  pairs: number,
  remarks: readonly (string | false)[],
): Words {
  const rarest = [...deeds].sort((a, b) => weightOf(view, b) - weightOf(view, a))
  const what = [...new Set(rarest.map(deed => deed.what))]
  const first = rarest[0]!
  const siteDays = view.history ? view.site.sourceDaysBefore(view.day.day) : 0
  const targets = new Set(flows.filter(flow => flow.target !== view.day.src).map(flow => flow.target)).size
  const more = [pairs ? 'admin share and execution together' : '', ...remarks].filter(Boolean)
  return {
    fact: `${what.slice(0, 3).join(', ')} on ${plural(targets, 'target')}${more.length ? `: ${more.join(', ')}` : ''}`,
    observed: plural(deeds.length, 'rare deed'),
    usual:
      siteDays && isCounted(first)
        ? `${first.what}: on ${view.past.deedDays(first.key)} of this source's ${plural(view.past.activeDays, 'day')}, and ${view.deeds.before(first.key, view.day.day)} of the site's ${siteDays} source days`
        : '',
  }
}

/** What is told from several events together is counted nowhere: nothing can be said of how usual it is. */
const isCounted = ({ event, key }: Deed): boolean => recognise(event)?.key === key

const agreedWords = 'the sensor noticed it too'
const calledBackWords = 'the target logged in on the source with its own account'
