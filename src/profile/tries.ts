import type { DeviceEvent } from '../flow/link-day.ts'
import { accountOf, isAttempt, triedAs } from './accounts.ts'
import type { SourceDay } from './source-day.ts'

/** Days over which failed log-ins are added up. */
const window = 7
/** Pairs of target and account remembered of one source; who tries more is found by a single day. */
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
    for (const event of events)
      if (isAttempt(event) && this.#failed.size < most) this.#failed.set(triedAs(event), day)
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
