import type { DeviceEvent } from '../flow/link-day.ts'
import { bisectBy } from '../lib/stats.ts'

/** Log-ins kept of one target, and of all: a site has few of them. */
const mostOfTarget = 2048
const most = 100_000
/** A host that is forced to log in does so within these seconds. */
const soon = 60

/**
 * Log-ins over SMB or HTTP with a computer's own account and NTLM, or with none and in vain: what forced authentication ends in.
 * Where there is no room for all, each target's latest are kept, whatever the order of adding.
 */
export class ComputerLogins {
  readonly #byTarget = new Map<number, DeviceEvent[]>()
  readonly #byPair = new Map<string, DeviceEvent[]>()
  readonly #over = new Set<number>()
  readonly #most: number
  #ofTarget = mostOfTarget
  #kept = 0
  #limit: number

  constructor(mostLogins = most) {
    this.#most = mostLogins
    this.#limit = 2 * mostLogins
  }

  add(event: DeviceEvent): void {
    if (!isComputers(event)) return
    const list = this.#byTarget.get(event.target)
    if (list) list.push(event)
    else this.#byTarget.set(event.target, [event])
    // What is too much goes once there is twice as much.
    if (++this.#kept >= this.#limit) this.#trim()
  }

  /** Takes that no more come. */
  seal(): void {
    this.#trim()
    for (const event of [...this.#byTarget.values()].flat().sort((a, b) => latestFirst(b, a))) {
      const pair = `${event.src} ${event.target}`
      const list = this.#byPair.get(pair)
      if (list) list.push(event)
      else this.#byPair.set(pair, [event])
    }
    this.#byTarget.clear()
  }

  #trim(): void {
    this.#shorten()
    while (this.#kept > this.#most && this.#ofTarget > 1) {
      this.#ofTarget /= 2
      this.#shorten()
    }
    this.#limit = 2 * Math.max(this.#most, this.#kept)
  }

  #shorten(): void {
    for (const [target, list] of this.#byTarget) {
      if (list.length <= this.#ofTarget) continue
      this.#over.add(target)
      this.#kept -= list.length - this.#ofTarget
      list.sort(latestFirst).length = this.#ofTarget
    }
  }

  /** What is not known for want of room. */
  statements(): string[] {
    if (!this.#over.size) return []
    const hosts = `${this.#over.size} ${this.#over.size === 1 ? 'host' : 'hosts'}`
    return [
      `of log-ins with computers' own accounts on ${hosts}, the latest ${this.#ofTarget} each were looked at for forced authentication`,
    ]
  }

  /** How `from` logged in on `to` within a minute after a time. */
  soonAfter(from: number, to: number, time: number): DeviceEvent[] {
    const logins = this.#byPair.get(`${from} ${to}`) ?? []
    const first = bisectBy(logins, time, ({ ts }) => ts)
    let last = first
    while (last < logins.length && logins[last]!.ts <= time + soon) last++
    return logins.slice(first, last)
  }
}

const latestFirst = (a: DeviceEvent, b: DeviceEvent): number =>
  b.ts - a.ts || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)

function isComputers({ kind, user, outcome, detail, dstPort }: DeviceEvent): boolean {
  if (kind !== 'login' || ![445, 139, 80].includes(dstPort)) return false
  if (detail.method === 'anonymous') return outcome === 'failure'
  return detail.method === 'ntlm' && user.endsWith('$')
}

/** Whether an event shows that its target is a domain controller: it gave a ticket, or checks log-ins for others. */
export const isOnController = ({ kind, outcome, detail }: DeviceEvent): boolean =>
  (kind === 'login' && outcome === 'success' && (detail.request === 'AS' || detail.request === 'TGS')) ||
  (kind === 'rpc' &&
    detail.interface === 'netlogon' &&
    /^NetrLogon(Sam|GetDomainInfo|GetCapabilities)/.test(String(detail.operation)))
