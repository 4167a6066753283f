import { group, max, min } from 'd3-array'
import type { Sighting } from '../flow/host-names.ts'

/** Who is taken to have had an address from when on: the host of a sighting, or nobody that is known. */
export interface Arrival {
  readonly from: number
  readonly sighting: Sighting
  readonly known: boolean
}

/** Since when an address had been at work at a time without a longer rest, epoch seconds. */
export type BusySince = (space: string, address: number, ts: number) => number

/** A host logs in within so many seconds of coming to an address. */
const soon = 600
/** And again within so many while it stays: Kerberos' tickets live ten hours, and at night it may sleep. */
const again = { awake: 10 * 3600, asleep: 24 * 3600 }
/**
 * Log-ins tell who has an address where there are some on so many days, and on this share of the days from the first to the
 * last (a week has five working days). Where they are rare, who logs in may be a guest, or somebody who claims a name.
 */
const dense = { days: 4, share: 0.6 }
/** Nobody else was seen where there is but one name: there it may be seen on fewer days, as of who works elsewhere too. */
const alone = 0.25
/** So many hosts that have other addresses too make an address a pool's: there nobody is a guest, however rare. */
const pool = 3
/** A client's own word tells who has an address that goes round where it is given twice, so many seconds apart. */
const apart = 3600
/** Or where the host has had so many addresses: then it goes round. */
const roams = 3

export const placeOf = ({ space, address }: Pick<Sighting, 'space' | 'address'>): string =>
  `${address} ${space}`
export const hostOf = ({ space, key }: Pick<Sighting, 'space' | 'key'>): string => `${key} ${space}`

/**
 * Of sightings in the order of their times, who had which address when, for hosts that had more than one address, and
 * addresses that more than one host had: what changes nothing is left out, and so are addresses where log-ins are too rare.
 */
export function moves(
  sightings: readonly Sighting[],
  isDevice: (host: Sighting) => boolean,
  busySince: BusySince,
): Arrival[] {
  const addresses = new Map(
    [...group(sightings, hostOf)].map(([host, ofHost]) => [host, new Set(ofHost.map(placeOf)).size]),
  )
  const told = [...group(sightings, placeOf).values()]
    .map(ofAddress => believed(ofAddress, addresses))
    .filter(ofAddress => isDense(ofAddress) || isPool(ofAddress, addresses))
  const hosts = group(told.flat(), hostOf)
  const stays = (one: Sighting) =>
    !isDevice(one) && hosts.get(hostOf(one))!.every(other => other.address === one.address)
  return told.flatMap(ofAddress => {
    if (!isSeveral(ofAddress)) return stays(ofAddress[0]!) ? [] : ofAddress.map(always)
    return ofAddress.flatMap((one, i) => between(one, ofAddress[i - 1], ofAddress[i + 1], busySince))
  })
}

const always = (sighting: Sighting): Arrival => ({ from: sighting.first, sighting, known: true })

/** A sighting among others of an address that goes round: from before it, and until it should have been seen again. */
function between(
  one: Sighting,
  before: Sighting | undefined,
  next: Sighting | undefined,
  busySince: BusySince,
): Arrival[] {
  const from = before?.key === one.key ? one.first : cameAt(one, before?.last ?? -Infinity, busySince)
  const arrival = { from, sighting: one, known: true }
  const until = one.last + again.awake
  const onEnd =
    next?.key === one.key
      ? next.first - one.last <= again.asleep
      : next !== undefined && cameAt(next, one.last, busySince) <= until
  return [
    ...(before ? [] : [{ from: 0, sighting: one, known: false }]),
    arrival,
    ...(onEnd ? [] : [{ from: until, sighting: one, known: false }]),
  ]
}

/** When a host came to an address that another one had until `left` at least: as the address began to work, else shortly before its log-in. */
export function cameAt({ space, address, first }: Sighting, left: number, busySince: BusySince): number {
  const since = busySince(space, address, first)
  return since > left ? Math.min(since, Math.max(first - soon, left)) : Math.max(first - soon, left)
}

const isSeveral = (ofAddress: readonly Sighting[]): boolean =>
  ofAddress.some(({ key }) => key !== ofAddress[0]!.key)

const believed = (
  ofAddress: readonly Sighting[],
  addresses: ReadonlyMap<string, number>,
): readonly Sighting[] =>
  isSeveral(ofAddress)
    ? ofAddress.filter(
        one => one.by === 'account' || one.last - one.first >= apart || addresses.get(hostOf(one))! >= roams,
      )
    : ofAddress

function isDense(ofAddress: readonly Sighting[]): boolean {
  const days = new Set(ofAddress.map(({ day }) => day))
  const share = isSeveral(ofAddress) ? dense.share : alone
  return days.size >= Math.max(dense.days, share * (max(days)! - min(days)! + 1))
}

function isPool(ofAddress: readonly Sighting[], addresses: ReadonlyMap<string, number>): boolean {
  return new Set(ofAddress.map(hostOf).filter(host => addresses.get(host)! > 1)).size >= pool
}
