import type { Hosts } from '../flow/hosts.ts'
import type { Services } from '../flow/services.ts'
import { within } from '../lib/prefixes.ts'
import type { LocalTime } from '../lib/time.ts'
import type { Trusted } from './site.ts'

/** The first of a site's entries that trusts a source for a service on a day; undefined where none does. */
export function trust(
  entries: readonly Trusted[],
  hosts: Hosts,
  services: Services,
  time: LocalTime,
): (src: number, service: number, start: number) => string | undefined {
  const compiled = entries.map(entry => ({
    ...entry,
    holds: within([entry.source]),
    codes: entry.services.map(name => services.code(name)),
  }))
  const covering: (typeof compiled)[] = []
  return (src, service, start) => {
    const own = (covering[src] ??= compiled.filter(entry => entry.holds(hosts.words(src))))
    if (!own.length) return undefined
    return own.find(
      ({ codes, until }) => (!codes.length || codes.includes(service)) && time.day(start) <= until,
    )?.source
  }
}
