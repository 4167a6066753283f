import type { FlowBatch } from '../flow/batch.ts'
import type { Event } from '../flow/event.ts'
import type { Hosts } from '../flow/hosts.ts'
import type { Holding } from '../flow/link-day.ts'
import { DecodeError } from '../lib/errors.ts'
import type { Notes } from '../lib/notes.ts'

/** The device that a lease says held an address from then on; undefined where it does not name both. */
export function holding(
  { detail, ts, sensor, space }: Event,
  hosts: Hosts,
  notes: Notes,
): Holding | undefined {
  const { address, hardware } = detail
  if (!address || !hardware) return undefined
  try {
    return { space, address: hosts.id(String(address)), from: ts, device: hosts.device(`device ${hardware}`) }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    notes.add(sensor, 'a lease of what is no address: not used')
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

  /** The leases, and a holding since ever of every other address of these plans. */
  holdings(leases: readonly Holding[], hosts: Hosts): Holding[] {
    const leased = new Set(leases.map(({ space, address }) => `${address} ${space}`))
    const own = [...this.#addresses].flatMap(([space, addresses]) =>
      [...addresses]
        .filter(address => !leased.has(`${address} ${space}`))
        .map(address => ({
          space,
          address,
          from: 0,
          device: hosts.device(`${hosts.text(address)} in ${space}`),
        })),
    )
    return [...leases, ...strangers(leases), ...own]
  }
}

/** Leases of others are seen for so many seconds before an address's first: who held it until then had none. */
const told = 7 * 86_400

/**
 * Who held an address before its first lease, where leases of others were seen well before it: nobody of whom a lease tells,
 * so its past is its own, and the first lease's device does not inherit it.
 */
function strangers(leases: readonly Holding[]): Holding[] {
  const firsts = new Map<string, Holding>()
  const begins = new Map<string, number>()
  for (const lease of leases) {
    const key = `${lease.address} ${lease.space}`
    const first = firsts.get(key)
    if (!first || lease.from < first.from) firsts.set(key, lease)
    begins.set(lease.space, Math.min(lease.from, begins.get(lease.space) ?? Infinity))
  }
  return [...firsts.values()]
    .filter(({ space, from }) => from > begins.get(space)! + told)
    .map(({ space, address }) => ({ space, address, from: 0, device: address }))
}
