import { max } from 'd3-array'
import { states } from '../flow/codes.ts'
import type { Services } from '../flow/services.ts'
import { shortHash } from '../lib/hash.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { detectorBits, least, type Calibrated } from './calibrate.ts'
import type { Channel, Detector } from './detector.ts'
import type { Because, Finding, Step } from './finding.ts'
import type { Spoken } from './measure.ts'

export interface Naming {
  readonly services: Services
  name(host: number): string
}

/** A finding with the flows it rests on, for joining. */
export interface Found {
  readonly finding: Finding
  readonly flows: readonly DayFlow[]
}

/** One finding a detector of a judged source's day: its best channel's evidence, with the bits that calibration left. */
export function findings(
  row: Calibrated,
  channels: readonly Channel[],
  detectors: readonly Detector[],
  naming: Naming,
): Found[] {
  return detectors.flatMap(detector => {
    const { bits, channel } = detectorBits(row.bits, channels, detector)
    const evidence = row.evidence.find(found => found.detector === detector.name && found.channel === channel)
    return evidence && bits >= least ? [found(row, evidence, bits, naming)] : []
  })
}

function found(row: Calibrated, evidence: Spoken, bits: number, naming: Naming): Found {
  const flows = [...evidence.flows].sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : 1))
  const targets = new Set(flows.map(flow => naming.name(flow.dst)))
  const services = new Set(flows.map(flow => naming.services.name(flow.service)))
  const first = flows[0]!
  const src = naming.name(first.src)
  const because: Because = {
    ...evidence.words,
    fact: `${src}: ${evidence.words.fact}`,
    historyDays: row.knownDays,
    bits,
  }
  return {
    flows,
    finding: {
      id: shortHash(`${evidence.detector} ${src} ${row.day} ${first.uid}`),
      detector: evidence.detector,
      src,
      ...(targets.size === 1 && { dst: [...targets][0]! }),
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
