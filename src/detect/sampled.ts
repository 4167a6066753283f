import type { DayFlow } from '../profile/source-day.ts'

/** An earlier use that is seen in so many cases needs no mention. */
const mentioned = 0.99

/**
 * P(an earlier use of the same size would have been seen) where only one packet in N was looked at: 1 − (1 − 1/N)^packets.
 * That something never was before weighs so much. 1 where all packets were looked at, or nobody said of how many.
 */
export function seenShare(flows: readonly DayFlow[]): number {
  let unseen = 1
  for (const { sampling, packets } of flows) {
    if (sampling <= 1) return 1
    unseen *= (1 - 1 / sampling) ** packets
  }
  return 1 - unseen
}

/** The same in words behind what is usual; '' where it hardly matters. */
export function seenWords(flows: readonly DayFlow[]): string {
  const share = seenShare(flows)
  if (share > mentioned) return ''
  return `; sampled 1:${rateOf(flows)}, an earlier use of this size is seen in ${Math.round(100 * share)} % of cases`
}

/** What an incident's flows cannot show; '' where no packet was left out. */
export function samplingCaveat(flows: readonly DayFlow[]): string {
  const rate = rateOf(flows)
  if (rate === 0) return ''
  if (rate === 1)
    return 'only some packets were looked at, nobody says of how many: short sessions are missing'
  const half = Math.ceil(-1 / Math.log2(1 - 1 / rate))
  return `seen by one packet in ${rate}: half of the sessions of ${half} packets leave no trace, so there may be more, and earlier ones`
}

/** Of how many packets one was looked at, where the fewest were. */
const rateOf = (flows: readonly DayFlow[]): number =>
  flows.reduce((most, { sampling }) => Math.max(most, sampling), 0)
