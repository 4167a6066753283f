import type { Kind } from '../kind.ts'
import type { Host, KnownLink } from '../inventory.ts'
import type { Stage } from '../stage.ts'

/** A link that a source used on some days before, and its target. */
function knownLink(
  stage: Stage,
  src: Host,
  fits: (link: KnownLink) => boolean,
): [KnownLink, Host] | undefined {
  const { inventory, day, cast, name } = stage.setting
  const links = [...src.links.values()]
    .filter(link => [...link.days].filter(used => used < day).length >= 3 && fits(link))
    .map(link => ({ link, key: `${name(link.target)} ${link.service}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ link }) => link)
    .filter(({ target }) => !cast.sources.has(target))
  const link = stage.dice.pick(links)
  return link && [link, inventory.hosts.get(link.target)!]
}

/** The first client with such a link. */
function habit(stage: Stage, fits: (link: KnownLink) => boolean): [Host, KnownLink, Host] | undefined {
  for (const src of stage.clients()) {
    const found = knownLink(stage, src, fits)
    if (found) return [src, ...found]
  }
  return undefined
}

const noLink = 'no link with enough days of history'

/** Uses what it always uses, when it never does. */
export const oddHour: Kind = {
  name: 'odd-hour',
  title: 'uses two or three times a link it knows, at an hour at which it is never active',
  days: 1,
  play(stage) {
    const found = habit(stage, () => true)
    if (!found) return noLink
    const [src, link, dst] = found
    const active = new Set(
      src.starts.flatMap(start => [-1, 0, 1].map(d => (Math.floor(start / 3600) + 24 + d) % 24)),
    )
    const hours = [2, 3, 1, 4, 0, 23, 5, 22].filter(hour => !active.has(hour))
    const hour = stage.dice.pick(hours.slice(0, 4))
    if (hour === undefined) return 'the hosts are active at every hour'
    let start =
      stage.setting.inventory.midnight(stage.setting.day) + hour * 3600 + stage.dice.between(0, 1800)
    for (let left = stage.dice.whole(2, 3); left > 0; left--) {
      stage.flow(src, dst, link.service, start)
      start += stage.dice.between(120, 900)
    }
    return ''
  },
}

/** Reads far more than ever over a link it knows. */
export const bigPull: Kind = {
  name: 'big-pull',
  title: 'reads twenty to eighty times as much as usual over a link it knows',
  days: 1,
  play(stage) {
    const found = habit(stage, ({ received }) => received.length >= 8)
    if (!found) return noLink
    const [src, link, dst] = found
    const sorted = [...link.received].sort((a, b) => a - b)
    const usual = sorted[Math.floor(sorted.length * 0.9)]!
    const dstBytes = Math.max(5e7, usual * stage.dice.between(20, 80))
    const start = stage.usualTime(src)
    stage.flow(src, dst, link.service, start, { dstBytes, duration: dstBytes / stage.dice.between(2e6, 2e7) })
    return ''
  },
}

/** One stolen account on many hosts, over links that are all usual. */
export const sharedAccount: Kind = {
  name: 'shared-account',
  title: 'one account logs in from six to ten hosts within two hours, over links they know',
  days: 1,
  play(stage) {
    const { inventory } = stage.setting
    const told = ({ service }: KnownLink, src: Host) => stage.tells(src, service, 'login')
    const plays = stage
      .clients(src => [...src.links.values()].some(link => told(link, src)))
      .flatMap(src => {
        const found = knownLink(stage, src, link => told(link, src))
        return found ? [[src, ...found] as const] : []
      })
      .slice(0, stage.dice.whole(6, 10))
    const users = plays.flatMap(([src]) => [...(inventory.accounts.get(src.device) ?? [])])
    const user = stage.dice.pick([...new Set(users)].sort())
    if (plays.length < 4 || user === undefined) return 'no sensor tells the accounts of enough sources'
    let start = stage.usualTime(plays[0]![0])
    for (const [src, link, dst] of plays) {
      stage.event(stage.flow(src, dst, link.service, start), 'login', { user, outcome: 'success' })
      start += stage.dice.between(120, 720)
    }
    return ''
  },
}
