import type { Event } from '../flow/event.ts'
import { protections, type Protection } from '../profile/protections.ts'
import { linkKey, type DayFlow } from '../profile/source-day.ts'
import { plural, type Detector, type View } from './detector.ts'

/** Days on which a link told how it is protected, before anything less surprises. */
const enough = 3
/** Bits that one step down is worth at least: people's machines do fall back at times. */
const perStep = 4

interface Weaker extends Protection {
  readonly flow: DayFlow
  readonly usual: { readonly word: string; readonly days: number }
}

/** Sessions that are protected worse than the same link's ever were: NTLM for Kerberos, RC4, an older dialect, no signing. */
export const weakerProtection: Detector = {
  name: 'weaker-protection',
  title: 'A log-in or a session that is protected worse than the same link’s ever were',
  channels: [{ name: 'weaker-protection', prior: 0.5, needsHistory: true }],
  measure(view) {
    const weaker = weakerOf(view)
    if (!weaker.length) return []
    const flows = [...new Set(weaker.map(({ flow }) => flow))]
    const links = new Set(weaker.map(({ flow, scale }) => `${scale} ${linkKey(flow.target, flow.service)}`))
    const magnitude = perStep * links.size
    return [{ channel: 'weaker-protection', magnitude, flows, techniques: techniquesOf(weaker), say: () => words(view, weaker) }] // prettier-ignore
  },
}

function weakerOf({ day, past }: View): Weaker[] {
  const byUid = new Map(day.flows.map(flow => [flow.uid, flow]))
  return day.events.flatMap((event: Event) => {
    const flow = byUid.get(event.uid)
    if (!flow) return []
    return protections(event).flatMap(found => {
      const usual = past.protection.of(linkKey(flow.target, flow.service), found.scale)
      return usual && usual.days >= enough && found.level < usual.level ? [{ ...found, flow, usual }] : []
    })
  })
}

const techniquesOf = (weaker: readonly Weaker[]): string[] => [...new Set(weaker.map(techniqueOf))]

/** A stolen hash logs in by NTLM, or asks for tickets under RC4; other log-ins are by what else was stolen; the rest is a downgrade. */
function techniqueOf({ scale, word }: Weaker): string {
  if (/^(ntlm|rc4|arcfour)/i.test(word)) return 'T1550.002'
  return scale === 'log-in' ? 'T1078' : 'T1562.010'
}

function words(view: View, weaker: readonly Weaker[]): { fact: string; observed: string; usual: string } {
  const { scale, word, flow, usual } = weaker[0]!
  const others = new Set(weaker.map(({ flow }) => linkKey(flow.target, flow.service))).size - 1
  return {
    fact: `weaker ${scale} to ${view.name(flow.dst)} over ${view.services.name(flow.service)} than ever${others ? `, and ${plural(others, 'more link')}` : ''}`,
    observed: word,
    usual: `${usual.word} or better on ${plural(usual.days, 'day')}`,
  }
}
