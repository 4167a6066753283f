import { unreadPaths, type Gathered } from '../inputs/inputs.ts'
import { InputError } from '../lib/errors.ts'
import { gathered, type Notes } from '../lib/notes.ts'
import type { Rejects } from '../lib/rejects.ts'
import type { Io } from '../io.ts'
import { visible } from '../report/escape.ts'

/** Says on standard error what could not be read, for the commands that print records. */
export function sayRejected(io: Io, rejects: Rejects, notes: Notes, skipped: readonly string[]): void {
  for (const { file, reason, count, unit, first, example } of rejects.rows().slice(0, mostRows)) {
    const times = count > 1 ? ` (${count} times)` : ''
    io.err(
      `eastwest: ${visible(`${file}: ${unit} ${first}: ${reason}${times}${example ? `: ${example}` : ''}`)}\n`,
    )
  }
  const more = rejects.rows().length - mostRows
  if (more > 0) io.err(`eastwest: and ${more} more kinds of rejects\n`)
  for (const { sensor, text, count } of gathered(notes.rows()).slice(0, mostRows)) {
    io.err(`eastwest: ${visible(`${sensor}: ${text}`)}${count > 1 ? ` (${count} times)` : ''}\n`)
  }
  if (skipped.length) {
    const files = skipped.length === 1 ? '1 file' : `${skipped.length} files`
    io.err(`eastwest: ${files} skipped (no records, or a copy), first ${visible(skipped[0]!)}\n`)
  }
}

const mostRows = 20

/** Throws InputError where a PATH was not read at all, or more records were rejected than `--max-rejects` allows. */
export function limitRejects(
  rejects: Rejects,
  most: number | undefined,
  { failed }: Gathered,
  where: string,
): void {
  if (failed.length) throw unreadPaths(failed)
  if (most !== undefined && rejects.total > most)
    throw new InputError(
      `${rejects.total} records were rejected, more than --max-rejects ${most} allows; ${where} says which and why`,
    )
}
