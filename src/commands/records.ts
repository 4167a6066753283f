import type { FlowBatch } from '../flow/batch.ts'
import { directions, protocolName, serviceBys, states } from '../flow/codes.ts'
import { communityId } from '../flow/community-id.ts'
import type { Event } from '../flow/event.ts'
import { UsageError } from '../lib/errors.ts'
import { Notes } from '../lib/notes.ts'
import { Rejects } from '../lib/rejects.ts'
import { didYouMean } from '../lib/suggest.ts'
import { gather } from '../inputs/inputs.ts'
import type { Io } from '../io.ts'
import { narrow, narrowing, type Narrow, type NarrowingOptions } from '../inputs/narrowing.ts'
import { readSensor, siteContext, type SiteContext } from '../inputs/reading.ts'
import type { Batch, OtherFlows } from '../read/reader.ts'
import { header, recordLines, rowFormats, type Row, type RowFormat } from '../report/records.ts'
import { Progress } from './progress.ts'
import { limitRejects, sayRejected } from './rejected.ts'

export interface RecordOptions extends NarrowingOptions {
  readonly format?: string
  readonly site?: string
  readonly follow?: boolean
  readonly quiet?: boolean
  readonly maxRejects?: number
}

/** What a command prints. */
interface Records {
  /** What one of them is called. */
  readonly name: string
  readonly keys: readonly string[]
  /** Whether flows of services that are not remote are printed too. */
  readonly all: boolean
  readonly rows: (batch: Batch, context: SiteContext, narrow: Narrow) => Row[]
}

const uncounted: OtherFlows = { add: () => {} }

/** `eastwest flows`: normalised flows, by default of remote services only. */
export function flows(
  paths: readonly string[],
  options: RecordOptions & { all?: boolean },
  io: Io,
): Promise<void> {
  const { all = false } = options
  const rows: Records['rows'] = ({ flows: batch }, context, narrow) => {
    const found: Row[] = []
    for (let i = 0; batch && i < batch.length; i++) {
      const wanted = all || context.services.isRemote(batch.service[i]!)
      if (wanted && narrow.flow(batch, i)) found.push(flowRow(batch, i, context))
    }
    return found
  }
  return print(paths, options, io, {
    name: all ? 'flow' : 'flow of a remote service',
    keys: flowKeys,
    all,
    rows,
  })
}

/** `eastwest events`: what was decoded inside flows. */
export function events(paths: readonly string[], options: RecordOptions, io: Io): Promise<void> {
  const rows: Records['rows'] = ({ events: batch = [] }, context, narrow) =>
    batch.filter(event => narrow.event(event)).map(event => eventRow(event, context))
  return print(paths, options, io, { name: 'event', keys: eventKeys, all: false, rows })
}

async function print(
  paths: readonly string[],
  options: RecordOptions,
  io: Io,
  { name, keys, all, rows }: Records,
): Promise<void> {
  const format = rowFormat(options.format ?? 'jsonl')
  const chosen = narrowing(options)
  const rejects = new Rejects()
  const notes = new Notes()
  const progress = new Progress(io, options.quiet ?? false)
  const { site, follow, quiet = false } = options
  const { meter, stage } = progress
  const gathered = await gather({ paths, site, follow, stdin: io.stdin, rejects, meter, stage })
  progress.total = gathered.bytes
  const ready = gathered.sites.map(site => {
    const context = siteContext(site, rejects, notes)
    return { site, context, kept: narrow(chosen, context.hosts, context.services) }
  })
  const lines = recordLines(format)
  let printed = 0
  await io.out(header(keys, format))
  for (const { site, context, kept } of ready)
    for (const sensor of site.sensors)
      for await (const batch of readSensor(sensor, context, () => (all ? undefined : uncounted))) {
        const found = rows(batch, context, kept)
        for (const row of found) lines.add(row)
        printed += found.length
        const taken = lines.take()
        if (taken.length) await io.out(taken)
      }
  progress.done()
  if (!quiet) sayRejected(io, rejects, notes, gathered.skipped)
  if (!quiet && !printed) io.err(`eastwest: the input has no ${name} that was asked for\n`)
  limitRejects(rejects, options.maxRejects, gathered, 'the same command without --quiet')
}

function rowFormat(format: string): RowFormat {
  const found = rowFormats.find(known => known === format)
  if (!found)
    throw new UsageError(
      `there is no format "${format}"${didYouMean(format, rowFormats) || `; known are ${rowFormats.join(', ')}`}`,
    )
  return found
}

const flowKeys = [
  'sensor', 'space', 'uid', 'communityId', 'start', 'duration', 'src', 'srcPort', 'dst', 'dstPort', 'protocol', 'service', 'serviceBy',
  'state', 'history', 'srcBytes', 'dstBytes', 'srcPackets', 'dstPackets', 'direction', 'vlan', 'tunnel',
  'inInterface', 'outInterface', 'vrf', 'srcAs', 'dstAs',
] // prettier-ignore
const eventKeys = [
  'sensor',
  'space',
  'uid',
  'ts',
  'src',
  'srcPort',
  'dst',
  'dstPort',
  'protocol',
  'service',
  'kind',
  'user',
  'outcome',
  'detail',
]

const microseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6

function flowRow(batch: FlowBatch, i: number, { hosts, services }: SiteContext): Row {
  const [src, dst] = [batch.src[i]!, batch.dst[i]!]
  const [srcPort, dstPort, protocol] = [batch.srcPort[i]!, batch.dstPort[i]!, batch.protocol[i]!]
  return {
    sensor: batch.sensor[i]!,
    space: batch.space[i]!,
    uid: batch.uid[i]!,
    communityId: communityId(hosts.words(src), hosts.words(dst), srcPort, dstPort, protocol),
    start: microseconds(batch.start[i]!),
    duration: microseconds(batch.duration[i]!),
    src: hosts.text(src),
    srcPort,
    dst: hosts.text(dst),
    dstPort,
    protocol: protocolName(protocol),
    service: services.name(batch.service[i]!),
    serviceBy: serviceBys[batch.serviceBy[i]!]!,
    state: states[batch.state[i]!]!,
    history: batch.history[i]!,
    srcBytes: batch.srcBytes[i]!,
    dstBytes: batch.dstBytes[i]!,
    srcPackets: batch.srcPackets[i]!,
    dstPackets: batch.dstPackets[i]!,
    direction: directions[batch.direction[i]!]!,
    vlan: batch.vlan[i]!,
    tunnel: batch.tunnel[i]!,
    inInterface: batch.inInterface[i]!,
    outInterface: batch.outInterface[i]!,
    vrf: batch.vrf[i]!,
    srcAs: batch.srcAs[i]!,
    dstAs: batch.dstAs[i]!,
  }
}

const eventRow = (event: Event, { hosts, services }: SiteContext): Row => ({
  sensor: event.sensor,
  space: event.space,
  uid: event.uid,
  ts: microseconds(event.ts),
  src: event.src < 0 ? '' : hosts.text(event.src),
  srcPort: event.srcPort,
  dst: event.dst < 0 ? '' : hosts.text(event.dst),
  dstPort: event.dstPort,
  protocol: protocolName(event.protocol),
  service: services.name(event.service),
  kind: event.kind,
  user: event.user,
  outcome: event.outcome,
  detail: event.detail,
})
