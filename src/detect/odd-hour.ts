import type { DayFlow } from '../profile/source-day.ts'
import { plural, type Detector, type View } from './detector.ts'

/** Days of the same kind that make an hour's absence mean something. */
const enough = 3
/** Bits below which an hour is ordinary. */
const ordinary = 1.5

/** Remote services at hours of the day at which the source is never active. */
export const oddHour: Detector = {
  name: 'odd-hour',
  title: 'A source is active at an hour at which it never is',
  channels: [{ name: 'odd-hour', prior: 1, needsHistory: true }],
  measure(view) {
    const hours = new Map<number, DayFlow[]>()
    for (const flow of view.day.flows) {
      const hour = view.calendar.hour(flow.start)
      hours.set(hour, [...(hours.get(hour) ?? []), flow])
    }
    let magnitude = 0
    const flows: DayFlow[] = []
    for (const [hour, inHour] of hours) {
      const bits = hourBits(view, hour)
      if (bits <= 0) continue
      magnitude += bits * (1 + 0.5 * Math.log2(inHour.length))
      flows.push(...inHour)
    }
    if (!flows.length) return []
    const techniques = [...new Set(flows.map(flow => view.services.row(flow.service).technique))].filter(
      Boolean,
    )
    return [{ channel: 'odd-hour', magnitude, flows, techniques, say: () => say(view, flows) }]
  },
}

/** −log2 P(active in this hour), beyond the ordinary: the source's own days, and the site's as one day more. */
function hourBits({ past, site, day }: View, hour: number): number {
  const { active, days } = past.hourDays(hour, day.day)
  if (days < enough) return 0
  return -Math.log2(Math.min(1, (active + site.hourShare(hour, day.day)) / (days + 1))) - ordinary
}

function say(view: View, flows: readonly DayFlow[]): { fact: string; observed: string; usual: string } {
  const hours = [...new Set(flows.map(flow => view.calendar.hour(flow.start)))].sort((a, b) => a - b)
  const { active, days } = view.past.hourDays(hours[0]!, view.day.day)
  const share = (100 * view.site.hourShare(hours[0]!, view.day.day)).toPrecision(2)
  const clock = (hour: number) => `${String(hour).padStart(2, '0')}h`
  return {
    fact: `active at ${hours.map(clock).join(', ')}, local time`,
    observed: plural(flows.length, 'flow'),
    usual: `active then on ${Math.floor(active)} of ${plural(days, 'day')} of that kind; ${share} % of the site's source days are`,
  }
}
