import type { Services } from '../flow/services.ts'
import type { DeviceEvent } from '../flow/link-day.ts'
import { isAttempt } from '../profile/accounts.ts'
import { flowsOf } from '../profile/flows-of.ts'
import { linkKey, type DayFlow } from '../profile/source-day.ts'
import type { View } from './detector.ts'

const window = 600

/** Attempts to log in on one target over one service within ten minutes. */
export interface Burst {
  readonly service: number
  /** Connections, or failed log-ins where a sensor decoded them. */
  readonly attempts: number
  readonly failures: number
  /** Accounts that failed. */
  readonly users: number
  /** In time order. */
  readonly flows: readonly DayFlow[]
}

/** Services of which a connection is an attempt to log in; the others open many for one session's work. */
const interactive = new Set(['ssh', 'rdp', 'vnc', 'ard', 'telnet', 'rlogin', 'rsh', 'radmin', 'x11'])

/** Kerberos says that there is no such account: no password was tried on it. */
const attemptsOf = ({ detail }: DeviceEvent): number =>
  /C_PRINCIPAL_UNKNOWN/.test(String(detail.error)) ? 0 : Math.max(1, Number(detail.attempts) || 1)

/** The day's burst with the most attempts; undefined where there are none. */
export function busiest(view: View): Burst | undefined {
  const failures = failuresByUid(view.day.events)
  let best: Burst | undefined
  for (const flows of linksOf(view, failures)) {
    const found = widest(flows, failures, view.services)
    if (found.attempts > (best?.attempts ?? 0)) best = found
  }
  return best && { ...best, users: usersOn(view, best.flows) }
}

function usersOn({ day }: View, flows: readonly DayFlow[]): number {
  const uids = new Set(flows.map(({ uid }) => uid))
  return new Set(day.events.filter(event => isAttempt(event) && uids.has(event.uid)).map(({ user }) => user))
    .size
}

function failuresByUid(events: readonly DeviceEvent[]): Map<string, number> {
  const failures = new Map<string, number>()
  for (const event of events)
    if (isAttempt(event)) failures.set(event.uid, (failures.get(event.uid) ?? 0) + attemptsOf(event))
  return failures
}

/** Flows by target and service, with those of services that are no remote service (Kerberos, LDAP) on which log-ins failed. */
function linksOf({ day }: View, failures: ReadonlyMap<string, number>): DayFlow[][] {
  const known = new Set(day.flows.map(({ uid }) => uid))
  const others = day.events.filter(
    event => isAttempt(event) && failures.has(event.uid) && !known.has(event.uid),
  )
  const links = new Map<number, DayFlow[]>()
  for (const flow of flowsOf({ ...day, flows: [] }, others)) {
    const key = linkKey(flow.target, flow.service)
    const list = links.get(key)
    if (list) list.push(flow)
    else links.set(key, [flow])
  }
  return [...[...day.links.values()].map(({ flows }) => flows), ...links.values()]
}

/** The ten minutes of a link that hold the most attempts. */
function widest(flows: readonly DayFlow[], byUid: ReadonlyMap<string, number>, services: Services): Burst {
  const { service } = flows[0]!
  const weight = interactive.has(services.name(service)) ? 1 : 0
  let best = { attempts: 0, failures: 0, from: 0, to: 0 }
  let failures = 0
  for (let from = 0, to = 0; to < flows.length; to++) {
    failures += byUid.get(flows[to]!.uid) ?? 0
    for (; flows[to]!.start - flows[from]!.start > window; from++)
      failures -= byUid.get(flows[from]!.uid) ?? 0
    const attempts = Math.max(weight * (to - from + 1), failures)
    if (attempts > best.attempts) best = { attempts, failures, from, to: to + 1 }
  }
  const { from, to, ...most } = best
  return { ...most, service, users: 0, flows: flows.slice(from, to) }
}
