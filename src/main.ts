#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { EngineError, InputError, UsageError } from './lib/errors.ts'
import { BrokenPipe, processIo, type Io } from './io.ts'
import type { AnalyzeOptions } from './commands/analyze.ts'
import type { RecordOptions } from './commands/records.ts'
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

function explain(error: Error, io: Io): number {
  if (error instanceof BrokenPipe) return 0
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const code =
    error instanceof UsageError
      ? 2
      : error instanceof InputError
        ? 1
        : error instanceof EngineError
          ? 3
          : undefined
  if (code === undefined) throw error
  io.err(`eastwest: ${error.message.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '?')}\n`)
  return code
}

function program(io: Io): Command {
  const main = new Command('eastwest')
    .description('Finds lateral movement over remote services in captures, Zeek logs and NetFlow.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(eastwest --help lists the commands)')
    .configureOutput({ writeOut: text => void io.out(text), writeErr: text => io.err(text) })
    .addHelpText(
      'after',
      '\nPATH is a file, a folder or - for standard input. Formats are found by content, plain, gzip or zstd.',
    )
  const command = (name: string, summary: string): Command =>
    main
      .command(name)
      .summary(summary)
      .description(summary)
      .argument('<PATH...>', 'captures, Zeek logs, NetFlow: files, folders or -')
      .option('--site <FILE>', 'a site.json for all PATHs')
      .option('--from <TIME>', 'flows that start at or after this time')
      .option('--to <TIME>', 'flows that start before this time')
      .option('--host <ADDRESS...>', 'only flows with this address or CIDR at either end')
      .option('--service <NAME...>', 'only flows of this service')
      .option('--max-rejects <N>', 'exit with 1 if more records could not be read', whole)
      .option('-q, --quiet', 'no progress, no summary on standard error')
  const records = () => import('./commands/records.ts')
  analyzeOptions(
    command('analyze', 'Learn what is usual, judge the last day, rank what breaks the habit'),
  ).action(async (paths: string[], options: AnalyzeOptions) =>
    (await import('./commands/analyze.ts')).analyze(paths, options, io),
  )
  formatOption(command('flows', 'Print normalised flows, by default of remote services only'))
    .option('--all', 'flows of every service')
    .action(async (paths: string[], options: RecordOptions) => (await records()).flows(paths, options, io))
  formatOption(
    command('events', 'Print what sensors decoded inside flows: log-ins, shares, RPC operations'),
  ).action(async (paths: string[], options: RecordOptions) => (await records()).events(paths, options, io))
  return main
}

const formatOption = (command: Command): Command =>
  command.option('--format <NAME>', 'jsonl, tsv or csv', 'jsonl')

const analyzeOptions = (command: Command): Command =>
  command
    .option(
      '--evaluate <FROM..TO>',
      'judge each day of the range (YYYY-MM-DD..YYYY-MM-DD, inclusive) on what came before it',
    )
    .option('--out <DIR>', 'where the files go', 'eastwest-out')
    .option('--budget <N>', 'incidents a day that are shown (default: 5, or what site.json says)', whole)
    .option('--format <NAME>', 'what goes to standard output: terminal, jsonl or findings', 'terminal')

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await run(process.argv.slice(2), processIo())
}
