import type { DeviceEvent } from '../flow/link-day.ts'
import { flowOf, flowsOf } from '../profile/flows-of.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { isAttempt, triedAs } from '../profile/accounts.ts'
import { busiest, type Burst } from './bursts.ts'
import { saysSensor } from './notices.ts'
import { plural, usualOf, type Detector, type Evidence, type View } from './detector.ts'

/** Connections to one target, or failed log-ins, that people make in ten minutes without meaning harm. */
const ordinary = 2
/** Bits that one attempt is worth at most. */
const perAttempt = 0.8
/** How much a success right after failures weighs, as if that many more had failed. */
const successWeight = 5
/** Failures after which a success is somebody's who guessed it. */
const enoughFailures = 5

/** Bits that one account that failed, and never succeeded from here, is worth at most: people mistype their own. */
const perStranger = 2

const channels = [
  'attempts on one target',
  'failed log-ins over targets and accounts',
  'failed log-ins within a week',
] as const

/** Passwords guessed: many connections or failed log-ins on one target in ten minutes, and whether one succeeded. */
export const guessing: Detector = {
  name: 'guessing',
  title: 'Many failed log-ins or short connections on one target, or over many accounts and targets',
  channels: channels.map((name, i) => ({ name, prior: 1, needsHistory: i === 2 })),
  measure: view => [...onOneTarget(view), ...overMany(view), ...overDays(view)],
}

/** A few each day, as who knows when accounts are locked: all of a week that never succeeded from here. */
function overDays(view: View): Evidence[] {
  const tried = view.past.tries.withinWeek(view.day)
  const failed = view.day.events.filter(event => isAttempt(event) && tried.has(triedAs(event)))
  const flows = flowsOf(view.day, failed)
  const magnitude = tried.size - ordinary
  if (magnitude <= 0 || !flows.length) return []
  const channel = channels[2]
  return [
    {
      channel,
      magnitude,
      most: perStranger * tried.size,
      flows,
      techniques: [
        'T1110.003',
        ...new Set(flows.map(flow => view.services.row(flow.service).technique)),
      ].filter(Boolean),
      say: () => ({
        fact: `log-ins failed with ${plural(tried.size, 'pair')} of target and account within a week, and never succeeded`,
        observed: `${plural(new Set(failed.map(triedAs)).size, 'pair')} today`,
        usual: usualOf(view.past, channel, ordinary),
      }),
    },
  ]
}

function onOneTarget(view: View): Evidence[] {
  const worst = busiest(view)
  if (!worst) return []
  const success = worst.failures >= enoughFailures ? successAfter(view, worst) : undefined
  const magnitude = worst.attempts - ordinary + (success ? successWeight : 0)
  if (magnitude <= 0) return []
  const channel = channels[0]
  const service = view.services.row(worst.service)
  return [
    {
      channel,
      magnitude,
      most: perAttempt * (magnitude + ordinary),
      flows: success && !worst.flows.includes(success) ? [...worst.flows, success] : worst.flows,
      // One password for many accounts is a spray, many for one are guesses.
      techniques: [
        worst.users > worst.failures / 2 && worst.users > ordinary ? 'T1110.003' : 'T1110.001',
        service.technique,
      ].filter(Boolean),
      say: () => ({
        fact: `${plural(worst.flows.length, 'connection')} within 10 minutes to ${view.name(worst.flows[0]!.dst)} over ${service.name}${success ? ', then a success' : ''}${saidToo(view)}`,
        observed: worst.failures
          ? `${plural(worst.failures, 'failed attempt')} to log in`
          : plural(worst.attempts, 'connection'),
        usual: usualOf(view.past, channel, ordinary),
      }),
    },
  ]
}

const saidToo = ({ day }: View): string =>
  saysSensor(day.events, /^T1110\b/) ? '; the sensor says that passwords were guessed' : ''

/** The first log-in that succeeded over a service on a target of the attempts within an hour of them. */
const successAfter = (view: View, { flows }: Burst): DayFlow | undefined => successOnOne(view, flows)

function successOnOne({ day }: View, flows: readonly DayFlow[]): DayFlow | undefined {
  const tried = new Set(flows.map(({ target, service }) => `${target} ${service}`))
  const first = flows.reduce((least, { start }) => Math.min(least, start), Infinity)
  const last = flows.reduce((most, { start }) => Math.max(most, start), -Infinity)
  const event = day.events.find(
    ({ kind, outcome, target, service, ts }) =>
      kind === 'login' &&
      outcome === 'success' &&
      tried.has(`${target} ${service}`) &&
      ts >= first &&
      ts <= last + 3600,
  )
  return event && (day.flows.find(({ uid }) => uid === event.uid) ?? flowOf(event))
}

/** An error that says that there is no such account. */
const isUnknown = ({ detail }: DeviceEvent): boolean =>
  /PRINCIPAL_UNKNOWN|NO_SUCH_USER/.test(String(detail.error))

function overMany(view: View): Evidence[] {
  const failed = view.day.events.filter(isAttempt)
  const accounts = new Set(failed.map(({ dst, user }) => `${dst} ${user}`))
  const magnitude = accounts.size - ordinary
  if (magnitude <= 0) return []
  const flows = flowsOf(view.day, failed)
  if (!flows.length) return []
  const channel = channels[1]
  const targets = new Set(flows.map(flow => flow.target)).size
  const users = new Set(failed.map(({ user }) => user)).size
  const unknown = new Set(failed.filter(isUnknown).map(({ user }) => user)).size
  const asks = unknown > users / 2
  const services = new Set(flows.map(flow => view.services.row(flow.service).technique))
  const success = asks ? undefined : successOnOne(view, flows)
  return [
    {
      channel,
      magnitude,
      most: perAttempt * accounts.size,
      flows: success && !flows.includes(success) ? [...flows, success] : flows,
      techniques: [asks ? 'T1087.002' : '', 'T1110.003', ...services].filter(Boolean),
      say: () => ({
        fact: asks
          ? `asked ${plural(targets, 'target')} for ${plural(unknown, 'account')} that do not exist`
          : `log-ins failed on ${plural(targets, 'target')} with ${plural(users, 'account')}${success ? `, then one succeeded on ${view.name(success.dst)}` : ''}${saidToo(view)}`,
        observed: plural(accounts.size, 'pair') + ' of target and account',
        usual: usualOf(view.past, channel, ordinary),
      }),
    },
  ]
}
