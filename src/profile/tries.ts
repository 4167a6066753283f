import type { DeviceEvent } from '../flow/link-day.ts'
import { accountOf, isAttempt, triedAs } from './accounts.ts'
import type { SourceDay } from './source-day.ts'

/** Days over which failed log-ins are added up. */
const window = 7
/** Pairs remembered of one source: of a week's failures, which who has more of is found by a single day, and of all successes. */
const most = 10_000

/** With which accounts on which targets one source failed to log in, and with which it ever succeeded. */
export class Tries {
  /** The last day of failures. */
  readonly #failed = new Map<string, number>()
  /** Accounts, each behind a space; where no account is seen, pairs of a target and none. */
  readonly #succeeded = new Set<string>()

  /** Pairs that failed on the six days before `day`, or in its own events, of accounts that never logged in from here. */
  withinWeek({ day, events }: Pick<SourceDay, 'day' | 'events'>): Set<string> {
    const pairs = new Set<string>()
    // Of a gateway that so many log in through it is not known who never did.
    if (this.#succeeded.size >= most) return pairs
    for (const [pair, last] of this.#failed) if (day - last < window) pairs.add(pair)
    for (const event of events) if (isAttempt(event)) pairs.add(triedAs(event))
    if (!pairs.size) return pairs
    const known = new Set([...this.#succeeded, ...succeeded(events)])
    for (const pair of pairs)
      if (known.has(pair) || known.has(pair.slice(pair.indexOf(' ')))) pairs.delete(pair)
    return pairs
  }

  learn({ day, events }: Pick<SourceDay, 'day' | 'events'>): void {
    for (const known of succeeded(events)) if (this.#succeeded.size < most) this.#succeeded.add(known)
    if (this.#failed.size >= most) this.#forget(day)
    for (const event of events) {
      if (!isAttempt(event)) continue
      const pair = triedAs(event)
      if (this.#failed.size < most || this.#failed.has(pair)) this.#failed.set(pair, day)
    }
  }

  #forget(day: number): void {
    for (const [pair, last] of this.#failed) if (day - last >= window) this.#failed.delete(pair)
  }
}

const succeeded = (events: readonly DeviceEvent[]): string[] =>
  events.flatMap(event => {
    const account = accountOf(event)
    return account !== undefined ? [` ${account}`] : isUnnamed(event) ? [triedAs(event)] : []
  })

/** A log-in of which no account was seen, as those over SSH. */
const isUnnamed = ({ kind, user, outcome }: DeviceEvent): boolean =>
  kind === 'login' && !user && outcome !== 'failure'
