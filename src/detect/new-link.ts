import { bits } from '../lib/stats.ts'
import { linkKey, type DayFlow, type DayLink } from '../profile/source-day.ts'
import { seenShare, seenWords } from './sampled.ts'
import { plural, type Detector, type View } from './detector.ts'

/** Bits of surprise of an ordinary new link's target: they are no evidence. */
const ordinary = 5
/** Bits that one more new link costs, unless its target is all but certain. */
const perLink = 2

/** What a link that never answered weighs: a knock on a door is no way in, and many knocks are a fan-out. */
const unanswered = 0.2

/** Links that the source never used before, weighed by how natural each target is for it. */
export const newLink: Detector = {
  name: 'new-link',
  title: 'A source uses a remote service of a target that it never used before',
  aspect: 'novelty',
  channels: [{ name: 'new-link', prior: 4, needsHistory: true, returns: true }],
  measure(view) {
    if (!view.knownDays) return []
    const fresh = newLinks(view)
    if (!fresh.length) return []
    const weighed = fresh
      .map(flow => ({ flow, bits: targetBits(view, flow) }))
      .sort((a, b) => b.bits - a.bits)
    const magnitude = weighed.reduce((sum, { flow, bits }) => sum + seen(view, flow) * weight(bits), 0)
    const flows = weighed.map(({ flow }) => flow)
    const techniques = [...new Set(flows.map(flow => view.services.row(flow.service).technique))].filter(
      Boolean,
    )
    return [{ channel: 'new-link', magnitude, flows, techniques, say: () => words(view, flows) }]
  },
}

const linkOf = ({ day }: View, flow: DayFlow): DayLink => day.links.get(linkKey(flow.target, flow.service))!

const weight = (bits: number): number => perLink * Math.min(1, bits / ordinary) + Math.max(0, bits - ordinary)

/** How much of a new link is believed. */
function seen(view: View, flow: DayFlow): number {
  const { flows, established } = linkOf(view, flow)
  return (established ? 1 : unanswered) * seenShare(flows)
}

/** The first flow of each link that the source never had; what has just come into view may be old. */
export const newLinks = ({ day, past, newlySeen }: View): DayFlow[] =>
  [...day.links.values()]
    .filter(link => !past.linkDays(link.target, link.service))
    .filter(({ flows }) => flows.some(flow => !newlySeen(flow)))
    .map(link => link.flows[0]!)

/**
 * −log2 P(this target and service | the source opens a new link): a mixture of where the source's own links lead,
 * what its subnet's hosts use, which subnets they reach, what the site uses, a server that many begin to use today,
 * and anything at all.
 */
function targetBits({ day, past, site }: View, flow: DayFlow): number {
  const subnet = site.fromSubnet(flow, day.day)
  const { target, dst, service } = flow
  const neighbours = subnet.targetsIn(dst, service) + 1
  const into = past.linksInto(subnet.subnetOf(dst), service)
  const own = into / (past.links + 1) / Math.max(1, neighbours - into)
  const peers = subnet.linksTo(target, service) / (subnet.links + 1)
  const route = subnet.linksInto(dst, service) / (subnet.links + 1) / neighbours
  const popular = site.clientsBefore(target, service, day.day) / (site.linksBefore(day.day) + 1)
  const others = site.newClientsOn(target, service, day.day) - 1
  const rising = others >= 2 ? others / (site.newLinksOn(day.day) + 1) : 0
  const anything = 1 / (4 * (site.linksBefore(day.day) / 4 + 10))
  return bits(0.3 * own + 0.3 * peers + 0.2 * route + 0.13 * popular + 0.05 * rising + 0.02 * anything)
}

function words(view: View, flows: readonly DayFlow[]): { fact: string; observed: string; usual: string } {
  const { past, site, day } = view
  const first = flows[0]!
  const clients = site.clientsBefore(first.target, first.service, day.day)
  const services = [...new Set(flows.map(flow => view.services.name(flow.service)))].join(', ')
  const target = `${view.name(first.dst)} had ${plural(clients, 'client')} of ${view.services.name(first.service)} before`
  const usual = past.activeDays
    ? `${plural(past.links, 'link')} in ${plural(past.activeDays, 'active day')}`
    : `never a client before, known for ${plural(view.knownDays, 'day')}`
  return {
    fact: `first use of ${services} to ${flows.length === 1 ? view.name(first.dst) : plural(flows.length, 'target')}`,
    observed: `${plural(flows.length, 'new link')}; ${target}`,
    usual: usual + seenWords(linkOf(view, first).flows),
  }
}
