import { group } from 'd3-array'
import type { Sighting } from '../flow/host-names.ts'

/** Who is taken to have had an address from when on: the host of a sighting, or nobody that is known. */
export interface Arrival {
  readonly from: number
  readonly sighting: Sighting
  readonly known: boolean
}

/** A host logs in within so many seconds of coming to an address. */
const soon = 600
/** And again within so many while it stays: Kerberos' tickets live ten hours, and at night it may sleep. */
const again = { awake: 10 * 3600, asleep: 24 * 3600 }
/**
 * Log-ins tell who has an address where there are some on so many days, and on this share of the days from the first to the
 * last (a week has five working days). Where they are rare, who logs in may be a guest, or somebody who claims a name.
 */
const dense = { days: 4, share: 0.6 }
/** A client's own word tells who has an address that goes round where it is given twice, so many seconds apart. */
const apart = 3600

const placeOf = ({ space, address }: Sighting): string => `${address} ${space}`
const hostOf = ({ space, key }: Sighting): string => `${key} ${space}`

/**
 * Of sightings in the order of their times, who had which address when, for hosts that had more than one address, and
 * addresses that more than one host had: what changes nothing is left out, and so are addresses where log-ins are too rare.
 */
export function moves(sightings: readonly Sighting[], isDevice: (host: Sighting) => boolean): Arrival[] {
  const told = [...group(sightings, placeOf).values()].map(believed).filter(isDense)
  const hosts = group(told.flat(), hostOf)
  const stays = (one: Sighting) =>
    !isDevice(one) && hosts.get(hostOf(one))!.every(other => other.address === one.address)
  return told.flatMap(ofAddress => {
    if (!isSeveral(ofAddress)) return stays(ofAddress[0]!) ? [] : ofAddress.map(always)
    return ofAddress.flatMap((one, i) => between(one, ofAddress[i - 1], ofAddress[i + 1]))
  })
}

const always = (sighting: Sighting): Arrival => ({ from: sighting.first, sighting, known: true })

/** A sighting among others of an address that goes round: from shortly before it, and until it should have been seen again. */
function between(one: Sighting, before: Sighting | undefined, next: Sighting | undefined): Arrival[] {
  const from = before?.key === one.key ? one.first : Math.max(one.first - soon, before?.last ?? -Infinity)
  const arrival = { from, sighting: one, known: true }
  const until = one.last + again.awake
  const onEnd =
    next?.key === one.key ? next.first - one.last <= again.asleep : (next?.first ?? Infinity) - soon <= until
  return [
    ...(before ? [] : [{ from: 0, sighting: one, known: false }]),
    arrival,
    ...(onEnd ? [] : [{ from: until, sighting: one, known: false }]),
  ]
}

const isSeveral = (ofAddress: readonly Sighting[]): boolean =>
  ofAddress.some(({ key }) => key !== ofAddress[0]!.key)

const believed = (ofAddress: readonly Sighting[]): readonly Sighting[] =>
  isSeveral(ofAddress)
    ? ofAddress.filter(({ by, first, last }) => by === 'account' || last - first >= apart)
    : ofAddress

function isDense(ofAddress: readonly Sighting[]): boolean {
  const days = new Set(ofAddress.map(({ day }) => day))
  return days.size >= Math.max(dense.days, dense.share * (Math.max(...days) - Math.min(...days) + 1))
}
