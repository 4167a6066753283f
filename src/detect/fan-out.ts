import { established } from '../flow/codes.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { newLinks } from './new-link.ts'
import { plural, usualOf, type Detector, type Evidence, type View } from './detector.ts'

const windows = [
  { seconds: 60, name: '1 minute' },
  { seconds: 600, name: '10 minutes' },
  { seconds: 3600, name: '1 hour' },
  { seconds: 86_400, name: '1 day' },
]
/** Bits that one more target is worth at most: two targets at once are nobody's sweep. */
const perTarget = 1.5
const channelOf = (window: { name: string }) => `fan-out in ${window.name}`

/** More distinct targets in a sliding window than the source ever has, whether they answer or not. */
export const fanOut: Detector = {
  name: 'fan-out',
  title: 'A source reaches unusually many targets in a minute, ten minutes, an hour or a day',
  channels: windows.map((window, i) => ({
    name: channelOf(window),
    prior: 1 + i / 2,
    needsHistory: false,
    returns: true,
  })),
  measure: view => windows.map(window => evidence(view, window)).filter(({ magnitude }) => magnitude > 0),
}

function evidence(view: View, window: (typeof windows)[number]): Evidence {
  const flows = widest(view.day.flows, window.seconds)
  const targets = distinct(flows)
  const channel = channelOf(window)
  const shown = telling(view, flows)
  return {
    channel,
    magnitude: targets - 1,
    most: perTarget * (targets - 1),
    flows: shown,
    techniques: [
      ...new Set([...shown.map(flow => view.services.row(flow.service).technique), 'T1018', scan(flows)]),
    ].filter(Boolean),
    say: () => ({
      fact: `reached ${plural(targets, 'target')} within ${window.name}`,
      observed: outcome(flows, targets) + (shown === flows ? '' : `; ${distinct(shown)} never used before`),
      usual: usualOf(view.past, channel, 1),
    }),
  }
}

/** Most of the connections failed: somebody looks for the service, who does not know where it is. */
const scan = (flows: readonly DayFlow[]): string =>
  flows.filter(flow => flow.state !== established).length > flows.length / 2 ? 'T1046' : ''

/** The flows of the window that holds the most distinct targets; `flows` are in time order. */
function widest(flows: readonly DayFlow[], seconds: number): DayFlow[] {
  const counts = new Map<number, number>()
  let best = { size: 0, from: 0, to: 0 }
  for (let from = 0, to = 0; to < flows.length; to++) {
    const target = flows[to]!.target
    counts.set(target, (counts.get(target) ?? 0) + 1)
    while (flows[to]!.start - flows[from]!.start > seconds) {
      const leaving = flows[from++]!.target
      const left = counts.get(leaving)! - 1
      if (left) counts.set(leaving, left)
      else counts.delete(leaving)
    }
    if (counts.size > best.size) best = { size: counts.size, from, to: to + 1 }
  }
  return flows.slice(best.from, best.to)
}

const distinct = (flows: readonly DayFlow[]): number => new Set(flows.map(flow => flow.target)).size

/** Where most of the targets are new to the source, those alone: its usual business in the same window proves nothing. */
function telling(view: View, flows: readonly DayFlow[]): readonly DayFlow[] {
  if (!view.knownDays) return flows
  const fresh = new Set(newLinks(view).map(flow => flow.target))
  const unknown = flows.filter(flow => fresh.has(flow.target))
  return distinct(unknown) >= 3 ? unknown : flows
}

function outcome(flows: readonly DayFlow[], targets: number): string {
  const answered = new Set(flows.filter(flow => flow.state === 1).map(flow => flow.target)).size
  return `${plural(targets, 'target')}, of which ${answered} answered`
}
