import { max } from 'd3-array'
import { established, states } from '../flow/codes.ts'
import type { Services } from '../flow/services.ts'
import { shortHash } from '../lib/hash.ts'
import type { Calendar } from '../profile/calendar.ts'
import type { DayFlow } from '../profile/source-day.ts'
import type { Because, Finding, Step } from './finding.ts'
import type { Outstanding, Spoken } from './outstanding.ts'

export interface Naming {
  readonly services: Services
  readonly calendar: Calendar
  name(host: number): string
  /** YYYY-MM-DD of a local day. */
  dayText(day: number): string
}

/** A finding with the flows it rests on, for joining. */
export interface Found {
  readonly finding: Finding
  readonly flows: readonly DayFlow[]
  /** Distinct targets and flows of all, of which `flows` may be a part. */
  readonly targets: number
  readonly all: number
}

/** One finding a detector of a source's day that stands out: its best channel's evidence, with the bits that calibration left. */
export const findings = (row: Outstanding, naming: Naming): Found[] =>
  row.evidence.map(evidence => found(row, evidence, naming))

function found(row: Outstanding, evidence: Spoken, naming: Naming): Found {
  const { bits } = evidence
  const flows = shownOf(evidence.flows)
  const targets = new Set(evidence.flows.map(flow => flow.dst))
  const services = new Set(flows.map(flow => naming.services.name(flow.service)))
  const first = flows[0]!
  const src = naming.name(first.src)
  const began = naming.calendar.day(first.start)
  const earlier = began < row.day ? ` (began on ${naming.dayText(began)}, seen when it ended)` : ''
  const because: Because = {
    ...evidence.words,
    fact: `${src}: ${evidence.words.fact}${earlier}`,
    historyDays: row.knownDays,
    bits,
  }
  return {
    flows,
    targets: targets.size,
    all: evidence.flows.length,
    finding: {
      id: shortHash(`${evidence.detector} ${src} ${row.day} ${first.uid}`),
      detector: evidence.detector,
      src,
      ...(targets.size === 1 && { dst: naming.name(first.dst) }),
      ...(services.size === 1 && { service: [...services][0]! }),
      start: first.start,
      end: max(flows, flow => flow.start + flow.duration)!,
      score: bits,
      techniques: [...new Set(evidence.techniques)].sort(),
      because: [because],
      steps: flows.map(flow => step(flow, row.users.get(flow.uid), naming, [evidence.words.fact])),
    },
  }
}

/** Flows that one finding shows and is joined by. */
const mostShown = 1000

/** In time order; of very many the first, those that were answered before others: nobody moves on from where he was not let in. */
function shownOf(flows: readonly DayFlow[]): DayFlow[] {
  const inTime = [...flows].sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
  if (inTime.length <= mostShown) return inTime
  const shown = new Set(inTime.filter(flow => flow.state === established).slice(0, mostShown))
  for (const flow of inTime) if (shown.size < mostShown) shown.add(flow)
  return inTime.filter(flow => shown.has(flow))
}

export function step(
  flow: DayFlow,
  user: string | undefined,
  naming: Naming,
  because: readonly string[],
): Step {
  return {
    ts: flow.start,
    src: naming.name(flow.src),
    dst: naming.name(flow.dst),
    service: naming.services.name(flow.service),
    port: flow.dstPort,
    uid: flow.uid,
    state: states[flow.state]!,
    ...(user && { user }),
    sensor: flow.sensor,
    because,
  }
}
