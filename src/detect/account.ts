import { plural, type Detector, type View } from './detector.ts'

/** Bits that an account new to a source is worth: people do lend their desks. */
const perAccount = 3

/** An account that this source never logged in with, where it did log in with others before: a first account is no change. */
export const account: Detector = {
  name: 'account',
  title: 'A source logs in with an account that it never used',
  channels: [{ name: 'account', prior: 0.5, needsHistory: true }],
  measure(view) {
    const fresh = newAccounts(view)
    if (!fresh.size || view.past.activeDays < 3) return []
    const uids = new Set([...fresh.values()].flat())
    const flows = view.day.flows.filter(flow => uids.has(flow.uid))
    if (!flows.length) return []
    return [
      {
        channel: 'account',
        magnitude: perAccount * fresh.size,
        flows,
        techniques: ['T1078'],
        say: () => say(view, [...fresh.keys()]),
      },
    ]
  },
}

/** Accounts of the day's log-ins that the source never used, with the uids of their flows. */
function newAccounts({ day, past }: View): Map<string, string[]> {
  const fresh = new Map<string, string[]>()
  for (const event of day.events) {
    if (event.kind !== 'login' || !event.user || event.outcome === 'failure') continue
    if (!past.accountDays(event.service)) continue
    const user = event.user.toLowerCase()
    if (!past.deedDays(`user ${user}`)) fresh.set(user, [...(fresh.get(user) ?? []), event.uid])
  }
  return fresh
}

function say(view: View, users: readonly string[]): { fact: string; observed: string; usual: string } {
  const elsewhere = view.deeds.before(`user ${users[0]}`, view.day.day)
  return {
    fact: `first log-in from this source as ${users.slice(0, 3).join(', ')}${users.length > 3 ? ', …' : ''}`,
    observed: plural(users.length, 'new account'),
    usual: `never in ${plural(view.past.activeDays, 'active day')}; ${users[0]} was seen on ${plural(elsewhere, 'source day')} before`,
  }
}
