import type { Event } from '../flow/event.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import type { Calendar } from './calendar.ts'
import { DayCounter } from './days.ts'

/** Account names are few; past this many pairs the flood is somebody's, and its rest is not remembered. */
const most = 200_000

/** The account of a log-in that did not fail, in lower case; undefined for other events. */
export const accountOf = (event: Event): string | undefined =>
  event.kind === 'login' && event.user && event.outcome !== 'failure' ? event.user.toLowerCase() : undefined

/** Kerberos' errors that a wrong password, or a name that is tried, brings; the others are clocks, policies and services. */
const wrongGuess = /PREAUTH_FAILED|C_PRINCIPAL_UNKNOWN|CLIENT_REVOKED|BAD_INTEGRITY/

/** A log-in that failed with somebody's account: a computer tries no passwords, it has its own. */
export function isAttempt({ kind, outcome, user, detail }: Event): boolean {
  if (kind !== 'login' || outcome !== 'failure' || user.endsWith('$') || detail.method === 'anonymous')
    return false
  return detail.method !== 'kerberos' || wrongGuess.test(String(detail.error))
}

/** The target and the account of a log-in, as one word. */
export const triedAs = ({ target, user }: DeviceEvent): string => `${target} ${user.toLowerCase()}`

/** Which accounts log in where and from where, as of any day. */
export class Accounts {
  readonly #firstAt = new Map<string, number>()
  /** Accounts of a target, and targets of an account, by the day on which each was first seen. */
  readonly #accounts = new DayCounter<number>()
  readonly #targets = new DayCounter<string>()
  /** Sources of an account, by day. */
  readonly #sources = new DayCounter<string>()

  /** Whether an account logged in on a target before a day. */
  knownAt = (account: string, target: number, day: number): boolean =>
    (this.#firstAt.get(`${target} ${account}`) ?? Infinity) < day

  /** How many accounts were seen to log in on a target before a day, and on how many targets an account was. */
  countAt = (target: number, day: number): number => this.#accounts.before(target, day)
  targetsOf = (account: string, day: number): number => this.#targets.before(account, day)

  /** From how many sources an account logs in on a day, and the most on any day before. */
  sourcesOf(account: string, day: number): { today: number; most: number } {
    return { today: this.#sources.on(account, day), most: this.#sources.mostBefore(account, day) }
  }

  /** Learns from all events, ordered by source and then time. */
  static async of(pages: AsyncIterable<readonly Event[]>, calendar: Calendar): Promise<Accounts> {
    const accounts = new Accounts()
    let last = new Map<string, number>()
    let src = -1
    for await (const page of pages)
      for (const event of page) {
        const account = accountOf(event)
        if (account === undefined) continue
        const day = calendar.day(event.ts)
        accounts.#learn(account, event, day)
        if (event.src !== src) last = new Map()
        src = event.src
        if (last.get(account) !== day) accounts.#learnSource(account, day)
        last.set(account, day)
      }
    accounts.#seal()
    return accounts
  }

  #seal(): void {
    for (const [key, day] of [...this.#firstAt].sort(([, a], [, b]) => a - b)) {
      const space = key.indexOf(' ')
      this.#accounts.add(Number(key.slice(0, space)), day)
      this.#targets.add(key.slice(space + 1), day)
    }
  }

  #learn(account: string, { dst }: Event, day: number): void {
    const key = `${dst} ${account}`
    const first = this.#firstAt.get(key)
    if (first === undefined ? this.#firstAt.size < most : day < first) this.#firstAt.set(key, day)
  }

  #learnSource(account: string, day: number): void {
    if (this.#sources.size < most || this.#sources.has(account)) this.#sources.add(account, day)
  }
}
