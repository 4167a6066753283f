import { group } from 'd3-array'
import type { Sighting } from '../flow/host-names.ts'
import { cameAt, hostOf, placeOf, type Arrival, type BusySince } from './moves.ts'

/** Of names that never had another address, those that are said on this share of an address's days have it for good. */
const staying = 0.5

/**
 * Who had which address by what name servers say, for hosts whose names went from address to address. A name that is no longer true
 * is said on, often for days: of several at one address who came last has it. Names of several addresses at once are of
 * services, and beside a name that stays at its address others are names of what is offered there.
 */
export function registered(said: Iterable<Sighting>, busySince: BusySince): Arrival[] {
  const hosts = [...group(said, hostOf).values()].filter(ofHost => !isOfSeveral(ofHost))
  const addresses = new Map(hosts.map(ofHost => [hostOf(ofHost[0]!), new Set(ofHost.map(placeOf)).size]))
  const arrivals = hosts.flatMap(arrivalsOf)
  const goingRound = [...group(hosts.flat(), placeOf)].filter(
    ([, ofAddress]) => !isSomebodys(ofAddress, addresses),
  )
  const came = group(arrivals, placeOf)
  return goingRound.flatMap(([place]) => {
    const inOrder = came.get(place)!.sort(byTime)
    return inOrder.map((sighting, i) => ({
      from: cameAt(sighting, inOrder[i - 1]?.first ?? -Infinity, busySince),
      sighting,
      known: true,
    }))
  })
}

const byTime = (a: Sighting, b: Sighting): number =>
  a.first - b.first || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.address - b.address)

/** Whether one answer had several addresses. */
function isOfSeveral(ofHost: readonly Sighting[]): boolean {
  const times = new Map<number, number>()
  return ofHost.some(({ first, address }) => {
    const other = times.get(first)
    times.set(first, address)
    return other !== undefined && other !== address
  })
}

/** Of a name that goes round, when it was first said to be at an address since it was elsewhere. */
function arrivalsOf(ofHost: readonly Sighting[]): Sighting[] {
  const sorted = ofHost.toSorted(byTime)
  return sorted.filter(({ address }, i) => address !== sorted[i - 1]?.address)
}

/** Whether a name stays at the address, and is said on as many days as a host's own is. */
function isSomebodys(ofAddress: readonly Sighting[], addresses: ReadonlyMap<string, number>): boolean {
  const days = new Set(ofAddress.map(({ day }) => day)).size
  return [...group(ofAddress, hostOf)].some(
    ([host, ofHost]) => addresses.get(host) === 1 && ofHost.length >= staying * days,
  )
}
