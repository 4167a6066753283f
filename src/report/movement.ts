import type { Step } from '../detect/finding.ts'

/** What one source did with the same services to one or more targets. */
export interface Movement {
  readonly src: string
  /** In the order in which they were first reached. */
  readonly targets: string[]
  /** In the order of first use. */
  readonly services: readonly string[]
  readonly ports: Set<number>
  readonly users: Set<string>
  /** Steps that were established, that were not (no answer, or rejected), and that were seen in part. */
  established: number
  failed: number
  partial: number
  readonly first: number
  last: number
}

/** Steps of each source and target, in order of first sight. */
function pairs(steps: readonly Step[]): Step[][] {
  const byPair = new Map<string, Step[]>()
  for (const step of steps) {
    const key = `${step.src}\0${step.dst}`
    const pair = byPair.get(key)
    if (pair) pair.push(step)
    else byPair.set(key, [step])
  }
  return [...byPair.values()]
}

function start(pair: readonly Step[], services: readonly string[]): Movement {
  const { src, ts } = pair[0]!
  return {
    src,
    targets: [],
    services,
    ports: new Set(),
    users: new Set(),
    established: 0,
    failed: 0,
    partial: 0,
    first: ts,
    last: ts,
  }
}

function extend(movement: Movement, pair: readonly Step[]): void {
  movement.targets.push(pair[0]!.dst)
  for (const step of pair) {
    movement.ports.add(step.port)
    if (step.user) movement.users.add(step.user)
    if (step.state === 'established') movement.established++
    else if (step.state === 'partial') movement.partial++
    else movement.failed++
    movement.last = Math.max(movement.last, step.ts)
  }
}

/** Steps (in time order) in as few sentences as they allow: one a source and set of services, in order of first sight. */
export function movements(steps: readonly Step[]): Movement[] {
  const byKey = new Map<string, Movement>()
  for (const pair of pairs(steps)) {
    const services = [...new Set(pair.map(step => step.service))]
    const key = [pair[0]!.src, ...[...services].sort()].join('\0')
    let movement = byKey.get(key)
    if (!movement) byKey.set(key, (movement = start(pair, services)))
    extend(movement, pair)
  }
  return [...byKey.values()]
}

/** The hosts of a plain chain (A, B, C for A→B then B→C), or [] where the movements are none. */
export function chain(all: readonly Movement[]): string[] {
  const hosts = all.length > 1 ? [all[0]!.src] : []
  for (const { src, targets } of all) {
    if (targets.length !== 1 || src !== hosts.at(-1)) return []
    hosts.push(targets[0]!)
  }
  return hosts
}
