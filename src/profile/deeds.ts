import type { Event } from '../flow/event.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import type { Calendar } from './calendar.ts'
import { ComputerLogins, isOnController } from './computer-logins.ts'
import { DayCounter } from './days.ts'
import { tellingFile } from './telling-files.ts'

/** The last part of a share's path, in upper case: `ADMIN$` of `\\server\admin$`. */
export const shareName = (path: string): string => path.slice(path.lastIndexOf('\\') + 1).toUpperCase()

/** Clients of WinRM that are no part of Windows: scripts' and tools', by the first words of what they call themselves. */
const scriptedWinrm = /^(Ruby|Python|Go) WinRM client|^WinRM client$/i

/**
 * What an event did, as a word that can be counted over sources and days: `rpc svcctl::CreateServiceW`,
 * `share ADMIN$`, `file write ADMIN$`, `file memory dump`, `client Ruby WinRM Client`, `notice Zerologon`, `user alice`.
 * Undefined for events that are no deed. Only shares that end in $ are counted one by one.
 */
export function deed(event: Event): string | undefined {
  const { kind, detail, user } = event
  if (kind === 'notice') return `notice ${detail.note}`
  if (kind === 'rpc') return `rpc ${detail.interface}::${detail.operation}`
  if (kind === 'share') {
    const share = shareName(String(detail.path ?? ''))
    return share.endsWith('$') && share !== 'IPC$' ? `share ${share}` : undefined
  }
  if (kind === 'file') return fileDeed(event)
  if (kind === 'client') {
    const client = scriptedWinrm.exec(String(detail.software ?? ''))
    return client ? `client ${client[0]}` : undefined
  }
  return kind === 'login' && user ? `user ${user.toLowerCase()}` : undefined
}

function fileDeed({ detail }: Event): string | undefined {
  const share = shareName(String(detail.path ?? ''))
  const kind = tellingFile(String(detail.name ?? ''), share)
  if (kind !== undefined) return `file ${kind}`
  return share.endsWith('$') ? `file ${detail.action} ${share}` : undefined
}

/** On how many source days each deed was done, as of any day, and what events show of the hosts that deeds are done on. */
export class Deeds {
  readonly #days = new DayCounter<string>()
  /** Devices that are domain controllers, by what others do with them. */
  readonly controllers = new Set<number>()
  readonly computerLogins = new ComputerLogins()

  before(deed: string, day: number): number {
    return this.#days.before(deed, day)
  }

  /** Counts from all events, ordered by source. Without history no day is another's past. */
  static async count(
    pages: AsyncIterable<readonly DeviceEvent[]>,
    { calendar, history }: { readonly calendar: Calendar; readonly history: boolean },
  ): Promise<Deeds> {
    const deeds = new Deeds()
    const days = new SourceDeeds(deeds.#days)
    for await (const page of pages) {
      for (const event of page) {
        if (event.src < 0) continue
        if (history) days.add(event, calendar)
        deeds.computerLogins.add(event)
        if (isOnController(event)) deeds.controllers.add(event.target)
      }
    }
    deeds.computerLogins.seal()
    return deeds
  }
}

/** Different deeds that are counted. */
const mostDeeds = 100_000

/** Counts source days by deed, from events that are ordered by source. */
class SourceDeeds {
  readonly #days: DayCounter<string>
  /** The last day of each of the source's deeds. */
  #last = new Map<string, number>()
  #src = -1

  constructor(days: DayCounter<string>) {
    this.#days = days
  }

  add(event: DeviceEvent, calendar: Calendar): void {
    if (event.src !== this.#src) {
      this.#src = event.src
      this.#last = new Map()
    }
    const what = deed(event)
    if (what === undefined) return
    const day = calendar.day(event.ts)
    if (this.#last.get(what) === day) return
    this.#last.set(what, day)
    if (this.#days.size < mostDeeds || this.#days.has(what)) this.#days.add(what, day)
  }
}
