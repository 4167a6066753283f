import { drill as run, type Drilled } from '../drill/drill.ts'
import type { Kind } from '../drill/kind.ts'
import { kinds as all } from '../drill/kinds.ts'
import { drilledKinds } from './drill-report.ts'
import type { Covered } from '../inputs/coverage.ts'
import { fillStore } from '../inputs/fill-store.ts'
import { gather, type SiteInputs } from '../inputs/inputs.ts'
import type { Io } from '../io.ts'
import { InputError, UsageError } from '../lib/errors.ts'
import { Notes } from '../lib/notes.ts'
import { Rejects } from '../lib/rejects.ts'
import { didYouMean } from '../lib/suggest.ts'
import { dayText, localTime } from '../lib/time.ts'
import { narrowing, type Narrowing, type NarrowingOptions } from '../inputs/narrowing.ts'
import { questionOf } from '../question.ts'
import { siteContext, type SiteContext } from '../inputs/reading.ts'
import { drillLines, type DrillReport } from '../report/drill.ts'
import { jsonLine } from '../report/escape.ts'
import { openDuckdb } from '../store/stores.ts'
import { Progress } from './progress.ts'
import { limitRejects } from './rejected.ts'

export interface DrillOptions extends NarrowingOptions {
  readonly site?: string
  readonly follow?: boolean
  readonly kinds?: readonly string[]
  readonly seed: number
  readonly seeds: number
  readonly days: number
  readonly budget?: number
  readonly format: string
  readonly quiet?: boolean
  readonly maxRejects?: number
}

const formats = ['terminal', 'json', 'jsonl']
/** Days of history that a day must have before campaigns are planted on it, where there are enough days. */
const history = 7

/** `eastwest drill`: plants campaigns into the network's own history, and says which would have been found. Nothing is sent. */
export async function drill(paths: readonly string[], options: DrillOptions, io: Io): Promise<void> {
  const { format, site, follow } = options
  if (!formats.includes(format))
    throw new UsageError(
      `there is no format "${format}"${didYouMean(format, formats) || `; known are ${formats.join(', ')}`}`,
    )
  const chosen = kindsOf(options.kinds)
  const narrow = narrowing(options)
  const rejects = new Rejects()
  const progress = new Progress(io, options.quiet ?? false)
  const { meter, stage } = progress
  const gathered = await gather({ paths, site, follow, stdin: io.stdin, rejects, meter, stage })
  progress.total = gathered.bytes
  const color = io.outIsTerminal && !io.env.NO_COLOR
  const view = { color, width: Math.max(40, Math.min(io.columns, 140)), out: '' }
  for (const inputs of gathered.sites) {
    const context = siteContext(inputs, rejects, new Notes())
    const { report, drilled } = await drillSite(inputs, context, narrow, chosen, options)
    progress.done()
    if (format === 'json') await io.out(`${jsonLine(report)}\n`)
    if (format === 'jsonl') for (const outcome of drilled.outcomes) await io.out(`${jsonLine(outcome)}\n`)
    if (format === 'terminal') for (const line of drillLines(report, view)) await io.out(line)
  }
  limitRejects(rejects, options.maxRejects, gathered, 'eastwest analyze')
}

function kindsOf(names: readonly string[] | undefined): Kind[] {
  const known = all.map(({ name }) => name)
  const wrong = names?.find(name => !known.includes(name))
  if (wrong !== undefined)
    throw new UsageError(
      `there is no kind "${wrong}"${didYouMean(wrong, known) || `; known are ${known.join(', ')}`}`,
    )
  return all.filter(({ name }) => !names || names.includes(name))
}

async function drillSite(
  inputs: SiteInputs,
  context: SiteContext,
  narrow: Narrowing,
  kinds: readonly Kind[],
  options: DrillOptions,
): Promise<{ report: DrillReport; drilled: Drilled }> {
  const time = localTime(inputs.config.timezone)
  const store = await openDuckdb(time)
  try {
    const { covered } = await fillStore(store, inputs, context, narrow, time)
    const name = inputs.name || inputs.sensors.map(sensor => sensor.name).join(', ')
    const days = drillDays(covered, options.days, name)
    const budget = options.budget ?? inputs.config.budget
    const seeds = Array.from({ length: options.seeds }, (_, i) => options.seed + i)
    const runs: Drilled[] = []
    for (const seed of seeds)
      runs.push(await run(store, questionOf(inputs, context, time), { kinds, days, seed, budget }))
    const drilled = {
      outcomes: runs.flatMap(({ outcomes }) => outcomes),
      notPlanted: runs.flatMap(({ notPlanted }) => notPlanted),
    }
    const report = { site: name, budget, days: days.map(dayText), seeds, kinds: drilledKinds(kinds, drilled) }
    return { report, drilled }
  } finally {
    await store.close()
  }
}

/** The last days with a week of history before them, or with three days where there is no week. Throws InputError. */
function drillDays(covered: readonly Covered[], count: number, site: string): number[] {
  const days = [...new Set(covered.flatMap(({ days }) => days))].sort((a, b) => a - b)
  const before = days.length > history + 1 ? history : 3
  const fit = days.slice(before).slice(-count)
  if (!fit.length)
    throw new InputError(
      `${site}: a drill needs a day with at least three days of history before it; give more days`,
    )
  return fit
}
