import { ascending, group } from 'd3-array'
import type { Sighting } from '../flow/host-names.ts'
import type { Place } from './place.ts'

/** Who was where by the names that hosts logged in with. */
export interface Residents {
  /** Sightings that tell who had an address, in the order of their times. */
  readonly sightings: readonly Sighting[]
  /** Addresses behind which several hosts logged in at the same time, with how many: gateways, NAT, terminal servers. */
  readonly shared: ReadonlyMap<string, { readonly address: number; readonly names: number }>
}

/** A name at more places on one day is no single host's. */
const mostPlaces = 8
/** Days or addresses from which on a name is a host's: whoever makes one up uses it once. */
const known = 2

/**
 * Chooses the sightings that can be believed: of those of one day, a name in two places at the same time is only where it
 * was on more days, and an address with two names at the same time is nobody's. `place` gives an address's kind and
 * network: a host may have addresses of several kinds at once, and many of one network where these are made up by itself.
 */
export function residents(all: Iterable<Sighting>, place: (address: number) => Place): Residents {
  const counted = [...group(all, ({ space, address, day }) => `${day} ${address} ${space}`).values()].flatMap(
    trusted,
  )
  const days = new Map<string, number>()
  for (const each of counted) count(days, homeOf(each, place))
  const single = [...group(counted, ({ space, key, day }) => `${day} ${key} ${space}`).values()].flatMap(
    ofDay => whereItWas(ofDay, place, days),
  )
  const shared = new Map<string, { address: number; names: number }>()
  const alone = [...group(single, ({ space, address, day }) => `${day} ${address} ${space}`).values()].filter(
    ofDay => !isShared(ofDay, shared),
  )
  const times = new Map<string, number>()
  for (const { space, key } of alone.flat()) count(times, `${key} ${space}`)
  const sightings = alone.flat().filter(({ space, key }) => times.get(`${key} ${space}`)! >= known)
  return { sightings: sightings.sort(inOrder), shared }
}

const homeOf = ({ space, key, address }: Sighting, place: (address: number) => Place): string =>
  `${key} ${place(address).network} ${space}`

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)

const inOrder = (a: Sighting, b: Sighting): number =>
  a.first - b.first || a.last - b.last || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

/** Of an address on a day: accounts alone where there is one, since a client's word for its name is cheap; each name once. */
function trusted(ofDay: readonly Sighting[]): Sighting[] {
  const accounts = ofDay.filter(({ by }) => by === 'account')
  const names = new Map<string, Sighting>()
  for (const one of accounts.length ? accounts : ofDay) {
    const other = names.get(one.key)
    names.set(one.key, other ? joined(one, other) : one)
  }
  return [...names.values()]
}

const joined = (a: Sighting, b: Sighting): Sighting => ({
  ...(a.text < b.text ? a : b),
  first: Math.min(a.first, b.first),
  last: Math.max(a.last, b.last),
})

const meet = (a: Sighting, b: Sighting): boolean => a.first <= b.last && b.first <= a.last

/** Of a name on a day: what does not contradict where it was on more days. */
function whereItWas(
  ofDay: readonly Sighting[],
  place: (address: number) => Place,
  days: ReadonlyMap<string, number>,
): Sighting[] {
  if (ofDay.length > mostPlaces) return []
  const home = (one: Sighting) => days.get(homeOf(one, place))!
  const contradicts = (one: Sighting, other: Sighting) =>
    place(one.address).kind === place(other.address).kind &&
    place(one.address).network !== place(other.address).network &&
    meet(one, other)
  return ofDay.filter(one => !ofDay.some(other => contradicts(one, other) && home(other) >= home(one)))
}

/** Whether several had the address at the same time; notes how many names there were. */
function isShared(
  ofDay: readonly Sighting[],
  shared: Map<string, { address: number; names: number }>,
): boolean {
  const byStart = ofDay.toSorted((a, b) => ascending(a.first, b.first))
  let last = -Infinity
  let isAtOnce = false
  for (const one of byStart) {
    isAtOnce ||= one.first <= last
    last = Math.max(last, one.last)
  }
  if (!isAtOnce) return false
  const { space, address } = ofDay[0]!
  const key = `${address} ${space}`
  shared.set(key, { address, names: Math.max(ofDay.length, shared.get(key)?.names ?? 0) })
  return true
}
