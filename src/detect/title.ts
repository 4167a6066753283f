import { max } from 'd3-array'
import { deedName } from './deed-names.ts'
import type { Finding, Step } from './finding.ts'
import type { Group, Story, Tie } from './stories.ts'
import { table } from '../lib/table.ts'

const names = table<string>({
  account: 'new account',
  'fan-out': 'fan-out',
  guessing: 'password guessing',
  'new-link': 'new link',
  'new-service': 'first use of a service',
  'odd-hour': 'odd hour',
  'odd-port': 'odd port',
  pivot: 'pivot',
  'port-scan': 'port scan',
  'unusual-flow': 'unusual flow',
  'weaker-protection': 'weaker protection',
})

/** One line: the strongest reasons, the services, from where to where. `name` gives a host id's text. */
export function title(
  { stories, ties }: Group,
  steps: readonly Step[],
  name: (host: number) => string,
): string {
  const findings = stories
    .flatMap(story => story.found.map(({ finding }) => finding))
    .sort((a, b) => b.score - a.score)
  const kinds = [...new Set(findings.map(nameOf))].slice(0, 2).join(', ')
  const services = [...new Set(steps.map(step => step.service))].slice(0, 3).join(', ')
  const pivot = findings.find(({ detector }) => detector === 'pivot')
  const path = longestPath(ties)
  if (pivot || path.length) {
    const hosts = pivot
      ? [pivot.src, ...pivot.steps.map(step => step.dst)]
      : [...path.map(tie => name(tie.flow.src)), ...lastHop(path.at(-1)!, name)]
    return `chain of ${hosts.length - 1} hops, ${kinds} over ${services}: ${hosts.join(' → ')}`
  }
  const [{ src }] = steps as [Step]
  // What comes back to the source, as a forced log-in does, is no target.
  const reached = new Set(steps.map(step => step.dst))
  if (reached.size > 1) reached.delete(src)
  // Of very many flows not all are steps.
  const cut = stories.flatMap(story => story.found).filter(({ flows, all }) => flows.length < all)
  const count = Math.max(reached.size, max(cut, found => found.targets) ?? 0)
  return `${kinds} over ${services}: ${src} → ${count === 1 ? [...reached][0]! : `${count} targets`}`
}

const nameOf = (finding: Finding): string =>
  finding.detector === 'technique' ? deedName(finding) : (names.get(finding.detector) ?? finding.detector)

/** The last tie's target, and where it went on to: one host, or how many. */
function lastHop({ flow, to }: Tie, name: (host: number) => string): string[] {
  const onward = to.found.flatMap(({ flows }) => flows).filter(next => next.start >= flow.start)
  const targets = [...new Set(onward.map(next => name(next.dst)))]
  return [name(flow.dst), targets.length === 1 ? targets[0]! : `${targets.length} targets`]
}

/** Of the ways to a story so many are followed, the longest; a path in a title names no more hops. */
const most = { ways: 16, hops: 64 }

/** The most ties in a row, each after the one before; a host is passed once. */
function longestPath(ties: readonly Tie[]): readonly Tie[] {
  const inTime = [...ties].sort((a, b) => a.flow.start - b.flow.start || (a.flow.uid < b.flow.uid ? -1 : 1))
  const ways = new Map<Story, (readonly Tie[])[]>()
  let longest: readonly Tie[] = []
  for (const tie of inTime) {
    const fits = (path: readonly Tie[]) =>
      path.length < most.hops && path.every(({ from }) => from !== tie.to)
    const path = [...((ways.get(tie.from) ?? []).find(fits) ?? []), tie]
    if (path.length > longest.length) longest = path
    const others = ways.get(tie.to) ?? []
    const shorter = others.findIndex(other => other.length < path.length)
    others.splice(shorter < 0 ? others.length : shorter, 0, path)
    ways.set(tie.to, others.slice(0, most.ways))
  }
  return longest
}
