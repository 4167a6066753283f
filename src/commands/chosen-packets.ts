import type { FlowBatch } from '../flow/batch.ts'
import { communityId } from '../flow/community-id.ts'
import { UsageError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Rejects } from '../lib/rejects.ts'
import { narrow } from '../inputs/narrowing.ts'
import { readSensor, siteContext, type SiteContext } from '../inputs/reading.ts'
import type { SensorInputs } from '../inputs/sensor-inputs.ts'
import type { Carving } from '../read/carve/carve.ts'
import { firstFrame } from '../read/carve/first-frame.ts'
import { FramePicker } from '../read/carve/frame-picker.ts'
import type { Step } from '../detect/finding.ts'
import { plural } from '../report/format.ts'
import type { CarveRequest } from './carve-request.ts'
import { StepFlows } from './step-flows.ts'

/** One sensor's captures and the flows that are wanted of them. */
export interface Chosen extends Carving {
  readonly steps: ReadonlySet<Step>
  /** Flows that were wanted and came from flow exports. */
  readonly exported: number
}

/** More flows than this are no choice: they would fill the memory. */
const mostFlows = 1_000_000

/** Reads a sensor's captures as `analyze` does, and chooses among the flows. Throws UsageError where too many fit. */
export async function chosenOf(
  { site, sensor }: CarveRequest['sensors'][number],
  request: CarveRequest,
  { rejects, notes }: { readonly rejects: Rejects; readonly notes: Notes },
): Promise<Chosen> {
  const context = siteContext(site, rejects, notes)
  const kept = narrow(request.narrowing, context.hosts, context.services)
  const ofSteps = request.steps.length > 0 ? new StepFlows(request.steps, whoAlone(sensor)) : undefined
  const picker = new FramePicker()
  const captures = capturesOf(sensor, request.until)
  let exported = 0
  for await (const { flows } of readSensor(captures, context, () => undefined))
    for (let i = 0; flows && i < flows.length; i++) {
      if (!kept.flow(flows, i) || (ofSteps && !ofSteps.take(flows, i, context.hosts))) continue
      if (request.communityIds.size > 0 && !request.communityIds.has(idOf(flows, i, context))) continue
      if (isExported(flows, i)) exported++
      else picker.flows.add(flowOf(flows, i, context))
      if (picker.flows.size > mostFlows)
        throw new UsageError(
          `more than ${plural(mostFlows, 'flow')} fit; choose fewer, as with --from and --to`,
        )
    }
  return {
    inputs: [...captures.inputs.values()].flat(),
    picker,
    steps: ofSteps?.found ?? new Set(),
    exported,
  }
}

/** The sensor, where its captures are all it has: a log of the same place names its flows otherwise. */
const whoAlone = ({ name, inputs }: SensorInputs): string | undefined =>
  [...inputs.keys()].every(reader => reader.name === 'pcap') ? name : undefined

/** The captures among a sensor's inputs that begin before a time. */
const capturesOf = (sensor: SensorInputs, until: number): SensorInputs => ({
  ...sensor,
  inputs: new Map(
    [...sensor.inputs]
      .filter(([reader]) => reader.name === 'pcap')
      .map(([reader, inputs]) => [
        reader,
        inputs.filter(({ head }) => Number(firstFrame(head)?.nanoseconds ?? 0n) / 1e9 <= until),
      ]),
  ),
})

const idOf = (
  { src, dst, srcPort, dstPort, protocol }: FlowBatch,
  i: number,
  { hosts }: SiteContext,
): string => communityId(hosts.words(src[i]!), hosts.words(dst[i]!), srcPort[i]!, dstPort[i]!, protocol[i]!)

/** Only what was made of packets has a history; of the protocols that have none exports are rare. */
const isExported = ({ history, protocol }: FlowBatch, i: number): boolean =>
  history[i] === '' && (protocol[i] === 6 || protocol[i] === 17)

const flowOf = (flows: FlowBatch, i: number, { hosts }: SiteContext) => ({
  src: hosts.words(flows.src[i]!),
  dst: hosts.words(flows.dst[i]!),
  srcPort: flows.srcPort[i]!,
  dstPort: flows.dstPort[i]!,
  protocol: flows.protocol[i]!,
  start: flows.start[i]!,
  end: flows.start[i]! + flows.duration[i]!,
  tunnel: flows.tunnel[i]!,
})
