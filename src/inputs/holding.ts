import { ascending, bisectRight } from 'd3-array'
import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'
import type { Stay } from './leases.ts'

/** The device that a lease or a frame says held an address from then on; undefined where it does not name both. */
export function holding(
  { kind, detail, ts, sensor, space }: Event,
  hosts: Hosts,
  notes: Notes,
): Holding | undefined {
  const { address, hardware } = detail
  if (!address || !hardware) return undefined
  try {
    return {
      space,
      address: hosts.id(String(address)),
      from: ts,
      device: hosts.device(`device ${String(hardware).toLowerCase()}`),
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    notes.add(sensor, `a ${kind} of what is no address: not used`)
    return undefined
  }
}

/**
 * Internal addresses of an address plan of its own (a branch, a VRF) that no lease names: each is a device of its own there,
 * whatever has the same address elsewhere.
 */
export class OwnPlans {
  readonly #addresses = new Map<string, Set<number>>()

  add({ space, src, dst, length }: FlowBatch, isInternal: (host: number) => boolean): void {
    for (let i = 0; i < length; i++) {
      if (!space[i]) continue
      let seen = this.#addresses.get(space[i]!)
      if (!seen) this.#addresses.set(space[i]!, (seen = new Set()))
      for (const host of [src[i]!, dst[i]!]) if (isInternal(host)) seen.add(host)
    }
  }

  /** The leases and arrivals by log-ins, who had these addresses beside, and a holding since ever of every other address of these plans. */
  holdings(
    leases: readonly Holding[],
    arrivals: readonly Holding[],
    stays: readonly Stay[],
    hosts: Hosts,
  ): Holding[] {
    const told = [...leases, ...arrivals]
    const leased = new Set(told.map(({ space, address }) => `${address} ${space}`))
    const own = [...this.#addresses].flatMap(([space, addresses]) =>
      [...addresses]
        .filter(address => !leased.has(`${address} ${space}`))
        .map(address => strangerAt({ space, address }, 0, hosts)),
    )
    return [...told, ...strangers(leases, arrivals, stays, hosts), ...left(told, stays, hosts), ...own]
  }
}

/** Nobody of whom leases tell: the address is its own device, in a plan of its own another than elsewhere. */
export const strangerAt = (
  { space, address }: Pick<Holding, 'space' | 'address'>,
  from: number,
  hosts: Hosts,
): Holding => ({
  space,
  address,
  from,
  device: space ? hosts.device(`${hosts.text(address)} in ${space}`) : address,
})

const placeOf = ({ space, address }: Holding | Stay): string => `${address} ${space}`

/** Leases of others are seen for so many seconds before an address's first: who held it until then had none. */
const told = 7 * 86_400

/**
 * Who held an address before its first lease, where leases of others were seen well before it, or one of that device elsewhere:
 * nobody of whom a lease tells, so its past is its own, and the first lease's device does not inherit it.
 */
function strangers(
  leases: readonly Holding[],
  arrivals: readonly Holding[],
  stays: readonly Stay[],
  hosts: Hosts,
): Holding[] {
  const firsts = new Map<string, Holding>()
  const begins = new Map<string, number>()
  for (const { space, from } of leases) begins.set(space, Math.min(from, begins.get(space) ?? Infinity))
  for (const held of [...leases, ...arrivals]) {
    const first = firsts.get(placeOf(held))
    if (!first || held.from < first.from) firsts.set(placeOf(held), held)
  }
  const came = new Set(stays.filter(({ from }) => from > 0).map(stay => `${placeOf(stay)} ${stay.device}`))
  return [...firsts.values()]
    .filter(
      first =>
        first.from > (begins.get(first.space) ?? Infinity) + told ||
        came.has(`${placeOf(first)} ${first.device}`),
    )
    .map(first => strangerAt(first, 0, hosts))
}

/** Who has an address that a device left for another, until a lease tells: nobody of whom one does. */
function left(leases: readonly Holding[], stays: readonly Stay[], hosts: Hosts): Holding[] {
  const gone = stays.filter(({ until }) => until < Infinity)
  const times = new Map(gone.map(stay => [placeOf(stay), [] as number[]]))
  for (const lease of leases) times.get(placeOf(lease))?.push(lease.from)
  for (const list of times.values()) list.sort(ascending)
  const next = (stay: Stay): number => {
    const list = times.get(placeOf(stay))!
    return list[bisectRight(list, stay.last)] ?? Infinity
  }
  return gone.filter(stay => next(stay) > stay.until).map(stay => strangerAt(stay, stay.until, hosts))
}
