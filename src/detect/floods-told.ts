import { max } from 'd3-array'
import { shortHash } from '../lib/hash.ts'
import type { Flood, Floods } from '../profile/floods.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { plural } from './detector.ts'
import type { Because, Finding, Incident } from './finding.ts'
import { step, type Naming } from './findings.ts'
import { least } from './scores.ts'

interface Telling extends Naming {
  readonly judged: ReadonlySet<number>
  dayText(day: number): string
}

/** A day's flood is news where it has so many times the sources of any day before. */
const growth = 2
/** Flows that are shown of one day, and targets that are named. */
const most = { flows: 100, targets: 10 }

/** TCP's SYN floods are among the exhaustion floods of ATT&CK. */
const technique = 'T1499.001'

/** The floods of each judged day as one thing, where no day before had nearly as many sources. */
export function floodsTold(floods: Floods, telling: Telling): { finding: Finding; incident: Incident }[] {
  const sources = floods.sources()
  const isNews = (day: number, count: number) =>
    [...sources].every(([other, before]) => other >= day || count >= growth * before)
  return [...sources]
    .filter(([day, count]) => telling.judged.has(day) && isNews(day, count))
    .map(([day, count]) => told(floods.on(day), day, count, telling))
}

/** Of judged days, what was counted and not judged one by one. */
export const floodStatements = (floods: Floods, { judged, dayText }: Telling): string[] =>
  [...floods.sources()]
    .filter(([day]) => judged.has(day))
    .map(
      ([day, count]) =>
        `${plural(count, 'source')} that had never been seen before ${dayText(day)} only made attempts on that day which were not answered, on targets that at least 100 such sources tried: they are counted by target and not judged one by one`,
    )

function told(floods: readonly Flood[], day: number, sources: number, telling: Telling) {
  const { name, dayText } = telling
  const flows = shownOf(floods)
  const targets = floods.map(({ target }) => name(target))
  const services = [...new Set(floods.flatMap(flood => [...flood.services]))]
    .map(service => telling.services.name(service))
    .sort()
  const where = targets.length === 1 ? targets[0]! : plural(targets.length, 'target')
  const attempts = floods.reduce((sum, flood) => sum + flood.attempts, 0)
  const because: Because = {
    fact: `${plural(sources, 'source')} never seen before tried ${where} over ${services.join(', ')} without an answer`,
    observed: `${plural(attempts, 'attempt')}; ${floods
      .slice(0, most.targets)
      .map(flood => `${name(flood.target)}: ${plural(flood.sources, 'source')}`)
      .join(', ')}${targets.length > most.targets ? ', …' : ''}`,
    usual: '',
    historyDays: 0,
    bits: least,
  }
  const steps = flows.map(flow => step(flow, undefined, telling, [because.fact]))
  const common = {
    start: flows[0]!.start,
    end: max(flows, flow => flow.start + flow.duration)!,
    score: least,
    techniques: [technique],
    because: [because],
    steps,
  }
  const first = steps[0]!
  const finding: Finding = {
    ...common,
    id: shortHash(`flood ${day} ${first.uid}`),
    detector: 'flood',
    src: first.src,
    ...(targets.length === 1 && { dst: targets[0]! }),
    ...(services.length === 1 && { service: services[0]! }),
  }
  const incident: Incident = {
    ...common,
    id: shortHash(`incident flood ${day} ${first.uid}`),
    severity: 'info',
    title: `flood of unanswered attempts over ${services.join(', ')}: ${plural(sources, 'source')} → ${where}`,
    hosts: [...new Set(steps.flatMap(({ src, dst }) => [src, dst]))],
    findings: [finding.id],
    day: dayText(day),
    frequency: '',
    caveats: [
      `${flows.length} of ${plural(attempts, 'attempt')} are shown; addresses of sources may be made up`,
    ],
  }
  return { finding, incident }
}

/** The first flows of the floods of a day, a few of each target. */
function shownOf(floods: readonly Flood[]): DayFlow[] {
  const each = Math.max(1, Math.floor(most.flows / floods.length))
  return floods
    .flatMap(({ shown }) => shown.slice(0, each))
    .slice(0, most.flows)
    .sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
}
