#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { Command, CommanderError } from 'commander'
import { EngineError, fault, InputError, UsageError } from './lib/errors.ts'
import { BrokenPipe, type Io } from './io.ts'
import { RunProcess } from './run-process.ts'
import { runThread } from './run-thread.ts'
import type { AnalyzeOptions } from './commands/analyze.ts'
import type { CarveOptions } from './commands/carve.ts'
import type { DrillOptions } from './commands/drill.ts'
import type { EvaluateOptions } from './commands/evaluate.ts'
import type { ExplainOptions } from './commands/explain.ts'
import type { ProfileOptions } from './commands/profile.ts'
import type { RecordOptions } from './commands/records.ts'
import {
  also,
  analyzeOptions,
  endOptions,
  formatOption,
  hostOption,
  narrowingOptions,
  positive,
  positives,
  readingOptions,
} from './commands/options.ts'
import { visible, visibleLines } from './report/escape.ts'
import { version } from './version.ts'

/** Runs a command line (without `node` and the script) and gives the exit code; never ends the process. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    await program(io).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    return explain(error as Error, io)
  }
}

const exitCodes = [
  [InputError, 1],
  [UsageError, 2],
  [EngineError, 3],
] as const

/** Says what an error means, and gives its exit code. */
function explain(error: Error, io: Io): number {
  if (error instanceof BrokenPipe) return 0
  // commander has said what is wrong by itself.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const [, code] = exitCodes.find(([kind]) => error instanceof kind) ?? []
  const message = code === undefined ? fault(error) : error.message
  for (const line of message.split('\n')) io.err(`eastwest: ${visible(line)}\n`)
  return code ?? 3
}

function program(io: Io): Command {
  const main = new Command('eastwest')
    .description('Finds lateral movement over remote services in captures, Zeek logs and NetFlow.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(eastwest --help lists the commands)')
    .configureOutput({ writeOut: text => void io.out(text), writeErr: text => io.err(visibleLines(text)) })
    .addHelpText(
      'after',
      '\nPATH is a file, a folder or - for standard input. Formats are found by content, plain, gzip, zstd or bzip2.',
    )
  const named = (name: string, summary: string): Command =>
    main
      .command(name)
      .summary(summary)
      .description(summary)
      .showHelpAfterError(`(eastwest ${name} --help lists the options)`)
  const command = (name: string, summary: string): Command => hostOption(readingOptions(named(name, summary)))
  const records = () => import('./commands/records.ts')
  analyzeOptions(
    command('analyze', 'Learn what is usual, judge the last day, rank what breaks the habit'),
  ).action(async (paths: string[], options: AnalyzeOptions) =>
    (await import('./commands/analyze.ts')).analyze(paths, options, io),
  )
  formatOption(endOptions(command('flows', 'Print normalised flows, by default of remote services only')))
    .option('--all', 'flows of every service')
    .action(async (paths: string[], options: RecordOptions) => (await records()).flows(paths, options, io))
  formatOption(
    endOptions(command('events', 'Print what sensors decoded inside flows: log-ins, shares, RPC operations')),
  ).action(async (paths: string[], options: RecordOptions) => (await records()).events(paths, options, io))
  named('explain', 'Print one incident whole: why it is surprising, what to check next')
    .argument('<ID>', 'the id of an incident or finding, or its beginning')
    .option('--out <DIR>', 'where analyze left its files', 'eastwest-out')
    .action(async (id: string, options: ExplainOptions) =>
      (await import('./commands/explain.ts')).explain(id, options, io),
    )
  endOptions(
    hostOption(
      narrowingOptions(
        named('carve', 'Write the packets of an incident, or of chosen flows, into a capture of their own')
          .argument('<ID_OR_PATH...>', 'the id of an incident or finding; or captures to take any flows from')
          .option(
            '--community-id <ID>',
            'only flows of this Community ID, 1:… (may be repeated, or a list with commas)',
            also,
          )
          .option('--out <DIR>', 'where analyze left its files', 'eastwest-out')
          .option('-w, --write <FILE>', 'the capture to write, - for standard output'),
      ),
    ),
  ).action(async (names: string[], options: CarveOptions) =>
    (await import('./commands/carve.ts')).carve(names, options, io),
  )
  readingOptions(
    named('profile', 'Print what a host usually does, and who uses it').argument('<HOST>', 'an address'),
  )
    .option('--format <NAME>', 'terminal or jsonl', 'terminal')
    .action(async (host: string, paths: string[], options: ProfileOptions) =>
      (await import('./commands/profile.ts')).profile(host, paths, options, io),
    )
  named('evaluate', 'Compare the incidents of an earlier run with what truly happened')
    .argument(
      '<LABELS>',
      'a file of JSON lines, one step of an attack each: campaign, kind, ts, src, dst, uid',
    )
    .argument('<OUT>', 'where analyze left its files')
    .option('--budgets <N,...>', 'incidents a day that are read', positives, [1, 3, 5, 10, 20])
    .option('--format <NAME>', 'terminal or json', 'terminal')
    .action(async (labels: string, out: string, options: EvaluateOptions) =>
      (await import('./commands/evaluate.ts')).evaluate(labels, out, options, io),
    )
  readingOptions(
    named('drill', 'Plant synthetic attacks into your own history, and see which would be found'),
  )
    .option('--kinds <NAME>', 'only these kinds of attack (may be repeated, or a list with commas)', also)
    .option('--seed <N>', 'what chance starts from: the same seed, the same drill', positive, 1)
    .option('--seeds <N>', 'how many seeds in a row', positive, 1)
    .option('--days <N>', 'the last days that get every kind once', positive, 5)
    .option('--budget <N>', 'incidents a day that are read (default: 5, or what site.json says)', positive)
    .option('--format <NAME>', 'terminal, json, or jsonl for each campaign', 'terminal')
    .action(async (paths: string[], options: DrillOptions) =>
      (await import('./commands/drill.ts')).drill(paths, options, io),
    )
  return main
}

// Once as the process, and again as its thread.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (isMainThread) new RunProcess(process.argv.slice(2), new URL(import.meta.url))
  else await runThread(run, explain)
}
