import { established } from '../flow/codes.ts'
import { bits } from '../lib/stats.ts'
import type { DayFlow } from '../profile/source-day.ts'
import { seenShare, seenWords } from './sampled.ts'
import { plural, type Detector, type View } from './detector.ts'

/** A source that begins to use a service, against how many of its subnet's hosts use it. */
export const newService: Detector = {
  name: 'new-service',
  title: 'A source uses a remote service for the first time, or begins to act as a client at all',
  aspect: 'novelty',
  channels: [{ name: 'new-service', prior: 1, needsHistory: true }],
  measure(view) {
    if (!view.knownDays) return []
    // A connection that was not answered used nothing.
    const used = view.day.flows.filter(flow => flow.state === established && !view.newlySeen(flow))
    const services = [...new Set(used.map(flow => flow.service))].filter(code => !view.past.serviceDays(code))
    const flows = used.filter(flow => services.includes(flow.service))
    if (!flows.length) return []
    const subnet = view.site.fromSubnet(flows[0]!, view.day.day)
    const share = (service: number) => (subnet.usersOf(service) + 0.2) / (subnet.sources + 1)
    const seen = (service: number) => seenShare(flows.filter(flow => flow.service === service))
    return [
      {
        channel: 'new-service',
        magnitude: services.reduce((sum, service) => sum + bits(share(service)) * seen(service), 0),
        flows,
        techniques: services.map(service => view.services.row(service).technique).filter(Boolean),
        say: () => say(view, services, flows, subnet),
      },
    ]
  },
}

function say(
  view: View,
  services: readonly number[],
  flows: readonly DayFlow[],
  subnet: { sources: number; usersOf(service: number): number },
): { fact: string; observed: string; usual: string } {
  const names = services.map(service => view.services.name(service)).join(', ')
  const before = view.past.activeDays
    ? `never in ${plural(view.past.activeDays, 'active day')}`
    : `no remote service at all in ${plural(view.knownDays, 'day')}`
  const users = services
    .map(service => `${subnet.usersOf(service)} of ${plural(subnet.sources, 'source')}`)
    .join(', ')
  return {
    fact: `first use of ${names} by this source`,
    observed: names,
    usual: (subnet.sources ? `${before}; ${users} in its subnet use it` : before) + seenWords(flows),
  }
}
