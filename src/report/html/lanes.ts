import type { Step } from '../../detect/finding.ts'

/** One row of the movement graph: a host, or all hosts that have no row of their own. */
export interface Lane {
  readonly label: string
  /** Was reached first, and reached others afterwards. */
  readonly pivot: boolean
}

export interface Lanes {
  readonly lanes: readonly Lane[]
  /** The row of a host. */
  row(host: string): number
}

const maxLanes = 12

interface Part {
  readonly host: string
  source: boolean
  target: boolean
  established: boolean
  pivot: boolean
}

/** What each host does in steps that are in time order; hosts in the order in which they take part. */
function parts(steps: readonly Step[]): Part[] {
  const byHost = new Map<string, Part>()
  const part = (host: string): Part => {
    let found = byHost.get(host)
    if (!found)
      byHost.set(host, (found = { host, source: false, target: false, established: false, pivot: false }))
    return found
  }
  for (const { src, dst, state } of steps) {
    const from = part(src)
    from.source = true
    if (from.target) from.pivot = true
    const to = part(dst)
    to.target = true
    if (state === 'established') to.established = true
  }
  return [...byHost.values()]
}

/** The smaller, the more a host's row tells: sources, then hosts that let somebody in, then the rest. */
const rank = (part: Part): number => (part.source ? 0 : part.established ? 1 : 2)

/** A row for each host, at most 12: the hosts that tell least share the last one. Independent of anything but the steps. */
export function lanesOf(steps: readonly Step[]): Lanes {
  const all = parts(steps)
  const kept =
    all.length <= maxLanes ? all : [...all].sort((a, b) => rank(a) - rank(b)).slice(0, maxLanes - 1)
  const keptHosts = new Set(kept.map(({ host }) => host))
  const shown = all.filter(({ host }) => keptHosts.has(host))
  const lanes = shown.map(({ host, pivot }) => ({ label: host, pivot }))
  const rows = new Map(shown.map(({ host }, row) => [host, row]))
  const more = all.length - shown.length
  if (more > 0) lanes.push({ label: `+${more} more hosts`, pivot: false })
  return { lanes, row: host => rows.get(host) ?? shown.length }
}
