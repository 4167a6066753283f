import type { Event } from '../flow/event.ts'
import { accountOf } from '../profile/accounts.ts'
import { plural, type Detector, type Evidence, type View, type Words } from './detector.ts'

/** Bits that an account new to a source is worth: people do lend their desks, and have more than one account. */
const perAccount = { stranger: 3, namesake: 1 }
/** Bits that an account new to a target is worth, where one other is known on it, and the account on one other target. */
const perTarget = 2

/** A named log-in of the day. */
interface Login {
  readonly account: string
  readonly event: Event
}

/** Accounts where they never were: new to the source, new to the target, or on many sources at once. */
export const account: Detector = {
  name: 'account',
  title: 'An account that is new to a source or a target, or that logs in from more sources than ever',
  channels: [
    { name: 'accounts new to the source', prior: 0.5, needsHistory: true },
    { name: 'accounts new to a target', prior: 0.5, needsHistory: true },
    { name: 'sources of one account', prior: 0.5, needsHistory: true },
  ],
  measure(view) {
    if (view.past.activeDays < 3) return []
    const old = new Set(view.day.flows.filter(view.newlySeen).map(({ uid }) => uid))
    const logins = view.day.events.flatMap(event => {
      const account = old.has(event.uid) ? undefined : accountOf(event)
      return account === undefined ? [] : [{ account, event }]
    })
    return [...newToSource(view, logins), ...newToTarget(view, logins), ...onManySources(view, logins)]
  },
}

/** Only where the source did log in with others before: a first account is no change. */
function newToSource(view: View, logins: readonly Login[]): Evidence[] {
  const fresh = logins.filter(
    ({ account, event }) => view.past.accountDays(event.service) && !view.past.deedDays(`user ${account}`),
  )
  const accounts = distinct(fresh)
  const weight = (account: string) =>
    view.past.hasNamesake(account) ? perAccount.namesake : perAccount.stranger
  const magnitude = accounts.reduce((sum, account) => sum + weight(account), 0)
  return evidence(view, 'accounts new to the source', magnitude, fresh, () => ({
    fact: `first log-in from this source as ${some(accounts)}`,
    observed: plural(accounts.length, 'new account'),
    usual: `never in ${plural(view.past.activeDays, 'active day')}; ${accounts[0]} was seen on ${plural(view.deeds.before(`user ${accounts[0]}`, view.day.day), 'source day')} before`,
  }))
}

/**
 * Only on targets where other accounts are known, and over links that are not new themselves. A target that many accounts
 * use sees new ones every day, and an account that is used everywhere is new somewhere every day.
 */
function newToTarget(view: View, logins: readonly Login[]): Evidence[] {
  const { accounts, day, past } = view
  const used = new Set(
    day.flows.filter(flow => past.linkDays(flow.target, flow.service)).map(({ uid }) => uid),
  )
  const fresh = logins.filter(
    ({ account, event }) =>
      accounts.countAt(event.dst, day.day) &&
      !accounts.knownAt(account, event.dst, day.day) &&
      used.has(event.uid),
  )
  const weights = new Map(
    fresh.map(({ account, event }) => [
      `${account} ${event.dst}`,
      perTarget / common(accounts.countAt(event.dst, day.day)) / common(accounts.targetsOf(account, day.day)),
    ]),
  )
  const pairs = weights.size
  const magnitude = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  return evidence(view, 'accounts new to a target', magnitude, fresh, () => ({
    fact: `${some(distinct(fresh))} logged in on ${view.name(fresh[0]!.event.dst)}${pairs > 1 ? ` and ${pairs - 1} more` : ''} for the first time`,
    observed: `${plural(pairs, 'new pair')} of account and target`,
    usual: 'other accounts are known there',
  }))
}

const common = (count: number): number => Math.max(1, Math.log2(1 + count))

function onManySources(view: View, logins: readonly Login[]): Evidence[] {
  let worst = { account: '', today: 0, most: 0 }
  for (const account of distinct(logins)) {
    // Who always used the account logs in as ever: those who joined him are the news.
    if (view.past.deedDays(`user ${account}`)) continue
    const { today, most } = view.accounts.sourcesOf(account, view.day.day)
    if (today - most > worst.today - worst.most) worst = { account, today, most }
  }
  const own = logins.filter(({ account }) => account === worst.account)
  return evidence(view, 'sources of one account', worst.today - worst.most - 1, own, () => ({
    fact: `${worst.account} logs in from ${plural(worst.today, 'source')} on one day`,
    observed: plural(worst.today, 'source'),
    usual: `at most ${worst.most} on any day before`,
  }))
}

function evidence(
  view: View,
  channel: string,
  magnitude: number,
  logins: readonly Login[],
  say: () => Words,
): Evidence[] {
  const uids = new Set(logins.map(({ event }) => event.uid))
  const flows = view.day.flows.filter(flow => uids.has(flow.uid))
  return magnitude > 0 && flows.length ? [{ channel, magnitude, flows, techniques: ['T1078'], say }] : []
}

const distinct = (logins: readonly Login[]): string[] => [...new Set(logins.map(({ account }) => account))]

const some = (names: readonly string[]): string =>
  `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`
