import { group } from 'd3-array'
import { trueTime, type Corrections } from '../flow/clocks.ts'
import type { Place } from './place.ts'

/** An address that was seen with a device's hardware address: when, epoch seconds by the clock of a view. */
export interface Neighbour {
  readonly space: string
  readonly address: number
  /** The device's host id. */
  readonly device: number
  readonly view: number
  readonly first: number
}

/** Sightings that stand for all those of one device at one address: within an hour the first, within a day the first and the last. */
export interface Sightings extends Neighbour {
  /** In how many hours it was seen. */
  readonly hours: number
}

/** Sightings that are kept: they come from the wire. */
const usualRoom = 1_000_000
/** Where so large a share of the room is full of what cannot be left out, nothing more is taken. */
const full = 0.75
const hour = 3600
const day = 86_400
/** A host moves once or twice a day; so many IPv4 addresses on one day are behind a router. */
const mostOnDay = 2
/** Privacy addresses change daily and live for a week (RFC 8981); more IPv6 addresses on one day, or networks, are behind a router. */
const mostOfIp6 = { onDay: 16, networks: 2 }

const hourOf = ({ first }: Neighbour): number => Math.floor(first / hour)
const dayOf = ({ first }: Neighbour): number => Math.floor(first / day)

/** Which address was seen with which hardware address, and whose hardware that is: a host's, or a router's in front of many. */
export class Neighbours {
  /** By view and address. */
  readonly #seen = new Map<string, Sightings[]>()
  readonly #room: number
  #size = 0
  #isFull = false

  constructor(room = usualRoom) {
    this.#room = room
  }

  /** False where there is no room for it. */
  add(seen: Neighbour): boolean {
    const key = `${seen.view} ${addressOf(seen)}`
    let list = this.#seen.get(key)
    if (!list) this.#seen.set(key, (list = []))
    const last = list.at(-1)
    if (last && last.device === seen.device && hourOf(last) === hourOf(seen)) {
      if (seen.first < last.first) list[list.length - 1] = { ...seen, hours: 1 }
      return true
    }
    if (this.#size >= this.#room && !this.#isFull) this.#shorten()
    if (this.#isFull) return false
    list.push({ ...seen, hours: 1 })
    this.#size++
    return true
  }

  /** Leaves out what tells nothing more. Where that is little, doing it again would cost more than it gains. */
  #shorten(): void {
    this.#size = 0
    for (const [key, list] of this.#seen) {
      const short = ends(list)
      this.#seen.set(key, short)
      this.#size += short.length
    }
    this.#isFull = this.#size > full * this.#room
  }

  /** What tells which host had an address, in the order of the times; `isInside` of an address whether it is internal. */
  believed(
    ahead: Corrections,
    place: (address: number) => Place,
    isInside: (address: number) => boolean,
  ): Sightings[] {
    const all = [...this.#seen.values()]
      .flatMap(ends)
      .map(seen => ({ ...seen, first: trueTime(ahead, seen.view, seen.first) }))
      .sort(inOrder)
    return [...group(all, ({ view }) => view).values()].flatMap(ofView => believed(ofView, place, isInside))
  }
}

/** Of sightings of one address, the first of each hour, and of a device's hours on end on one day the first and the last. */
function ends(list: readonly Sightings[]): Sightings[] {
  const kept: Sightings[] = []
  for (const one of hourly(list)) {
    const [before, last] = [kept.at(-2), kept.at(-1)]
    if (before && last && isOnEnd(before, last) && isOnEnd(last, one))
      kept[kept.length - 1] = { ...one, hours: last.hours + one.hours }
    else kept.push(one)
  }
  return kept
}

const isOnEnd = (a: Sightings, b: Sightings): boolean => a.device === b.device && dayOf(a) === dayOf(b)

/** In the order of their times, the first of each device in each hour. */
function hourly(list: readonly Sightings[]): Sightings[] {
  const known = new Set<string>()
  return list.toSorted(inOrder).filter(one => {
    const key = `${one.device} ${hourOf(one)}`
    return !known.has(key) && known.add(key)
  })
}

const inOrder = (a: Neighbour, b: Neighbour): number =>
  a.first - b.first || a.address - b.address || a.device - b.device

const addressOf = ({ address, space }: Neighbour): string => `${address} ${space}`
const cardOf = ({ device, space }: Neighbour): string => `${device} ${space}`

function believed(
  seen: readonly Sightings[],
  place: (address: number) => Place,
  isInside: (address: number) => boolean,
): Sightings[] {
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
  for (const onDay of group(ofCard, dayOf).values())
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
  const days = group(ofCard, dayOf)
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
