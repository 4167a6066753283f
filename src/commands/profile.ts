import { DecodeError, UsageError } from '../lib/errors.ts'
import { Notes } from '../lib/notes.ts'
import { Rejects } from '../lib/rejects.ts'
import { isPrefix } from '../lib/prefixes.ts'
import { didYouMean } from '../lib/suggest.ts'
import { localTime } from '../lib/time.ts'
import { fillStore } from '../inputs/fill-store.ts'
import { gather, type SiteInputs } from '../inputs/inputs.ts'
import type { Io } from '../io.ts'
import { narrowing, type Narrowing, type NarrowingOptions } from '../inputs/narrowing.ts'
import { Habits } from '../profile/habits.ts'
import { sourceDays } from '../profile/records.ts'
import { siteContext, type SiteContext } from '../inputs/reading.ts'
import { jsonLine } from '../report/escape.ts'
import { profileLines, type ServiceProfile } from '../report/host-profile.ts'
import { serviceProfiles } from './service-profiles.ts'
import { openDuckdb } from '../store/stores.ts'
import type { Store } from '../store/store.ts'
import { Progress } from './progress.ts'
import { limitRejects, sayRejected } from './rejected.ts'

export interface ProfileOptions extends NarrowingOptions {
  readonly site?: string
  readonly follow?: boolean
  readonly format: string
  readonly quiet?: boolean
  readonly maxRejects?: number
}

const formats = ['terminal', 'jsonl']

/** `eastwest profile HOST PATH…`: what a host usually does with each remote service, and who uses it. */
export async function profile(
  host: string,
  paths: readonly string[],
  options: ProfileOptions,
  io: Io,
): Promise<void> {
  if (!formats.includes(options.format))
    throw new UsageError(
      `there is no format "${options.format}"${didYouMean(options.format, formats) || `; known are ${formats.join(', ')}`}`,
    )
  if (!isPrefix(host) || host.includes('/'))
    throw new UsageError(`${host} is no address: write HOST first, as in eastwest profile 10.1.2.3 PATH`)
  const chosen = narrowing(options)
  const rejects = new Rejects()
  const notes = new Notes()
  const progress = new Progress(io, options.quiet ?? false)
  const { site, follow, quiet = false } = options
  const { meter, stage } = progress
  const gathered = await gather({ paths, site, follow, stdin: io.stdin, rejects, meter, stage })
  progress.total = gathered.bytes
  const found: Found[] = []
  for (const inputs of gathered.sites)
    for (const one of await profileSite(inputs, host, chosen, siteContext(inputs, rejects, notes)))
      found.push(one)
  progress.done()
  if (!quiet) sayRejected(io, rejects, notes, gathered.skipped)
  if (!found.some(({ profiles }) => profiles.length))
    throw new UsageError(
      `${host} takes part in no flow of a remote service${didYouMean(
        host,
        found.flatMap(({ hosts }) => hosts),
      )}`,
    )
  await print(found, options.format, io)
  limitRejects(rejects, options.maxRejects, gathered, 'the same command without --quiet')
}

/** A host as one address plan of a site knows it, and all addresses that take part there. */
interface Found {
  readonly host: string
  readonly timezone: string
  readonly profiles: readonly ServiceProfile[]
  readonly hosts: readonly string[]
}

async function profileSite(
  site: SiteInputs,
  host: string,
  narrowing: Narrowing,
  context: SiteContext,
): Promise<Found[]> {
  const { timezone } = site.config
  const time = localTime(timezone)
  const store = await openDuckdb(time)
  try {
    await fillStore(store, site, context, narrowing, time)
    const { devices, addresses } = await devicesOf(store, idOf(host, context))
    const plans = [...devices].sort(([a], [b]) => (a < b ? -1 : 1))
    const habits = plans.map(([, ofPlan]) => new Habits(ofPlan, time))
    if (plans.length)
      for await (const day of sourceDays(store, time)) for (const each of habits) each.add(day)
    const name = site.name || site.sensors.map(sensor => sensor.name).join(', ')
    const hosts = addresses.map(id => context.hosts.text(id))
    if (!plans.length) return [{ host, timezone, profiles: [], hosts }]
    return plans.map(([space], i) => {
      const named = space ? `${host} in ${space}` : host
      const profiles = serviceProfiles(habits[i]!, { site: name, host: named, ...context })
      return { host: named, timezone, profiles, hosts }
    })
  } finally {
    await store.close()
  }
}

function idOf(host: string, { hosts }: SiteContext): number {
  try {
    return hosts.id(host)
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`${host} is no address`)
    throw error
  }
}

/** The devices that ever held an address, by address plan, and all addresses. */
async function devicesOf(
  store: Store,
  address: number,
): Promise<{ devices: Map<string, Set<number>>; addresses: number[] }> {
  const devices = new Map<string, Set<number>>()
  // Of an external host, which has no device of its own in any plan, there is one.
  const add = (space: string, device: number) => {
    const plan = device === address ? '' : space
    devices.set(plan, (devices.get(plan) ?? new Set()).add(device))
  }
  const addresses = new Set<number>()
  for await (const { length, space, src, dst, srcDevice, dstDevice } of store.flowsBySource())
    for (let i = 0; i < length; i++) {
      if (src[i] === address) add(space[i]!, srcDevice[i]!)
      if (dst[i] === address) add(space[i]!, dstDevice[i]!)
      addresses.add(src[i]!).add(dst[i]!)
    }
  return { devices, addresses: [...addresses] }
}

async function print(found: readonly Found[], format: string, io: Io): Promise<void> {
  const view = {
    color: io.outIsTerminal && !io.env.NO_COLOR,
    width: Math.max(40, Math.min(io.columns, 140)),
    out: '',
  }
  for (const { host, timezone, profiles } of found) {
    if (!profiles.length) continue
    if (format === 'jsonl') for (const profile of profiles) await io.out(`${jsonLine(profile)}\n`)
    else for (const line of profileLines(host, profiles, timezone, view)) await io.out(line)
  }
}
