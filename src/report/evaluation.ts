import { bits, list, plural } from './format.ts'
import type { View } from './output.ts'
import { Sheet } from './terminal/sheet.ts'

/** How incidents compare with labels. Also the object that `evaluate --format json` prints. */
export interface Evaluation {
  readonly incidents: number
  readonly campaigns: readonly EvaluatedCampaign[]
  readonly pairs: number
  readonly budgets: readonly {
    readonly budget: number
    readonly caught: number
    readonly recall: number
    /** 95% confidence interval of the recall (Wilson). */
    readonly recallFrom: number
    readonly recallTo: number
    readonly precision: number
    readonly pairsShown: number
    readonly purity: number
    readonly read: number
    readonly missed: readonly string[]
  }[]
  /** Campaigns of which no step lies on a judged day. */
  readonly notJudged: readonly string[]
  /** Sites whose time no label touches: their incidents are not counted. */
  readonly otherSites: readonly string[]
}

/** A labelled campaign, and the best-placed incident that shows it, if any. */
export interface EvaluatedCampaign {
  readonly campaign: string
  readonly kind: string
  readonly steps: number
  readonly rank?: number
  readonly day?: string
  readonly incident?: string
  readonly score?: number
}

const percent = (share: number): string => `${Math.round(100 * share)}%`

/** The evaluation for people: by budget, then campaign by campaign. */
export function* evaluationLines(evaluation: Evaluation, view: View): Iterable<string> {
  const sheet = new Sheet(view.width, view.color)
  const { campaigns, incidents, pairs, budgets, notJudged, otherSites } = evaluation
  const head = `${plural(incidents, 'incident')} against ${plural(campaigns.length, 'campaign')} of ${plural(pairs, 'attack pair')}`
  yield `${sheet.paint('bold', head)}\n`
  for (const at of budgets)
    for (const line of sheet.text(
      `at ${at.budget} a day: caught ${at.caught} of ${campaigns.length} (${percent(at.recall)}, 95% sure of ${percent(at.recallFrom)} to ${percent(at.recallTo)}), precision ${percent(at.precision)}, attack pairs shown ${percent(at.pairsShown)}, purity ${percent(at.purity)}; missed: ${at.missed.join(', ') || 'none'}`,
      0,
      2,
    ))
      yield `${line}\n`
  yield `\n${sheet.paint('bold', 'Campaign by campaign')}\n`
  for (const campaign of campaigns)
    for (const line of sheet.text(campaignText(campaign), 2, 4)) yield `${line}\n`
  if (notJudged.length)
    for (const line of sheet.text(`not on a judged day, not counted: ${list(notJudged, 20)}`, 0, 2))
      yield `${line}\n`
  if (otherSites.length)
    for (const line of sheet.text(
      `sites at whose time there is no label, not counted: ${list(otherSites, 20)}`,
      0,
      2,
    ))
      yield `${line}\n`
}

const campaignText = ({ campaign, kind, steps, rank, day, incident, score }: EvaluatedCampaign): string =>
  rank === undefined
    ? `${campaign} (${kind}, ${plural(steps, 'step')}): in no incident of which it is at least half`
    : `${campaign} (${kind}, ${plural(steps, 'step')}): number ${rank} of ${day}, ${bits(score!)}, id ${incident}`
