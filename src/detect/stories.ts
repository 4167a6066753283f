import type { Calibrated } from './calibrate.ts'
import type { Found } from './findings.ts'

/** What one source did on one judged day, as far as it surprises: the piece that incidents are joined from. */
export interface Story {
  readonly row: Calibrated
  readonly found: readonly Found[]
  readonly score: number
}

/** After a session ends, its target may move on within this many seconds. */
const dwell = 7200
/** Stories below this score join only where something else ties them: an account, or an execution. */
const telling = 6

/**
 * Joins stories along time-respecting paths: A's surprising flow reaches B, and while it lives or shortly after,
 * B surprises by itself. Only surprising flows tie, so a hub that everybody uses glues nothing together.
 */
export function join(stories: readonly Story[]): Story[][] {
  const parents = new Map<Story, Story>()
  const root = (story: Story): Story => {
    let top = story
    for (let next = parents.get(top); next; next = parents.get(top)) top = next
    return top
  }
  const bySource = new Map<number, Story[]>()
  for (const story of stories) bySource.set(story.row.src, [...(bySource.get(story.row.src) ?? []), story])
  for (const story of stories) {
    for (const next of stories.length ? followers(story, bySource) : []) {
      const [a, b] = [root(story), root(next)]
      if (a !== b) parents.set(b, a)
    }
  }
  const groups = new Map<Story, Story[]>()
  for (const story of stories) groups.set(root(story), [...(groups.get(root(story)) ?? []), story])
  return [...groups.values()]
}

function followers(story: Story, bySource: ReadonlyMap<number, Story[]>): Story[] {
  const next = new Set<Story>()
  for (const { flows, finding } of story.found) {
    if (finding.detector === 'unusual-flow' || finding.detector === 'odd-hour') continue
    for (const flow of flows) {
      for (const candidate of bySource.get(flow.target) ?? []) {
        if (candidate === story) continue
        const start = Math.min(
          ...candidate.found.map(({ finding }) => finding.start).filter(time => time >= flow.start),
        )
        if (start <= flow.start + flow.duration + dwell && tied(story, candidate)) next.add(candidate)
      }
    }
  }
  return [...next]
}

function tied(a: Story, b: Story): boolean {
  if (a.score >= telling && b.score >= telling) return true
  const executes = (story: Story) => story.found.some(({ finding }) => finding.detector === 'technique')
  if (executes(a) && executes(b)) return true
  const users = (story: Story) =>
    new Set(story.found.flatMap(({ finding }) => finding.steps.flatMap(step => step.user ?? [])))
  const ours = users(a)
  return [...users(b)].some(user => ours.has(user))
}
