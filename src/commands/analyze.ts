import { join } from 'node:path'
import { UsageError } from '../lib/errors.ts'
import { Rejects } from '../lib/rejects.ts'
import { didYouMean } from '../lib/suggest.ts'
import { gather } from '../inputs/inputs.ts'
import type { Io } from '../io.ts'
import { narrowing, type NarrowingOptions } from '../inputs/narrowing.ts'
import { analyze as run } from '../pipeline.ts'
import type { Output, View } from '../report/output.ts'
import * as registry from '../report/outputs.ts'
import { visible } from '../report/escape.ts'
import { plural } from '../report/format.ts'
import type { Report, SiteSummary } from '../report/report.ts'
import { evaluatedDays } from './evaluated-days.ts'
import { Progress } from './progress.ts'
import { limitRejects } from './rejected.ts'
import { ResultsFolder } from './results-folder.ts'

export interface AnalyzeOptions extends NarrowingOptions {
  readonly site?: string
  readonly follow?: boolean
  readonly evaluate?: string
  readonly out: string
  readonly budget?: number
  readonly identity: boolean
  readonly format: string
  readonly quiet?: boolean
  readonly maxRejects?: number
}

const outputs: readonly Output[] = Object.values(registry)

/** What `--format` may name: the outputs that make sense on a terminal or in a pipe. */
export const formats = outputs
  .map(output => output.name)
  .filter(name => !['html', 'identity', 'rejects', 'run'].includes(name))

/** `eastwest analyze`: reads, judges, writes the files into --out and the list to standard output. */
export async function analyze(paths: readonly string[], options: AnalyzeOptions, io: Io): Promise<void> {
  const format = outputFor(options.format)
  const evaluate =
    options.evaluate === undefined ? undefined : evaluatedDays(options.evaluate, Date.now() / 1000)
  const chosen = narrowing(options)
  const rejects = new Rejects()
  const progress = new Progress(io, options.quiet ?? false)
  const { site, follow, out } = options
  const { meter, stage } = progress
  io.state({ written: `nothing was written, ${out} is as it was` })
  const gathered = await gather({ paths, site, follow, out, stdin: io.stdin, rejects, meter, stage })
  progress.total = gathered.bytes
  const view: View = {
    color: io.outIsTerminal && !io.env.NO_COLOR,
    width: Math.max(40, Math.min(io.columns, 140)),
    out,
  }
  const { budget, identity } = options
  const judging = { narrowing: chosen, evaluate, budget, identity, rejects, stage }
  const report = await intoFolder(view, async () => {
    const found = await run(gathered, judging)
    progress.done()
    return found
  })
  io.state({ written: `the results in ${out} are whole` })
  for (const text of format.render(report, view)) await io.out(text)
  if (!options.quiet && !(format.name === 'terminal' && io.outIsTerminal)) io.err(summary(report, out))
  limitRejects(rejects, options.maxRejects, gathered, join(out, 'rejects.jsonl'))
}

/** Holds the results folder while a run is made, and leaves its files there. */
async function intoFolder(view: View, work: () => Promise<Report>): Promise<Report> {
  const files = outputs.filter(({ file }) => file)
  const folder = await ResultsFolder.open(
    view.out,
    files.map(({ file }) => file),
  )
  try {
    const report = await work()
    for (const output of files) folder.write(output.file, output.render(report, view))
    folder.commit()
    return report
  } finally {
    folder.close()
  }
}

function outputFor(name: string): Output {
  const found = outputs.find(output => output.name === name)
  if (!found || !formats.includes(name))
    throw new UsageError(
      `there is no format "${name}"${didYouMean(name, formats) || `; known are ${formats.join(', ')}`}`,
    )
  return found
}

/** The run in one line, for who does not look at the results on a terminal. */
function summary({ sites, rejects }: Report, out: string): string {
  const sum = (of: (site: SiteSummary) => number): number => sites.reduce((n, site) => n + of(site), 0)
  const sensors = sites.flatMap(site => site.sensors)
  const flows = sensors.reduce((n, sensor) => n + sensor.flows, 0)
  const lost = rejects.reduce((n, reject) => n + reject.count, 0)
  return (
    `eastwest: ${plural(flows, 'flow')} of ${plural(sensors.length, 'sensor')}, ` +
    `${plural(
      sum(site => site.incidents.length),
      'incident',
    )}, ` +
    `${plural(lost, 'reject')}; results in ${visible(out)}\n`
  )
}
