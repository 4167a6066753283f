import { max } from 'd3-array'
import type { DayFlow } from '../profile/source-day.ts'
import { seenShare, seenWords } from './sampled.ts'
import { plural, type Detector, type View } from './detector.ts'

/** Days of the same kind that make an hour's absence mean something. */
const enough = 3
/** Days' worth of what the site does that a source's own hours start from. */
const priorDays = 3
/** Bits below which an hour is ordinary. */
const ordinary = 3

/** Remote services at hours of the day at which the source is never active. */
export const oddHour: Detector = {
  name: 'odd-hour',
  title: 'A source is active at an hour at which it never is',
  channels: [{ name: 'odd-hour', prior: 1, needsHistory: true }],
  measure(view) {
    const odd = view.day.flows
      .map(flow => ({ flow, bits: hourBits(view, flow) }))
      .filter(({ bits }) => bits > 0)
    if (!odd.length) return []
    const flows = odd.map(({ flow }) => flow)
    const rarest = max(odd, ({ bits }) => bits)! * seenShare(flows)
    const magnitude = rarest * (1 + 0.25 * Math.log2(flows.length))
    const techniques = [...new Set(flows.map(flow => view.services.row(flow.service).technique))].filter(
      Boolean,
    )
    const most = magnitude + ordinary
    return [{ channel: 'odd-hour', magnitude, most, flows, techniques, say: () => say(view, flows) }]
  },
}

/** −log2 P(active in this hour), beyond the ordinary: the source's own days, after a few days' worth of the site's. */
function hourBits({ past, site, day, calendar }: View, flow: DayFlow): number {
  const hour = calendar.hour(flow.start)
  const { active, days } = past.hourDays(hour, day.day)
  if (days < enough) return 0
  const share = site.hourShare(flow, hour, day.day)
  return -Math.log2(Math.min(1, (active + priorDays * share) / (days + priorDays))) - ordinary
}

function say(view: View, flows: readonly DayFlow[]): { fact: string; observed: string; usual: string } {
  const hours = [...new Set(flows.map(flow => view.calendar.hour(flow.start)))].sort((a, b) => a - b)
  const { active, days } = view.past.hourDays(hours[0]!, view.day.day)
  const share = (100 * view.site.hourShare(flows[0]!, hours[0]!, view.day.day)).toPrecision(2)
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}h`
  return {
    fact: `active at ${hours.map(clock).join(', ')}, local time`,
    observed: plural(flows.length, 'flow'),
    usual: `active then on ${Math.floor(active)} of ${plural(days, 'day')} of that kind; ${share} % of its subnet's source days are${seenWords(flows)}`,
  }
}
