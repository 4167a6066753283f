import { min } from 'd3-array'
import type { Incident } from '../detect/finding.ts'
import { Truth, type Hits } from '../evaluate/truth.ts'
import type { Campaign } from './campaign.ts'

/** What became of a planted campaign. */
export interface Outcome {
  readonly kind: string
  readonly campaign: string
  /** YYYY-MM-DD of the incident that shows it, or else of its first step. */
  readonly day: string
  readonly sensor: string
  readonly src: string
  readonly steps: number
  /** Among the day's ordinary incidents, from 1; undefined where no incident shows it. */
  readonly rank?: number
  readonly score?: number
  /** The score of the last ordinary incident within the budget: what had to be beaten; undefined where there are fewer. */
  readonly needed?: number
  /** Seconds from its first step to the first one that the incident shows. */
  readonly afterSeconds?: number
  /** Why it was not found within the budget; '' where it was. */
  readonly hidden: string
}

interface Weighed {
  readonly incident: Incident
  readonly named: Hits
}

/** What the incidents of a pass make of its campaigns: each competes with ordinary incidents alone, as if it were the only one. */
export function outcomes(
  campaigns: readonly Campaign[],
  incidents: readonly Incident[],
  budget: number,
  naming: { name(host: number): string; dayText(seconds: number): string },
): Outcome[] {
  const truth = new Truth(
    campaigns.flatMap(({ id, kind, flows }) =>
      flows.map(({ start, src, dst, uid }) => ({
        campaign: id,
        kind,
        ts: start,
        src: naming.name(src),
        dst: naming.name(dst),
        uid,
      })),
    ),
  )
  const weighed = incidents.map(incident => ({ incident, named: truth.named(incident) }))
  const ordinary = weighed.filter(({ named }) => !named.campaigns.size).map(({ incident }) => incident)
  return campaigns.map(campaign => {
    const { flows } = campaign
    const first = flows[0]!
    const about = {
      kind: campaign.kind,
      campaign: campaign.id,
      sensor: first.sensor,
      src: naming.name(first.src),
      steps: flows.length,
    }
    const own = weighed.filter(({ named }) => named.campaigns.has(campaign.id))
    const shown = own
      .filter(({ named }) => named.purity >= 0.5)
      .map(({ incident }) => placed(incident, ordinary, budget))
    const best = shown.sort((a, b) => a.rank - b.rank)[0]
    if (!best) return { ...about, day: naming.dayText(first.start), hidden: unseen(own) }
    const { incident, rank, needed } = best
    const steps = incident.steps.filter(step =>
      truth.labelsOf(step).some(label => label.campaign === campaign.id),
    )
    return {
      ...about,
      day: incident.day,
      rank,
      score: incident.score,
      ...(needed !== undefined && { needed }),
      afterSeconds: Math.max(0, min(steps, ({ ts }) => ts)! - first.start),
      hidden: rank <= budget ? '' : 'beaten by incidents that the day had anyway',
    }
  })
}

function placed(incident: Incident, ordinary: readonly Incident[], budget: number) {
  const day = ordinary.filter(other => other.day === incident.day).map(({ score }) => score)
  const sorted = day.sort((a, b) => b - a)
  return {
    incident,
    rank: 1 + sorted.filter(score => score > incident.score).length,
    needed: sorted[budget - 1],
  }
}

const unseen = (own: readonly Weighed[]): string =>
  own.length ? 'named among more strangers than steps of its own' : 'below the threshold: no finding names it'
