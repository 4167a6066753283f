import type { Step } from './finding.ts'
import type { Story } from './stories.ts'

const names: Record<string, string> = {
  account: 'new account',
  'fan-out': 'fan-out',
  guessing: 'password guessing',
  'new-link': 'new link',
  'new-service': 'first use of a service',
  'odd-hour': 'odd hour',
  'odd-port': 'odd port',
  technique: 'remote execution or credential access',
  'unusual-flow': 'unusual flow',
}

/** One line: the strongest reasons, the service, from where to where. */
export function title(stories: readonly Story[], steps: readonly Step[]): string {
  const findings = stories
    .flatMap(story => story.found.map(({ finding }) => finding))
    .sort((a, b) => b.score - a.score)
  const services = [...new Set(steps.map(step => step.service.toUpperCase()))].slice(0, 3).join(', ')
  const path = hops(stories, steps)
  if (path.length > 2) return `chain of ${path.length - 1} hops over ${services}: ${path.join(' → ')}`
  const kinds = [...new Set(findings.map(finding => names[finding.detector] ?? finding.detector))]
    .slice(0, 2)
    .join(', ')
  const targets = [...new Set(steps.map(step => step.dst))]
  const where = targets.length === 1 ? targets[0]! : `${targets.length} targets`
  return `${kinds} over ${services}: ${steps[0]!.src} → ${where}`
}

/** The hosts of a chain in order: each story's source, and the last one's first target. */
function hops(stories: readonly Story[], steps: readonly Step[]): string[] {
  if (stories.length < 2) return []
  const sources = [...new Set(steps.map(step => step.src))]
  const last = steps.filter(step => step.src === sources.at(-1)!).at(-1)!
  return sources.includes(last.dst) ? sources : [...sources, last.dst]
}
