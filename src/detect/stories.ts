import { bisectLeft } from 'd3-array'
import { established, noAnswer, rejected } from '../flow/codes.ts'
import type { DayFlow } from '../profile/source-day.ts'
import type { Outstanding } from './outstanding.ts'
import type { Found } from './findings.ts'

/** What one source did on one judged day, as far as it surprises: the piece that incidents are joined from. */
export interface Story {
  readonly row: Outstanding
  readonly found: readonly Found[]
  readonly score: number
}

/** After a session ends, its target may move on within this many seconds. */
const dwell = 7200
/** Stories below this score join only where something else ties them: an account, or an execution. */
const telling = 6

/** A surprising flow that reached the source of the next story. */
export interface Tie {
  readonly from: Story
  readonly to: Story
  readonly flow: DayFlow
}

/** Stories that hang together, with what ties them. */
export interface Group {
  readonly stories: Story[]
  readonly ties: Tie[]
}

/**
 * Joins stories along time-respecting paths: A's surprising flow reaches B, and while it lives or shortly after,
 * B surprises by itself. Only surprising flows tie, so a hub that everybody uses glues nothing together.
 */
export function join(stories: readonly Story[]): Group[] {
  const bySource = new Map<number, Story[]>()
  for (const story of stories) append(bySource, story.row.src, story)
  const outlines = new Map(stories.map(story => [story, outline(story)]))
  const ties = stories.flatMap(story => tiesOf(story, bySource, outlines))
  const parents = new Map<Story, Story>()
  const root = (story: Story): Story => {
    let top = story
    for (let next = parents.get(top); next; next = parents.get(top)) top = next
    // The way is as short the next time: chains of hosts and days may be long.
    for (let at = story; at !== top;) {
      const next = parents.get(at)!
      parents.set(at, top)
      at = next
    }
    return top
  }
  for (const [from, to] of [...ties.map(({ from, to }) => [from, to] as const), ...continued(bySource)]) {
    const [a, b] = [root(from), root(to)]
    if (a !== b) parents.set(b, a)
  }
  const groups = new Map<Story, Group>()
  for (const story of stories) {
    const group = groups.get(root(story)) ?? { stories: [], ties: [] }
    group.stories.push(story)
    groups.set(root(story), group)
  }
  for (const tie of ties) groups.get(root(tie.from))!.ties.push(tie)
  return [...groups.values()]
}

/** Findings of these kinds are about a flow itself, not about reaching its target. */
const selfContained = new Set(['unusual-flow', 'odd-hour'])

const onward = (story: Story): Found[] =>
  story.found.filter(({ finding }) => !selfContained.has(finding.detector))

/** What joining asks of a story again and again. */
interface Outline {
  /** When its flows onward began, ascending. */
  readonly starts: readonly number[]
  readonly targets: number
  readonly executes: boolean
  readonly users: ReadonlySet<string>
}

function outline(story: Story): Outline {
  const flows = onward(story).flatMap(found => found.flows)
  const steps = story.found.flatMap(({ finding }) => finding.steps)
  return {
    starts: flows.map(({ start }) => start).sort((a, b) => a - b),
    targets: new Set(flows.map(({ target }) => target)).size,
    executes: story.found.some(({ finding }) => finding.detector === 'technique'),
    users: new Set(steps.flatMap(({ user }) => user ?? [])),
  }
}

type Outlines = ReadonlyMap<Story, Outline>

function tiesOf(story: Story, bySource: ReadonlyMap<number, Story[]>, outlines: Outlines): Tie[] {
  const ties = new Map<Story, Tie>()
  for (const { flows } of onward(story)) {
    for (const flow of flows) {
      // Nobody moves on from a host that did not let him in.
      if (flow.state === noAnswer || flow.state === rejected) continue
      for (const to of bySource.get(flow.target) ?? [])
        if (to !== story && !ties.has(to) && follows(flow, outlines.get(to)!) && tied(story, to, outlines))
          ties.set(to, { from: story, to, flow })
    }
  }
  return [...ties.values()]
}

/** Whether a story's source surprises while the flow that reached it lives, or shortly after. */
const follows = ({ start, duration }: DayFlow, { starts }: Outline): boolean =>
  starts[bisectLeft(starts, start)]! <= start + duration + dwell

/** A story that reaches many targets has as many chances to meet another by accident. */
function tied(a: Story, b: Story, outlines: Outlines): boolean {
  const [from, to] = [outlines.get(a)!, outlines.get(b)!]
  if (a.score >= telling && b.score >= telling + Math.log2(from.targets)) return true
  if (from.executes && to.executes) return true
  return [...to.users].some(user => from.users.has(user))
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

/** A source that goes on over the days: new links of a service, or guesses, on two days at most three apart are one campaign. */
function continued(bySource: ReadonlyMap<number, Story[]>): [Story, Story][] {
  const pairs: [Story, Story][] = []
  for (const stories of bySource.values()) {
    const days = [...stories].sort((a, b) => a.row.day - b.row.day)
    days.forEach((story, i) => {
      const next = days[i + 1]
      if (next && next.row.day - story.row.day <= 3 && goesOn(story, next)) pairs.push([story, next])
    })
  }
  return pairs
}

/** Slow work is made of days that are alike: a spree does not begin with last week's odd new link. */
const alike = 3

function goesOn(a: Story, b: Story): boolean {
  if (b.score > alike * a.score) return false
  const ours = new Set(works(a))
  return works(b).some(work => ours.has(work))
}

/** What a story may go on with: the services of new links that answered, and guessing. */
const works = ({ found }: Story): string[] =>
  found.flatMap(({ finding: { detector }, flows }) => {
    if (detector === 'guessing') return [detector]
    if (detector !== 'new-link') return []
    return flows.filter(flow => flow.state === established).map(flow => `${flow.service}`)
  })
