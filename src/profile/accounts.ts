import type { Event } from '../flow/event.ts'
import type { Calendar } from './calendar.ts'

/** Account names are few; past this many pairs the flood is somebody's, and its rest is not remembered. */
const most = 200_000

/** The account of a log-in that did not fail, in lower case; undefined for other events. */
export const accountOf = (event: Event): string | undefined =>
  event.kind === 'login' && event.user && event.outcome !== 'failure' ? event.user.toLowerCase() : undefined

/** Which accounts log in where and from where, as of any day. */
export class Accounts {
  readonly #firstAt = new Map<string, number>()
  readonly #sources = new Map<string, Map<number, Set<number>>>()

  /** Whether an account logged in on a target before a day. */
  knownAt = (account: string, target: number, day: number): boolean =>
    (this.#firstAt.get(`${target} ${account}`) ?? Infinity) < day

  /** Whether any account was seen to log in on a target before a day. */
  anyAt = (target: number, day: number): boolean => (this.#firstAt.get(`${target}`) ?? Infinity) < day

  /** From how many sources an account logs in on a day, and the most on any day before. */
  sourcesOf(account: string, day: number): { today: number; most: number } {
    const days = this.#sources.get(account)
    const before = [...(days ?? [])].filter(([other]) => other < day).map(([, sources]) => sources.size)
    return { today: days?.get(day)?.size ?? 0, most: Math.max(0, ...before) }
  }

  /** Learns from all events, in any order. */
  static async of(pages: AsyncIterable<readonly Event[]>, calendar: Calendar): Promise<Accounts> {
    const accounts = new Accounts()
    for await (const page of pages)
      for (const event of page) {
        const account = accountOf(event)
        if (account !== undefined) accounts.#learn(account, event, calendar.day(event.ts))
      }
    return accounts
  }

  #learn(account: string, { src, dst }: Event, day: number): void {
    for (const key of [`${dst}`, `${dst} ${account}`]) {
      const first = this.#firstAt.get(key)
      if (first === undefined ? this.#firstAt.size < most : day < first) this.#firstAt.set(key, day)
    }
    const days = this.#sources.get(account) ?? new Map<number, Set<number>>()
    if (!days.size && this.#sources.size >= most) return
    this.#sources.set(account, days.set(day, (days.get(day) ?? new Set()).add(src)))
  }
}
