import type { Step } from '../../detect/finding.ts'
import type { Lanes } from './lanes.ts'

/** One or more steps between the same rows by the same service with the same outcome. */
export interface Arrow {
  readonly from: number
  readonly to: number
  readonly service: string
  readonly established: boolean
  readonly first: number
  last: number
  /** The first step's ends and user; the others may differ where rows are shared. */
  readonly step: Step
  count: number
}

export const maxArrows = 32

/** Into how many slices of the whole time the steps are put to be joined, tried in turn until the arrows are few enough. */
const slices = [24, 16, 12, 8, 4, 2, 1]

const arrow = (step: Step, lanes: Lanes): Arrow => ({
  from: lanes.row(step.src),
  to: lanes.row(step.dst),
  service: step.service,
  established: step.state === 'established',
  first: step.ts,
  last: step.ts,
  step,
  count: 1,
})

/** Joins arrows of the same key; the result is in the order of their first steps. */
function join(arrows: readonly Arrow[], keyOf: (arrow: Arrow) => string): Arrow[] {
  const byKey = new Map<string, Arrow>()
  for (const each of arrows) {
    const key = keyOf(each)
    const known = byKey.get(key)
    if (known) {
      known.count++
      known.last = Math.max(known.last, each.last)
    } else byKey.set(key, { ...each })
  }
  return [...byKey.values()]
}

const kind = ({ from, to, service, established }: Arrow): string => `${from} ${to} ${established} ${service}`

/** Steps with reasons of their own (a login that succeeded among failures) stay apart where there is room. */
const ownKind = (each: Arrow): string => `${kind(each)} ${each.step.because.join(' ')}`

/** Steps (in time order) as at most 32 arrows, and how many steps are in none of them. */
export function arrowsOf(steps: readonly Step[], lanes: Lanes): { arrows: Arrow[]; left: number } {
  const all = steps.map(step => arrow(step, lanes))
  if (all.length <= maxArrows) return { arrows: all, left: 0 }
  const start = all[0]!.first
  const whole = Math.max(1, all.at(-1)!.first - start)
  let arrows: Arrow[] = all
  for (const keyOf of [ownKind, kind])
    for (const n of slices) {
      if (arrows.length <= maxArrows) break
      arrows = join(
        all,
        each => `${Math.min(n - 1, Math.floor(((each.first - start) / whole) * n))} ${keyOf(each)}`,
      )
    }
  const shown = arrows.slice(0, maxArrows)
  return { arrows: shown, left: all.length - shown.reduce((sum, each) => sum + each.count, 0) }
}
