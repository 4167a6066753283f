import { group } from 'd3-array'
import { trueTime, type Corrections } from '../flow/clocks.ts'
import type { Place } from './place.ts'

/** An address that was seen with a device's hardware address in an hour: when first, epoch seconds by the clock of a view. */
export interface Neighbour {
  readonly space: string
  readonly address: number
  /** The device's host id. */
  readonly device: number
  readonly view: number
  readonly first: number
}

/** Hours of addresses that are kept: they come from the wire. */
const mostKept = 1_000_000
const hour = 3600
const day = 86_400
/** A host moves once or twice a day; so many IPv4 addresses on one day are behind a router. */
const mostOnDay = 2
/** Privacy addresses change daily and live for a week (RFC 8981); more IPv6 addresses on one day, or networks, are behind a router. */
const mostOfIp6 = { onDay: 16, networks: 2 }

/** Which address was seen with which hardware address, and whose hardware that is: a host's, or a router's in front of many. */
export class Neighbours {
  readonly #seen = new Map<string, Neighbour>()

  /** False where there is no room for it. */
  add(seen: Neighbour): boolean {
    const { view, device, address, space, first } = seen
    const key = `${view} ${device} ${address} ${Math.floor(first / hour)} ${space}`
    const known = this.#seen.get(key)
    if (!known && this.#seen.size >= mostKept) return false
    if (!known || first < known.first) this.#seen.set(key, seen)
    return true
  }

  /** What tells which host had an address, in the order of the times; `isInside` of an address whether it is internal. */
  believed(
    ahead: Corrections,
    place: (address: number) => Place,
    isInside: (address: number) => boolean,
  ): Neighbour[] {
    const all = [...this.#seen.values()]
      .map(seen => ({ ...seen, first: trueTime(ahead, seen.view, seen.first) }))
      .sort(inOrder)
    return [...group(all, ({ view }) => view).values()].flatMap(ofView => believed(ofView, place, isInside))
  }
}

const inOrder = (a: Neighbour, b: Neighbour): number =>
  a.first - b.first || a.address - b.address || a.device - b.device

const addressOf = ({ address, space }: Neighbour): string => `${address} ${space}`
const cardOf = ({ device, space }: Neighbour): string => `${device} ${space}`

function believed(
  seen: readonly Neighbour[],
  place: (address: number) => Place,
  isInside: (address: number) => boolean,
): Neighbour[] {
  const holders = group(seen, addressOf)
  const hosts = [...group(seen, cardOf).values()].filter(
    ofCard =>
      ofCard.every(({ address }) => isInside(address)) &&
      !isRouterOfIp4(
        ofCard.filter(({ address }) => place(address).kind === '4'),
        holders,
      ) &&
      !isRouterOfIp6(
        ofCard.filter(({ address }) => place(address).kind === '6'),
        place,
      ),
  )
  const told = [...group(hosts.flat().sort(inOrder), addressOf).values()].filter(
    ofAddress => !isShared(ofAddress),
  )
  return told.flat().sort(inOrder)
}

/**
 * Whether the IPv4 addresses of a card are too many for a host that has one at a time: several on a day, one that comes again
 * after another one though nobody else had it, or mostly such as no other card ever had.
 */
function isRouterOfIp4(
  ofCard: readonly Neighbour[],
  holders: ReadonlyMap<string, readonly Neighbour[]>,
): boolean {
  const addresses = new Set(ofCard.map(({ address }) => address))
  if (addresses.size < 2) return false
  for (const onDay of group(ofCard, ({ first }) => Math.floor(first / day)).values())
    if (new Set(onDay.map(({ address }) => address)).size > mostOnDay) return true
  const others = new Map(
    [...group(ofCard, addressOf)].map(([address, [one]]) => [
      address,
      holders.get(address)!.filter(({ device }) => device !== one!.device),
    ]),
  )
  const last = new Map<string, number>()
  for (const [i, one] of ofCard.entries()) {
    const address = addressOf(one)
    const left = last.get(address)
    const isBack = left !== undefined && ofCard[i - 1]!.address !== one.address
    if (isBack && !others.get(address)!.some(({ first }) => first > left && first < one.first)) return true
    last.set(address, one.first)
  }
  const own = [...others.values()].filter(list => !list.length).length
  return addresses.size > 2 && 2 * own > addresses.size
}

function isRouterOfIp6(ofCard: readonly Neighbour[], place: (address: number) => Place): boolean {
  if (new Set(ofCard.map(({ address }) => place(address).network)).size > mostOfIp6.networks) return true
  const days = group(ofCard, ({ first }) => Math.floor(first / day))
  return [...days.values()].some(onDay => new Set(onDay.map(({ address }) => address)).size > mostOfIp6.onDay)
}

/**
 * Whether cards have an address by turns within a day: of a cluster, or of links that share their load. Of an address that was
 * seen for less than a day nobody can tell: two sensors on its way may each see the card of the next router.
 */
function isShared(ofAddress: readonly Neighbour[]): boolean {
  const runs = ofAddress.filter((one, i) => one.device !== ofAddress[i - 1]?.device)
  if (runs.length > 1 && ofAddress.at(-1)!.first - ofAddress[0]!.first < day) return true
  return runs.some((one, i) => {
    const again = runs[i + 2]
    return again?.device === one.device && again.first - one.first < day
  })
}
