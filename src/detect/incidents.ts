import { max, min } from 'd3-array'
import { guessed } from '../flow/codes.ts'
import { shortHash } from '../lib/hash.ts'
import { linkKey, type DayFlow } from '../profile/source-day.ts'
import { plural } from './detector.ts'
import { least, lookElsewhere } from './scores.ts'
import { step, type Found, type Naming } from './findings.ts'
import { samplingCaveat } from './sampled.ts'
import type { Because, Incident, Step } from './finding.ts'
import type { Frequency } from './frequency.ts'
import type { Group, Story } from './stories.ts'
import { title } from './title.ts'

export interface Telling extends Naming {
  readonly frequency: Frequency
  /** YYYY-MM-DD of a local day. */
  dayText(day: number): string
}

/** Stories that hang together, as what an analyst opens. */
export function incident(group: Group, telling: Telling): Incident {
  const { stories } = group
  const found = stories.flatMap(story => story.found)
  const steps = mergedSteps(stories, telling)
  const score = stories.reduce((sum, story) => sum + story.score, 0)
  const because = found
    .flatMap(({ finding }) => finding.because)
    .sort((a, b) => b.bits - a.bits || (a.fact < b.fact ? -1 : 1))
  const first = steps[0]!
  const day = min(stories, story => story.row.day)!
  return {
    id: shortHash(`incident ${first.src} ${day} ${first.uid}`),
    start: first.ts,
    end: max(found, ({ finding }) => finding.end)!,
    score,
    severity: telling.frequency.severity(score),
    title: title(group, steps, telling.name),
    hosts: [...new Set(steps.flatMap(({ src, dst }) => [src, dst]))],
    techniques: [...new Set(found.flatMap(({ finding }) => finding.techniques))].sort(),
    steps,
    findings: found.map(({ finding }) => finding.id),
    because,
    day: telling.dayText(day),
    frequency: telling.frequency.words(score),
    caveats: [...leftOut(found), ...caveats(stories, because, telling.frequency.known)],
  }
}

/** Every flow once, in time order, with the facts of all findings that rest on it. */
function mergedSteps(stories: readonly Story[], naming: Naming): Step[] {
  const flows = new Map<string, { flow: DayFlow; user: string | undefined; facts: string[] }>()
  for (const { row, found } of stories) {
    for (const { finding, flows: own } of found) {
      for (const flow of own) {
        // Two sources' stories may both hold a flow; which account it was used with, one of them knows.
        const entry = flows.get(flow.uid) ?? { flow, user: undefined, facts: [] }
        entry.user ??= row.users.get(flow.uid)
        entry.facts.push(finding.steps[0]!.because[0]!)
        flows.set(flow.uid, entry)
      }
    }
  }
  return [...flows.values()]
    .map(({ flow, user, facts }) => step(flow, user, naming, facts))
    .sort((a, b) => a.ts - b.ts || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0))
}

/** The links of a story that its source used before, each once. */
function knownLinks({ row, found }: Story): number[] {
  const links = found.flatMap(({ flows }) => flows.map(flow => linkKey(flow.target, flow.service)))
  return [...new Set(links)].filter(key => !row.newLinks.has(key))
}

/** Of findings that rest on very many flows, how many are shown. */
const leftOut = (found: readonly Found[]): string[] =>
  found
    .filter(({ flows, all }) => flows.length < all)
    .map(
      ({ finding, flows, all }) =>
        `${finding.detector}: ${flows.length} of its ${plural(all, 'flow')} are shown`,
    )

function caveats(stories: readonly Story[], because: readonly Because[], history: boolean): string[] {
  const flows = [...new Set(stories.flatMap(story => story.found.flatMap(({ flows }) => flows)))]
  const known = stories.flatMap(story => knownLinks(story))
  const links = new Set(flows.map(flow => `${flow.src} ${linkKey(flow.target, flow.service)}`)).size
  const guesses = new Set(flows.filter(flow => flow.direction === guessed)).size
  const days = min(because, ({ historyDays }) => historyDays)!
  const weak = because.filter(({ bits }) => bits < least + lookElsewhere).length
  return [
    ...(history && days < 3 ? [`a source here has only ${days} days of history`] : []),
    ...(guesses ? [`who opened the connection is guessed for ${guesses} of ${flows.length} flows`] : []),
    ...[samplingCaveat(flows)].filter(Boolean),
    ...(history && known.length
      ? [
          known.length === links
            ? 'every link here was used on days before'
            : `${known.length} of ${plural(links, 'link')} were used on days before`,
        ]
      : []),
    ...(weak === because.length
      ? [
          because.length === 1
            ? 'its only reason is weak'
            : 'each reason by itself is weak; together they are unusual',
        ]
      : []),
  ]
}
