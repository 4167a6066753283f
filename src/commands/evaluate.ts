import { max, min } from 'd3-array'
import { bestOf, ranked, scoreAt, type Ranked } from '../evaluate/score.ts'
import { Truth, type Label, type Told } from '../evaluate/truth.ts'
import { InputError, UsageError } from '../lib/errors.ts'
import { wilson } from '../lib/stats.ts'
import { didYouMean } from '../lib/suggest.ts'
import type { Io } from '../io.ts'
import { clockFor } from '../report/clock.ts'
import { jsonLine } from '../report/escape.ts'
import { evaluationLines, type Evaluation } from '../report/evaluation.ts'
import { readLabels } from './labels.ts'
import { readResults, type Results } from './results.ts'

export interface EvaluateOptions {
  readonly budgets: readonly number[]
  readonly format: string
}

const formats = ['terminal', 'json']

/** `eastwest evaluate LABELS OUT`: how the incidents of an earlier run compare with what truly happened. */
export async function evaluate(file: string, out: string, options: EvaluateOptions, io: Io): Promise<void> {
  const { format } = options
  if (!formats.includes(format))
    throw new UsageError(
      `there is no format "${format}"${didYouMean(format, formats) || `; known are ${formats.join(', ')}`}`,
    )
  const evaluation = compare(readLabels(file), readResults(out), options.budgets)
  if (format === 'json') return io.out(`${jsonLine(evaluation)}\n`)
  const color = io.outIsTerminal && !io.env.NO_COLOR
  const view = { color, width: Math.max(40, Math.min(io.columns, 140)), out }
  for (const line of evaluationLines(evaluation, view)) await io.out(line)
}

function compare(labels: readonly Label[], results: Results, budgets: readonly number[]): Evaluation {
  const judged = judgedLabels(labels, results)
  const truth = new Truth(judged)
  const labelled = labelledSites(judged, results)
  const incidents = results.incidents.filter(({ site }) => labelled.has(site))
  const all = ranked(incidents, truth)
  const { campaigns } = truth
  return {
    incidents: incidents.length,
    campaigns: campaigns.map(campaign => told(campaign, judged, bestOf(campaign, all))),
    pairs: truth.pairs,
    budgets: budgets.map(budget => {
      const score = scoreAt(all, truth, budget)
      const [recallFrom, recallTo] = wilson(score.caught.length, campaigns.length)
      return {
        budget,
        caught: score.caught.length,
        recall: score.caught.length / Math.max(1, campaigns.length),
        recallFrom,
        recallTo,
        precision: score.good / Math.max(1, score.read),
        pairsShown: score.pairs / Math.max(1, score.allPairs),
        purity: score.purity,
        read: score.read,
        missed: score.missed,
      }
    }),
    notJudged: [...new Set(labels.map(({ campaign }) => campaign))].filter(name => !campaigns.includes(name)),
    otherSites: results.run.sites.map(({ name }) => name).filter(name => !labelled.has(name)),
  }
}

/** A label may lie so many seconds beside the incidents of a site without history, and be about it. */
const beside = 86_400

/** The sites that labels are about: a label lies on one of their judged days, or, without history, at the time of their incidents. */
function labelledSites(labels: readonly Label[], { run, incidents }: Results): Set<string> {
  const about = run.sites.filter(({ name, timezone, judged }) => {
    const clock = clockFor(timezone)
    const days = new Set(judged)
    const own = incidents.filter(({ site }) => site === name)
    const from = (min(own, ({ start }) => start) ?? Infinity) - beside
    const to = (max(own, ({ end }) => end) ?? -Infinity) + beside
    return labels.some(({ ts }) => (judged.length ? days.has(clock.day(ts)) : ts >= from && ts <= to))
  })
  if (!about.length)
    throw new InputError(
      'no label lies in the time that was judged; give the labels of these days, or judge theirs with --evaluate',
    )
  return new Set(about.map(({ name }) => name))
}

/** Labels of campaigns with a step on a day that was judged; all where everything was judged without history. */
function judgedLabels(labels: readonly Label[], { run }: Results): readonly Label[] {
  if (!run.sites.some(({ judged }) => judged.length)) return labels
  const sites = run.sites.map(({ timezone, judged }) => ({
    clock: clockFor(timezone),
    judged: new Set(judged),
  }))
  const on = ({ ts }: Label) => sites.some(({ clock, judged }) => judged.has(clock.day(ts)))
  const campaigns = new Set(labels.filter(on).map(({ campaign }) => campaign))
  return labels.filter(({ campaign }) => campaigns.has(campaign))
}

function told(
  campaign: string,
  labels: readonly Label[],
  best: Ranked | undefined,
): Evaluation['campaigns'][number] {
  const own = labels.filter(label => label.campaign === campaign)
  const found: Told | undefined = best?.told
  return {
    campaign,
    kind: own[0]!.kind,
    steps: own.length,
    ...(best && found && { rank: best.rank, day: found.day, incident: found.id, score: found.score }),
  }
}
