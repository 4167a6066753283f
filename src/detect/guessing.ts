import type { Event } from '../flow/event.ts'
import type { Services } from '../flow/services.ts'
import type { DayFlow, DayLink } from '../profile/source-day.ts'
import { plural, usualOf, type Detector, type Evidence, type View } from './detector.ts'

const window = 600
/** Connections to one target, or failed log-ins, that people make in ten minutes without meaning harm. */
const ordinary = 2
/** Bits that one attempt is worth at most. */
const perAttempt = 0.8
/** How much a success right after failures weighs, as if that many more had failed. */
const successWeight = 5

/** Passwords guessed: many connections or failed log-ins on one target in ten minutes, and whether one succeeded. */
export const guessing: Detector = {
  name: 'guessing',
  title: 'Many failed log-ins or short connections on one target, or over many accounts and targets',
  channels: [
    { name: 'attempts on one target', prior: 1, needsHistory: false },
    { name: 'failed log-ins over targets and accounts', prior: 1, needsHistory: false },
  ],
  measure: view => {
    const logins = view.day.events.filter(event => event.kind === 'login')
    return [...onOneTarget(view, logins), ...overMany(view, logins)]
  },
}

const attemptsOf = (event: Event): number =>
  event.outcome === 'failure' ? Math.max(1, Number(event.detail.attempts) || 1) : 0

function onOneTarget(view: View, logins: readonly Event[]): Evidence[] {
  const byUid = new Map<string, Event[]>()
  for (const event of logins) byUid.set(event.uid, [...(byUid.get(event.uid) ?? []), event])
  const all = [...view.day.links.values()].map(link => ({ link, ...busiest(link, byUid, view.services) }))
  if (all.length === 0) return []
  const worst = all.reduce((a, b) => (b.attempts > a.attempts ? b : a), all[0]!)
  if (!worst.attempts) return []
  const failures = worst.failures
  const success = failures >= 5 ? successAfter(worst.link, worst.flows.at(-1)!, byUid) : undefined
  const magnitude = worst.attempts - ordinary + (success ? successWeight : 0)
  if (magnitude <= 0) return []
  const channel = 'attempts on one target'
  const service = view.services.row(worst.link.service)
  return [
    {
      channel,
      magnitude,
      most: perAttempt * (magnitude + ordinary),
      flows: success && !worst.flows.includes(success) ? [...worst.flows, success] : worst.flows,
      techniques: ['T1110.001', service.technique].filter(Boolean),
      say: () => ({
        fact: `${plural(worst.flows.length, 'connection')} within 10 minutes to ${view.name(worst.flows[0]!.dst)} over ${service.name}${success ? ', then a success' : ''}`,
        observed: failures ? `${plural(failures, 'failed log-in')}` : plural(worst.attempts, 'connection'),
        usual: usualOf(view.past, channel, ordinary),
      }),
    },
  ]
}

/** Services of which a connection is an attempt to log in; the others open many for one session's work. */
const interactive = new Set(['ssh', 'rdp', 'vnc', 'ard', 'telnet', 'rlogin', 'rsh', 'radmin', 'x11'])

/** The ten minutes in which a link saw the most attempts: connections, or failed log-ins where a sensor decoded them. */
function busiest(link: DayLink, byUid: ReadonlyMap<string, Event[]>, services: Services) {
  const weight = interactive.has(services.name(link.service)) ? 1 : 0
  const failuresOf = (flow: DayFlow) =>
    (byUid.get(flow.uid) ?? []).reduce((sum, event) => sum + attemptsOf(event), 0)
  let best = { attempts: 0, failures: 0, flows: [] as DayFlow[] }
  let failures = 0
  for (let from = 0, to = 0; to < link.flows.length; to++) {
    failures += failuresOf(link.flows[to]!)
    while (link.flows[to]!.start - link.flows[from]!.start > window)
      failures -= failuresOf(link.flows[from++]!)
    const attempts = Math.max(weight * (to - from + 1), failures)
    if (attempts > best.attempts) best = { attempts, failures, flows: link.flows.slice(from, to + 1) }
  }
  return best
}

/** The first log-in that succeeded on the link within an hour of the attempts. */
const successAfter = (
  link: DayLink,
  last: DayFlow,
  byUid: ReadonlyMap<string, Event[]>,
): DayFlow | undefined =>
  link.flows.find(
    flow =>
      flow.start >= last.start - window &&
      flow.start <= last.start + 3600 &&
      (byUid.get(flow.uid) ?? []).some(event => event.outcome === 'success'),
  )

function overMany(view: View, logins: readonly Event[]): Evidence[] {
  const failed = logins.filter(event => event.outcome === 'failure')
  const accounts = new Set(failed.map(event => `${event.dst} ${event.user}`))
  const magnitude = accounts.size - ordinary
  if (magnitude <= 0) return []
  const uids = new Set(failed.map(event => event.uid))
  const flows = view.day.flows.filter(flow => uids.has(flow.uid))
  if (!flows.length) return []
  const channel = 'failed log-ins over targets and accounts'
  const targets = new Set(flows.map(flow => flow.target)).size
  return [
    {
      channel,
      magnitude,
      most: perAttempt * accounts.size,
      flows,
      techniques: [
        'T1110.003',
        ...new Set(flows.map(flow => view.services.row(flow.service).technique)),
      ].filter(Boolean),
      say: () => ({
        fact: `log-ins failed on ${plural(targets, 'target')} with ${plural(new Set(failed.map(event => event.user)).size, 'account')}`,
        observed: plural(accounts.size, 'pair') + ' of target and account',
        usual: usualOf(view.past, channel, ordinary),
      }),
    },
  ]
}
