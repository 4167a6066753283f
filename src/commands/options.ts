import { InvalidArgumentError, type Command } from 'commander'

/** What every command has that reads exports: the PATHs, and what is left out of them. */
export const readingOptions = (command: Command): Command =>
  narrowingOptions(command.argument('<PATH...>', 'captures, Zeek logs, NetFlow: files, folders or -'))

/** What leaves some records out, and how reading goes. */
export const narrowingOptions = (command: Command): Command =>
  command
    .option('--site <FILE>', 'a site.json for all PATHs')
    .option('--follow', 'follow links that lead out of a folder')
    .option('--from <TIME>', 'flows that start at or after this time')
    .option('--to <TIME>', 'flows that start before this time')
    .option('--service <NAME>', 'only flows of this service (may be repeated, or a list with commas)', also)
    .option('--max-rejects <N>', 'exit with 1 if more records could not be read (default: no limit)', whole)
    .option('-q, --quiet', 'no progress, no summary on standard error')

export const hostOption = (command: Command): Command =>
  command.option(
    '--host <ADDRESS>',
    'only flows with this address or CIDR at either end (may be repeated, or a list with commas)',
    also,
  )

/** What narrows records by one of their ends. */
export const endOptions = (command: Command): Command =>
  command
    .option(
      '--src <ADDRESS>',
      'only flows that this address or CIDR opened (may be repeated, or a list with commas)',
      also,
    )
    .option(
      '--dst <ADDRESS>',
      'only flows to this address or CIDR (may be repeated, or a list with commas)',
      also,
    )
    .option('--port <N>', 'only flows to this port (may be repeated, or a list with commas)', also)

export const formatOption = (command: Command): Command =>
  command.option('--format <NAME>', 'jsonl, tsv or csv', 'jsonl')

export const analyzeOptions = (command: Command): Command =>
  command
    .option(
      '--evaluate <DAYS>',
      'judge a day (YYYY-MM-DD, or yesterday), or each day of FROM..TO (inclusive), on what came before it',
    )
    .option('--out <DIR>', 'where the files go', 'eastwest-out')
    .option('--no-identity', 'history by address alone, without host names')
    .option('--budget <N>', 'incidents a day that are shown (default: 5, or what site.json says)', positive)
    .option('--format <NAME>', 'what goes to standard output: terminal, jsonl or findings', 'terminal')

/** The values of an option that may be repeated, or given with commas between them. */
export function also(text: string, before: readonly string[] = []): string[] {
  return [...before, ...text.split(',')]
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function positive(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return Number(text)
}

/** Whole numbers from 1 on, with commas between them. */
export const positives = (text: string): number[] => text.split(',').map(positive)
