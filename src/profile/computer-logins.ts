import type { DeviceEvent } from '../flow/link-day.ts'

/** Log-ins kept; a site has few of them. */
const most = 10_000
/** A host that is forced to log in does so within these seconds. */
const soon = 60

/** Log-ins over SMB or HTTP with a computer's own account and NTLM, or with none and in vain: what forced authentication ends in. */
export class ComputerLogins {
  readonly #byPair = new Map<string, DeviceEvent[]>()
  #kept = 0

  add(event: DeviceEvent): void {
    if (!isComputers(event) || this.#kept >= most) return
    this.#kept++
    const pair = `${event.src} ${event.target}`
    const list = this.#byPair.get(pair)
    if (list) list.push(event)
    else this.#byPair.set(pair, [event])
  }

  /** How `from` logged in on `to` within a minute after a time. */
  soonAfter(from: number, to: number, time: number): DeviceEvent[] {
    return (this.#byPair.get(`${from} ${to}`) ?? []).filter(({ ts }) => ts >= time && ts <= time + soon)
  }
}

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
