import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Services } from '../flow/services.ts'
import { UsageError } from '../lib/errors.ts'
import { isPrefix, within } from '../lib/prefixes.ts'
import { didYouMean } from '../lib/suggest.ts'
import { timeSeconds } from '../lib/time.ts'

/** What `--from --to --host --src --dst --port --service` leave. */
export interface Narrowing {
  /** Epoch seconds, from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  /** Addresses and CIDRs of either end; empty for all. */
  readonly hosts: readonly string[]
  /** Addresses and CIDRs of the originator, and of the responder; empty for all. */
  readonly sources: readonly string[]
  readonly targets: readonly string[]
  /** The responder's ports; empty for all. */
  readonly ports: readonly number[]
  /** Service names; empty for all. */
  readonly services: readonly string[]
}

/** Whether records are narrowed by more than their times. */
const isNarrow = ({ hosts, sources, targets, ports, services }: Narrowing): boolean =>
  [hosts, sources, targets, ports, services].some(({ length }) => length > 0)

/** What the reader of a judgement must know of records that were narrowed by more than their times. */
export const narrowedStatements = (narrowing: Narrowing): string[] =>
  isNarrow(narrowing)
    ? [
        'narrowed to some hosts, ports or services: what is usual at the site, how often it sees a score, and so the severity, are told from these flows alone',
      ]
    : []

export interface NarrowingOptions {
  readonly from?: string
  readonly to?: string
  readonly host?: string[]
  readonly src?: string[]
  readonly dst?: string[]
  readonly port?: string[]
  readonly service?: string[]
}

/** Checks the options. Throws UsageError. */
export function narrowing(options: NarrowingOptions): Narrowing {
  const from = time(options.from, '--from', -Infinity)
  const to = time(options.to, '--to', Infinity)
  if (from >= to)
    throw new UsageError(`--from ${options.from} is not before --to ${options.to}; exchange them`)
  const [hosts, sources, targets] = (['host', 'src', 'dst'] as const).map(name =>
    prefixes(options[name], name),
  )
  const ports = (options.port ?? []).map(port)
  return {
    from,
    to,
    hosts: hosts!,
    sources: sources!,
    targets: targets!,
    ports,
    services: options.service ?? [],
  }
}

function prefixes(texts: readonly string[] = [], option: string): readonly string[] {
  const bad = texts.find(text => !isPrefix(text))
  if (bad === undefined) return texts
  throw new UsageError(`--${option} ${bad} is neither an address nor a CIDR prefix such as 10.1.0.0/16`)
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65536) return Number(text)
  throw new UsageError(`--port ${text} is no port; write a whole number from 0 to 65535`)
}

function time(text: string | undefined, option: string, otherwise: number): number {
  if (text === undefined) return otherwise
  const seconds = timeSeconds(text)
  if (seconds === undefined)
    throw new UsageError(
      `${option} ${text} is no time; write YYYY-MM-DD, 2026-03-01T08:00:00Z or epoch seconds`,
    )
  return seconds
}

/** A narrowing made ready for a site's numbers. */
export interface Narrow {
  /** Whether a flow counts of which only the start is known: none does where more than times narrow. */
  start(ts: number): boolean
  flow(batch: FlowBatch, i: number): boolean
  event(event: Event): boolean
}

/** Throws UsageError for a service that the catalogue does not have. */
export function narrow(narrowing: Narrowing, ids: Hosts, catalogue: Services): Narrow {
  const { from, to } = narrowing
  const codes = new Set(narrowing.services.map(name => serviceCode(name, catalogue)))
  const ports = new Set(narrowing.ports)
  const [either, source, target] = [narrowing.hosts, narrowing.sources, narrowing.targets].map(hosts =>
    hostTest(hosts, ids),
  )
  const fits = (ts: number, src: number, dst: number, port: number, service: number) =>
    ts >= from &&
    ts < to &&
    (!codes.size || codes.has(service)) &&
    (!ports.size || ports.has(port)) &&
    (!either || either(src) || either(dst)) &&
    (!source || source(src)) &&
    (!target || target(dst))
  const byTime = !isNarrow(narrowing)
  return {
    start: ts => byTime && ts >= from && ts < to,
    flow: ({ start, src, dst, dstPort, service }, i) =>
      fits(start[i]!, src[i]!, dst[i]!, dstPort[i]!, service[i]!),
    event: ({ ts, src, dst, dstPort, service }) => fits(ts, src, dst, dstPort, service),
  }
}

/** Whether a host id is one of some addresses; undefined where none are given. Answers are remembered. */
function hostTest(hosts: readonly string[], ids: Hosts): ((id: number) => boolean) | undefined {
  if (!hosts.length) return undefined
  const inside = within(hosts)
  const known: boolean[] = []
  return id => id >= 0 && (known[id] ??= inside(ids.words(id)))
}

function serviceCode(name: string, catalogue: Services): number {
  if (!catalogue.has(name))
    throw new UsageError(
      `there is no service "${name}"${didYouMean(name, catalogue.names()) || `; known are ${catalogue.names().slice(1).join(', ')}`}`,
    )
  return catalogue.code(name)
}
