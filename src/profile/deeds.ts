import type { Event } from '../flow/event.ts'
import type { Calendar } from './calendar.ts'
import { DayCounter } from './days.ts'

/** The last part of a share's path, in upper case: `ADMIN$` of `\\server\admin$`. */
export const shareName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).toUpperCase()

/**
 * What an event did, as a word that can be counted over sources and days: `rpc svcctl::CreateServiceW`,
 * `share ADMIN$`, `file write ADMIN$`, `notice Zerologon`, `user alice`. Undefined for events that are no deed. Only shares that end in $ are counted one by one.
 */
export function deed(event: Event): string | undefined {
  if (event.kind === 'notice') return `notice ${event.detail.note}`
  if (event.kind === 'rpc') return `rpc ${event.detail.interface}::${event.detail.operation}`
  if (event.kind === 'share') {
    const share = shareName(String(event.detail.path ?? ''))
    return share.endsWith('$') && share !== 'IPC$' ? `share ${share}` : undefined
  }
  if (event.kind === 'file') {
    const share = shareName(String(event.detail.path ?? ''))
    return share.endsWith('$') ? `file ${event.detail.action} ${share}` : undefined
  }
  return event.kind === 'login' && event.user ? `user ${event.user.toLowerCase()}` : undefined
}

/** On how many source days each deed was done, as of any day. */
export class Deeds {
  readonly #days = new DayCounter<string>()

  before(deed: string, day: number): number {
    return this.#days.before(deed, day)
  }

  /** Counts from all events, ordered by source: the days are put in order before they are counted. */
  static async count(pages: AsyncIterable<readonly Event[]>, calendar: Calendar): Promise<Deeds> {
    const days = new Map<string, number[]>()
    let last = new Map<string, number>()
    let src = -1
    for await (const page of pages) {
      for (const event of page) {
        if (event.src !== src) {
          src = event.src
          last = new Map()
        }
        const what = event.src < 0 ? undefined : deed(event)
        if (what === undefined) continue
        const day = calendar.day(event.ts)
        if (last.get(what) === day) continue
        last.set(what, day)
        const list = days.get(what)
        if (list) list.push(day)
        else if (days.size < 100_000) days.set(what, [day])
      }
    }
    const deeds = new Deeds()
    for (const [what, list] of days) for (const day of list.sort((a, b) => a - b)) deeds.#days.add(what, day)
    return deeds
  }
}
