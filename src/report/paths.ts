import type { Step } from '../detect/finding.ts'
import { shorten } from './escape.ts'
import { count, list, plural } from './format.ts'
import { chain, movements, type Movement } from './movement.ts'

/** `10.1.2.3`, or `38 hosts (10.1.4.7, 10.1.4.8, 10.1.4.9, …)`. */
function hosts(targets: readonly string[]): string {
  const [first, ...rest] = targets
  return rest.length === 0
    ? first!
    : `${count(targets.length)} hosts (${targets.slice(0, 3).join(', ')}${rest.length > 2 ? ', …' : ''})`
}

const short = (items: Iterable<string>): string =>
  list(
    Array.from(items, item => shorten(item, 60)),
    3,
  )

/** ` by ssh (port 22) as root`: with what, and as whom. */
function means(all: readonly Movement[]): string {
  const services = short(new Set(all.flatMap(each => each.services)))
  const ports = new Set(all.flatMap(each => [...each.ports]))
  const users = new Set(all.flatMap(each => [...each.users]))
  const failed = all.reduce((sum, each) => sum + each.failed, 0)
  const partial = all.reduce((sum, each) => sum + each.partial, 0)
  const established = all.reduce((sum, each) => sum + each.established, 0)
  const total = plural(failed + partial + established, 'connection')
  return [
    ` by ${services} (${ports.size === 1 ? 'port' : 'ports'} ${list(Array.from(ports, String), 3)})`,
    users.size > 0 ? ` as ${short(users)}` : '',
    failed > 0 ? `; ${count(failed)} of ${total} not established` : '',
    partial > 0 ? `; ${count(partial)} of ${total} seen in part` : '',
  ].join('')
}

/** One movement's source, targets, services and users. */
export const movementText = (movement: Movement, arrow: string): string =>
  `${movement.src} ${arrow} ${hosts(movement.targets)}${means([movement])}`

/**
 * From where to where, by what and as whom: a chain on one line, otherwise at most `max` movements with a line each.
 * `arrow` stands between a source and its targets.
 */
export function paths(steps: readonly Step[], max: number, arrow: string): string[] {
  const all = movements(steps)
  const hops = chain(all)
  if (hops.length > 0) {
    const [shown, more] = [hops.slice(0, 8), hops.length - 8]
    return [
      `${shown.join(` ${arrow} `)}${more > 0 ? ` ${arrow} … ${plural(more, 'more host')}` : ''}${means(all)}`,
    ]
  }
  const lines = all.slice(0, max).map(each => movementText(each, arrow))
  if (all.length > max) lines.push(`and ${plural(all.length - max, 'more movement')}`)
  return lines
}
