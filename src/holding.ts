import type { Event } from './flow/event.ts'
import type { Hosts } from './flow/hosts.ts'
import type { Holding } from './flow/link-day.ts'
import { DecodeError } from './lib/errors.ts'
import type { Notes } from './lib/notes.ts'

/** The device that a lease says held an address from then on; undefined where it does not name both. */
export function holding({ detail, ts, sensor }: Event, hosts: Hosts, notes: Notes): Holding | undefined {
  const { address, hardware } = detail
  if (!address || !hardware) return undefined
  try {
    return { address: hosts.id(String(address)), from: ts, device: hosts.device(`device ${hardware}`) }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    notes.add(sensor, 'a lease of what is no address: not used')
    return undefined
  }
}
