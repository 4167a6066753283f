import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Services } from '../flow/services.ts'
import { UsageError } from '../lib/errors.ts'
import { isPrefix, within } from '../lib/prefixes.ts'
import { didYouMean } from '../lib/suggest.ts'
import { timeSeconds } from '../lib/time.ts'

/** What `--from --to --host --service` leave. */
export interface Narrowing {
  /** Epoch seconds, from inclusive, to exclusive. */
  readonly from: number
  readonly to: number
  /** Addresses and CIDRs of either end; empty for all. */
  readonly hosts: readonly string[]
  /** Service names; empty for all. */
  readonly services: readonly string[]
}

export interface NarrowingOptions {
  readonly from?: string
  readonly to?: string
  readonly host?: string[]
  readonly service?: string[]
}

/** Checks the options. Throws UsageError. */
export function narrowing(options: NarrowingOptions): Narrowing {
  const from = time(options.from, '--from', -Infinity)
  const to = time(options.to, '--to', Infinity)
  if (from >= to)
    throw new UsageError(`--from ${options.from} is not before --to ${options.to}; exchange them`)
  const hosts = options.host ?? []
  const bad = hosts.find(host => !isPrefix(host))
  if (bad !== undefined)
    throw new UsageError(`--host ${bad} is neither an address nor a CIDR prefix such as 10.1.0.0/16`)
  return { from, to, hosts, services: options.service ?? [] }
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
  flow(batch: FlowBatch, i: number): boolean
  event(event: Event): boolean
}

/** Throws UsageError for a service that the catalogue does not have. */
export function narrow({ from, to, hosts, services }: Narrowing, ids: Hosts, catalogue: Services): Narrow {
  const codes = new Set(services.map(name => serviceCode(name, catalogue)))
  const inside = hosts.length ? within(hosts) : undefined
  const matches: boolean[] = []
  const host = (id: number) => id >= 0 && (matches[id] ??= inside!(ids.words(id)))
  const fits = (ts: number, src: number, dst: number, service: number) =>
    ts >= from && ts < to && (!codes.size || codes.has(service)) && (!inside || host(src) || host(dst))
  return {
    flow: (batch, i) => fits(batch.start[i]!, batch.src[i]!, batch.dst[i]!, batch.service[i]!),
    event: event => fits(event.ts, event.src, event.dst, event.service),
  }
}

function serviceCode(name: string, catalogue: Services): number {
  if (!catalogue.has(name))
    throw new UsageError(
      `there is no service "${name}"${didYouMean(name, catalogue.names()) || `; known are ${catalogue.names().slice(1).join(', ')}`}`,
    )
  return catalogue.code(name)
}
